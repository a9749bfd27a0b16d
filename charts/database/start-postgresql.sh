memory=$(( MEMORY_MIB > 256 ? MEMORY_MIB : 256 ))
if [ -n "${CERTIFICATE:-}" ]; then
  # Nobody connects without TLS, but from within the pod.
  printf '%s\n' 'local all all trust' 'host all all 127.0.0.1/32 scram-sha-256' 'host all all ::1/128 scram-sha-256' \
    'hostssl all all all scram-sha-256' >/tmp/pg_hba.conf
  set -- -c ssl=on -c ssl_cert_file="$CERTIFICATE/tls.crt" -c ssl_key_file="$CERTIFICATE/tls.key" \
    -c ssl_min_protocol_version=TLSv1.2 -c hba_file=/tmp/pg_hba.conf
  # PostgreSQL reads a renewed certificate when it is told to.
  known=$(sha256sum "$CERTIFICATE/tls.crt")
  while sleep 10; do
    now=$(sha256sum "$CERTIFICATE/tls.crt") || continue
    [ "$now" = "$known" ] || { kill -HUP 1 && known=$now; }
  done &
else
  set --
fi
exec docker-entrypoint.sh postgres \
  -c listen_addresses='*' \
  -c max_connections="$MAX_CONNECTIONS" \
  -c shared_buffers="$(( memory / 4 ))MB" \
  -c effective_cache_size="$(( memory * 3 / 4 ))MB" \
  -c maintenance_work_mem="$(( memory / 16 ))MB" \
  -c work_mem="$(( memory * 1024 / 2 / MAX_CONNECTIONS > 4096 ? memory * 1024 / 2 / MAX_CONNECTIONS : 4096 ))kB" \
  -c password_encryption=scram-sha-256 \
  "$@"
