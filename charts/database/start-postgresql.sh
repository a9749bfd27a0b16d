# Going back to a second (recover.sh) that was given up: where only its last step was left, that is done; else what it had fetched goes.
if [ ! -e "$PGDATA" ] && [ -e "$PGDATA.new/mlflow_chart_restored" ]; then mv "$PGDATA.new" "$PGDATA"; fi
if [ -s "$PGDATA/PG_VERSION" ]; then
  rm -rf "$PGDATA.new" "${PGDATA%/*}/point-in-time"
  made=$(cat "$PGDATA/PG_VERSION")
  set -- $(postgres --version)
  ours=${3%%[!0-9]*}
  if [ "$made" != "$ours" ]; then
    echo "postgresql: the database on the volume is of PostgreSQL $made, and postgresql.image is $ours, which cannot read it. Nothing was changed:" \
      "set postgresql.image.tag to $made again, and delete this pod. How to get to another major: docs/database.md" >&2
    exit 1
  fi
fi
memory=$(( MEMORY_MIB > 256 ? MEMORY_MIB : 256 ))
set --
if [ -n "${CERTIFICATE:-}${KEEPS_CHANGES:-}" ]; then
  # Whoever receives changes logs in as everybody else. With a certificate nobody connects without TLS, but from within the pod.
  by=host; [ -z "${CERTIFICATE:-}" ] || by=hostssl
  printf '%s\n' 'local all all trust' 'host all all 127.0.0.1/32 scram-sha-256' 'host all all ::1/128 scram-sha-256' \
    "$by all all all scram-sha-256" >/tmp/pg_hba.conf
  [ -z "${KEEPS_CHANGES:-}" ] || printf '%s\n' "$by replication all all scram-sha-256" >>/tmp/pg_hba.conf
  set -- -c hba_file=/tmp/pg_hba.conf
fi
if [ -n "${CERTIFICATE:-}" ]; then
  set -- "$@" -c ssl=on -c ssl_cert_file="$CERTIFICATE/tls.crt" -c ssl_key_file="$CERTIFICATE/tls.key" \
    -c ssl_min_protocol_version=TLSv1.2
  # PostgreSQL reads a renewed certificate when it is told to.
  known=$(sha256sum "$CERTIFICATE/tls.crt")
  while sleep 10; do
    now=$(sha256sum "$CERTIFICATE/tls.crt") || continue
    [ "$now" = "$known" ] || { kill -HUP 1 && known=$now; }
  done &
fi
if [ -z "${KEEPS_CHANGES:-}" ]; then
  # What they were kept for is no longer there, but for a receiver that is just ending: or the volume would fill up to MAX_SLOT_WAL.
  # PostgreSQL, which takes this process for one of its own, must not see it fail.
  ( for _ in 1 2 3 4 5 6; do
      sleep 20 || exit 0
      psql -XqAtw -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "SELECT pg_drop_replication_slot(slot_name)
        FROM pg_replication_slots WHERE slot_name IN ('mlflow_archive', 'mlflow_receive') AND NOT active" >/dev/null 2>&1 || true
    done
    exit 0 ) &
fi
exec docker-entrypoint.sh postgres \
  -c listen_addresses='*' \
  -c max_connections="$MAX_CONNECTIONS" \
  -c shared_buffers="$(( memory / 4 ))MB" \
  -c effective_cache_size="$(( memory * 3 / 4 ))MB" \
  -c maintenance_work_mem="$(( memory / 16 ))MB" \
  -c work_mem="$(( memory * 1024 / 2 / MAX_CONNECTIONS > 4096 ? memory * 1024 / 2 / MAX_CONNECTIONS : 4096 ))kB" \
  -c max_slot_wal_keep_size="$MAX_SLOT_WAL" \
  -c password_encryption=scram-sha-256 \
  "$@"
