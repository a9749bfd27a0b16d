# Receives the changes of PostgreSQL's database (WAL) as they are written, and hands them to ship.sh, without an end.
#
# Two slots keep WAL on the server: mlflow_archive all that is not in the bucket yet, and moves on only when it is there;
# mlflow_receive, through which it is received, is a copy of it, so that a pod that is lost with what it had received has lost
# nothing. What lies in $WORK: received/, as pg_receivewal writes it; handed/, the names of what ship.sh was given; outbox/, what
# ship.sh has yet to take; and reached/, up to when everything of a timeline is in the bucket once that is.
#
# Reads libpq's variables, RELEASE_NAME, RELEASE_NAMESPACE, and SHIP_SECONDS: how often what is not yet a whole segment is handed over.
set -euo pipefail
shopt -s inherit_errexit nullglob

KEPT=mlflow_archive
THROUGH=mlflow_receive
# Of 16 MiB each: what the pod has on disk; more than that waits on the server.
MOST_WAITING=32
receiver=
next=0

say() { printf 'receive: %s\n' "$*"; }
query() { psql -XqAtw -v ON_ERROR_STOP=1 -d "$PGDATABASE" "$@"; }
in_a_line() { printf '%s' "$*" | tr -s '[:space:]' ' '; }

stop() {
  [ -z "$receiver" ] || { kill "$receiver" 2>/dev/null || true; wait "$receiver" || true; }
  receiver=
}
trap 'stop; exit 0' TERM INT

# That slot, which nobody may use at the same time: a receiver whose node is gone still has a connection.
drop() {
  query -v slot="$1" <<'SQL'
SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = :'slot' AND active_pid IS NOT NULL \g /dev/null
SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = :'slot' \g /dev/null
SQL
}

keep() {
  local state
  state=$(query -c "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '$KEPT'") || return 1
  if [ "$state" = lost ]; then
    say "the server had to drop changes that were not in the bucket yet (backup.pointInTime.maxWalSize): nobody can go back to a time from now until the next base backup. Make one"
    drop "$KEPT" || return 1
    state=
  fi
  [ -z "$state" ] || return 0
  query -c "SELECT pg_create_physical_replication_slot('$KEPT', true)" >/dev/null || return 1
  say "the server keeps changes from now on until they are in the bucket"
}

begin() {
  local system place partial left
  # What was received before its server ended. That may be another one by now, which forgets nothing for it.
  hand_whole || true
  for partial in "$WORK"/received/*.partial; do
    hand "$partial" || true
  done
  left=("$WORK"/{outbox,reached,promised}/*)
  system=$(query -c 'SELECT system_identifier FROM pg_control_system()') || return 1
  place=$RELEASE_NAMESPACE/$RELEASE_NAME/point-in-time/$system
  if [ -e "$WORK/place" ] && [ "$(cat "$WORK/place")" != "$place" ] && (( ${#left[@]} > 0 )); then
    say "this is another database than before, of which something has yet to go to the bucket"
    return 1
  fi
  rm -rf "${WORK:?}"/{received,handed,outbox/.new}
  mkdir -p "$WORK"/{received,handed}
  segment=$(query -c "SELECT setting::bigint * CASE unit WHEN '8kB' THEN 8192 ELSE 1 END FROM pg_settings WHERE name = 'wal_segment_size'") || return 1
  printf '%s' "$place" >"$WORK/.place" && mv "$WORK/.place" "$WORK/place" || return 1
  keep && drop "$THROUGH" || return 1
  query -c "SELECT pg_copy_physical_replication_slot('$KEPT', '$THROUGH')" >/dev/null || return 1
  pg_receivewal --directory "$WORK/received" --slot "$THROUGH" --synchronous --status-interval 1 --no-loop --no-password &
  receiver=$!
  say "receiving changes of system $system"
}

# hand <file>: compressed, and under its name only when it is whole.
hand() {
  gzip -cn1 "$1" >"$WORK/outbox/.new" && mv "$WORK/outbox/.new" "$WORK/outbox/${1##*/}.gz"
}

# One that pg_receivewal writes is called otherwise until it is whole.
is_whole() { [[ ${1##*/} =~ ^[0-9A-F]{24}$|^[0-9A-F]{8}\.history$ ]]; }

hand_whole() {
  local file
  for file in "$WORK"/received/*; do
    is_whole "$file" || continue
    [ -e "$WORK/handed/${file##*/}" ] || { hand "$file" && : >"$WORK/handed/${file##*/}"; } || return 1
  done
}

# What has gone the server may forget, up to the first that has not.
forget() {
  local file name high low end=
  for file in "$WORK"/received/*; do
    is_whole "$file" || continue
    name=${file##*/}
    [ -e "$WORK/handed/$name" ] && [ ! -e "$WORK/outbox/$name.gz" ] || break
    case $name in *.history) continue ;; esac
    high=$((16#${name:8:8})) low=$((16#${name:16:8}))
    end=$(printf '%X/%X' $(( high + ((low + 1) * segment >> 32) )) $(( (low + 1) * segment & 0xFFFFFFFF )))
    rm "$file" || return 1
  done
  [ -z "$end" ] || query -c "SELECT pg_replication_slot_advance('$KEPT', '$end') FROM pg_replication_slots WHERE slot_name = '$KEPT' AND restart_lsn < '$end'" >/dev/null
}

waiting() { local files=("$WORK"/outbox/*); echo "${#files[@]}"; }

has_received() {
  local found
  for _ in {1..20}; do
    found=$(query -c "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '$THROUGH' AND active AND restart_lsn >= '$1'") || return 1
    [ "$found" = 0 ] || return 0
    sleep 0.5
  done
  return 1
}

# Everything that was acknowledged before this moment is in the bucket when what is handed over now has arrived there.
reach() {
  local time at timeline since partial name file before=("$WORK"/{reached,promised}/*.json)
  # The one before is on its way.
  (( ${#before[@]} == 0 )) || return 0
  # Since when it is the database's timeline, recover.sh has left there.
  IFS='|' read -r time at timeline since < <(query -c "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
    pg_current_wal_flush_lsn(), left(pg_walfile_name(pg_current_wal_flush_lsn()), 8),
    split_part(pg_read_file('mlflow_chart_restored', 0, 10000, true), E'\\n', 2)") || return 1
  has_received "$at" || return 0
  hand_whole || return 1
  for partial in "$WORK"/received/*.partial; do
    name=${partial##*/}
    [ ! -e "$WORK/outbox/$name.gz" ] || return 0
    [ "$partial" -nt "$WORK/handed/partial" ] || continue
    touch -r "$partial" "$WORK/handed/.partial" && hand "$partial" && mv "$WORK/handed/.partial" "$WORK/handed/partial" || return 0
  done
  # One that became whole meanwhile has to go first.
  for file in "$WORK"/received/*; do
    ! is_whole "$file" || [ -e "$WORK/handed/${file##*/}" ] || return 0
  done
  printf '{"since": "%s", "time": "%s", "position": "%s"}\n' "$since" "$time" "$at" >"$WORK/.reached" && mv "$WORK/.reached" "$WORK/reached/$timeline.json" || return 1
  next=$(( SECONDS + ${SHIP_SECONDS:-60} ))
}

mkdir -p "$WORK"/{outbox,reached,promised}
said=
while :; do
  if [ -z "$receiver" ] && (( $(waiting) < MOST_WAITING / 4 )); then
    if reason=$( { query -c 'SELECT' >/dev/null; } 2>&1 ); then
      said=
      begin || { say "cannot receive yet: the words are above"; sleep 4; }
    elif [ "$reason" != "$said" ]; then
      said=$reason
      say "waiting for the database: $(in_a_line "$reason")"
    fi
  fi
  if [ -n "$receiver" ]; then
    if ! kill -0 "$receiver" 2>/dev/null; then
      wait "$receiver" || true
      receiver=
      say "pg_receivewal has ended, and is started again"
    elif (( $(waiting) > MOST_WAITING )); then
      say "$(waiting) files wait for the bucket: what comes now waits on the server"
      stop
    else
      hand_whole && forget || true
      (( SECONDS < next )) || reach || true
    fi
  fi
  sleep 1
done
