# Makes a base backup of PostgreSQL: all of its files, in $WORK/base/base.tar.gz, reads it back, and says in $WORK/base.json, which it
# writes last, what it is. Without the changes that receive.sh brings to the bucket it is of no use, so those have to be kept.
#
# Reads libpq's variables, RELEASE_NAME, RELEASE_NAMESPACE, and PREPARE_TIMEOUT_SECONDS: how long it waits for the database.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C

say() { printf 'base: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
query() { psql -XqAtw -v ON_ERROR_STOP=1 -d "$PGDATABASE" "$@"; }
now() { query -c "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"; }

[ ! -e "$WORK/base.json" ] || exit 0
is_kept() { [ "$(query -c "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'mlflow_archive' AND wal_status <> 'lost'")" = 1 ]; }
# The pod may just be starting.
until is_kept; do
  (( SECONDS < ${PREPARE_TIMEOUT_SECONDS:-600} )) || fail "nobody keeps changes of this database: pod wal-archive has not begun, and its log says why"
  sleep 2
done

started=$(now)
file=$WORK/base/base.tar.gz
mkdir -p "$WORK/base"
say "reading all files of the database"
pg_basebackup --pgdata=- --format=tar --wal-method=none --checkpoint=fast --manifest-checksums=SHA256 --no-password --label=mlflow 2>"$WORK/words" |
  gzip -1 >"$file" || fail "pg_basebackup: $(tr -s '[:space:]' ' ' <"$WORK/words")"
# Its clock is the one that time is told by; all of this is in the backup by now.
finished=$(now)

# To its end; the manifest comes last.
manifest=$(tar -xzOf "$file" backup_manifest) || fail "the base backup cannot be read back"
[[ $manifest =~ \"WAL-Ranges\":\ *\[[[:space:]]*\{\ *\"Timeline\":\ *([0-9]+),\ *\"Start-LSN\":\ *\"([0-9A-F/]+)\",\ *\"End-LSN\":\ *\"([0-9A-F/]+)\"\ *\} ]] ||
  fail "the base backup's manifest does not say which changes it needs"
timeline=${BASH_REMATCH[1]} begin=${BASH_REMATCH[2]} end=${BASH_REMATCH[3]}
unpacked=$(gzip -dc "$file" | wc -c)
sum=$(sha256sum "$file")

system=$(query -c 'SELECT system_identifier FROM pg_control_system()')
random=$(query -c 'SELECT substr(md5(gen_random_uuid()::text), 1, 4)')
name=$RELEASE_NAMESPACE/$RELEASE_NAME/point-in-time/$system/base/${started//[-:]/}-$random
printf '%s' "$name" >"$WORK/base.name"
query -v name="$name" -v started="$started" -v finished="$finished" -v timeline="$timeline" -v begin="$begin" -v end="$end" \
  -v unpacked="$unpacked" -v bytes="$(wc -c <"$file")" -v sum="${sum%% *}" >"$WORK/.base.json" <<'SQL'
SELECT jsonb_build_object('name', :'name', 'started', :'started', 'finished', :'finished', 'timeline', :'timeline'::int,
  'begin', :'begin', 'end', :'end', 'segmentBytes', (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'),
  'bytes', :'bytes'::bigint, 'unpackedBytes', :'unpacked'::bigint, 'fileSha256', :'sum',
  'postgresql', current_setting('server_version_num')::int / 10000)
SQL
mv "$WORK/.base.json" "$WORK/base.json"
say "$name: $unpacked bytes, $(wc -c <"$file") compressed; from $begin to $end of timeline $timeline"
