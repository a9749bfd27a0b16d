# Goes back to a point in time: unpacks the base backup, and has PostgreSQL repeat the changes after it up to then. The folder takes
# the place of the database's, which is kept beside it, only when it is done: that is the moment from which it is restored.
#
# Reads $DATA/point-in-time, as recovery_plan.py and fetch.sh have left it, the variables of the official image, and POINT_IN_TIME:
# whether changes of the database are kept from then on.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C
unset "${!PG@}"

place=$DATA/point-in-time
data=$DATA/pgdata
new=$DATA/pgdata.new
record=mlflow_chart_restored

say() { printf 'point in time: %s\n' "$*"; }
fail() { say "failed, and the database is as it was, but does not run (restore.enabled: false starts it): $*" >&2; exit 1; }
query() { psql -XqAtw -v ON_ERROR_STOP=1 -h "$place" -U "$POSTGRES_USER" "$@"; }
server() { pg_ctl --pgdata="$new" --wait --timeout=604800 --silent "$@"; }

take_place() {
  if [ -e "$data" ]; then
    rm -rf "$data.replaced"
    mv "$data" "$data.replaced"
    say "the former database lies in pgdata.replaced of the volume, until the next restore"
  fi
  mv "$new" "$data"
  rm -rf "$place"
}

# What another pod had done but for the last step.
if [ ! -e "$data" ] && [ -e "$new/$record" ]; then
  take_place
  exit 0
fi
[ -e "$place/plan.sh" ] || exit 0
# shellcheck source=/dev/null
. "$place/plan.sh"

unpack() {
  local sum
  [[ $(postgres --version) =~ ([0-9]+) ]]
  [ "${BASH_REMATCH[1]}" = "$MAJOR" ] || fail "the base backup is of PostgreSQL $MAJOR, and postgresql.image of ${BASH_REMATCH[1]}"
  sum=$(sha256sum "$place/$BASE")
  [ "${sum%% *}" = "$BASE_SHA256" ] || fail "the base backup is damaged: it is not what was written"
  rm -rf "$new" "$place/log"
  mkdir -m 700 "$new"
  tar -xzf "$place/$BASE" -C "$new" || fail "the base backup cannot be unpacked"
  pg_verifybackup --no-parse-wal --quiet "$new" || fail "files of the base backup are damaged; pg_verifybackup names them above"
  # Of the database as it was then.
  rm -f "$new/$record"
  printf 'local all all trust\n' >"$place/pg_hba.conf"
}

# repeat_changes [setting…]: until PostgreSQL has ended recovery; its words are in the file log.
repeat_changes() {
  local setting options=
  : >"$new/recovery.signal"
  for setting in listen_addresses= "unix_socket_directories=$place" "hba_file=$place/pg_hba.conf" hot_standby=off lc_messages=C ssl=off \
    "restore_command=gzip -dc $place/wal/%f.gz >%p 2>/dev/null || gzip -dc $place/wal/%f.partial.gz >%p 2>/dev/null" \
    "recovery_target_timeline=$TIMELINE" "$@"; do
    options+=" -c $(printf %q "$setting")"
  done
  server --log="$place/log" --options="$options" start >/dev/null 2>&1 &
  wait $! || return 1
  # It refuses whoever comes, until it is done.
  until pg_isready --quiet --host="$place" --username="$POSTGRES_USER" --dbname="$POSTGRES_DB"; do
    server status >/dev/null || return 1
    sleep 1
  done
}
words_of_log() { grep -E 'FATAL|PANIC' "$place/log" | tail -n 2 | tr -s '[:space:]' ' '; }

# PostgreSQL takes a file that cannot be read for the end of all.
check_changes() {
  local file
  for file in "$place"/wal/*.gz; do
    case ${file##*/} in
      *.history.gz) gzip -t "$file" || fail "${file##*/} is damaged" ;;
      *) [ "$(gzip -dc "$file" | wc -c)" = "$SEGMENT_BYTES" ] || fail "${file##*/} is damaged: it is no whole segment" ;;
    esac
  done
}

# Where recovery has ended is in the history of the timeline that it began; what was promised may end within a change.
check_end() {
  local histories=("$new"/pg_wal/*.history) at high low
  at=$(tail -n 1 "${histories[-1]}" | cut -f 2)
  high=$((16#${at%/*})) low=$((16#${at#*/}))
  (( ((high << 32) + low) / SEGMENT_BYTES + 1 >= LAST_SEGMENT )) || fail "changes end at $at, before $TARGET: some are missing"
}

check_changes
unpack
trap 'server --mode=immediate stop >/dev/null 2>&1 || true' EXIT
trap 'exit 1' TERM INT
say "repeating changes up to $TARGET"
if ! repeat_changes "recovery_target_time=$TARGET" recovery_target_action=promote; then
  grep -q 'recovery ended before configured recovery target was reached' "$place/log" || fail "PostgreSQL: $(words_of_log)"
  [ -n "$IS_WHOLE" ] || fail "changes are missing in the bucket, and nobody can go from this base backup as far as $TARGET: $(words_of_log)"
  # Nothing was written between the last change that is here and then.
  unpack
  repeat_changes || fail "PostgreSQL: $(words_of_log)"
  check_end
fi
last=$(grep -o 'last completed transaction was at log time .*' "$place/log" | tail -n 1) || true
say "${last:-no transaction after the base backup was repeated}"

# The password is the Secret's; the database is another one than it was, as after any restore.
words=$(query -d "$POSTGRES_DB" 2>&1 <<'SQL'
\set password `printenv POSTGRES_PASSWORD`
\set user `printenv POSTGRES_USER`
ALTER ROLE :"user" PASSWORD :'password';
SELECT to_regclass('mlflow_chart.identity') IS NOT NULL AS known \gset
\if :known
  DELETE FROM mlflow_chart.identity;
  DELETE FROM mlflow_chart.activity;
  DELETE FROM mlflow_chart.migration_backups;
  INSERT INTO mlflow_chart.identity SELECT substr(md5(gen_random_uuid()::text), 1, 12);
\endif
SQL
) || fail "postgresql.auth has to name the user and the database of then: $words"
# From the first change after this on, or the bucket would have a gap.
[ -z "${POINT_IN_TIME:-}" ] || query -d "$POSTGRES_DB" -c "SELECT pg_create_physical_replication_slot('mlflow_archive', true)" >/dev/null
server --mode=fast stop
trap - EXIT TERM INT
printf '%s\n%s\n' "$REQUEST" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$new/.record"
sync
mv "$new/.record" "$new/$record"
take_place
say "restored"
