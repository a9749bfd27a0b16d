# Loads the dump that check.py has fetched: into a database of its own, whose rows are counted, or into files of SQL for finish.py.
#
# Reads $WORK, as check.py (or rehearse.py) has left it, libpq's variables, RESTORE_SESSION_KEY for an encrypted dump, and RESTORE_JOBS. For a
# rehearsal (REHEARSAL=1) a dump that cannot be loaded is a result: $WORK/failure has the words.
set -euo pipefail
shopt -s inherit_errexit

say() { printf 'restore: %s\n' "$*"; }
fail() {
  if [ -n "${REHEARSAL:-}" ]; then
    printf '%s' "$*" >"$WORK/failure"
    say "$*"
    exit 0
  fi
  say "failed, and the database is as it was: $*" >&2
  exit 1
}
query() { psql -XqAtw -v ON_ERROR_STOP=1 -c "SET client_min_messages = error" -c "SET statement_timeout = 0" -c "SET lock_timeout = 0" -c "SET default_transaction_read_only = off" "$@"; }

check_major() {
  local ours
  [[ $(pg_restore --version) =~ ([0-9]+) ]] && ours=${BASH_REMATCH[1]}
  (( ours >= MAJOR )) || fail "pg_restore is of PostgreSQL $ours, and pg_dump was of $MAJOR: set backup.image.tag to an image of $MAJOR"
}

decrypt() {
  [[ $DUMP = *.gpg ]] || return 0
  local home words key
  # As gpg prints it, between quotes.
  key=${RESTORE_SESSION_KEY:-}
  key=${key//[\'\"[:space:]]/}
  home=$(mktemp -d)
  dump=${dump%.gpg}
  # Not among the arguments, where whoever lists processes would read it.
  words=$(gpg --homedir "$home" --batch --quiet --yes --no-autostart --override-session-key-fd 3 --output "$dump" --decrypt "$WORK/$DUMP" 2>&1 \
    3<<<"$key") || { rm -rf "$home" "$dump"; fail "RESTORE_SESSION_KEY does not open this dump: $(grep -v seskey <<<"$words")"; }
  rm -rf "$home"
}

# Of extensions and of the schema public, which are the server's, nothing is said again.
list() {
  pg_restore --list "$dump" >"$WORK/entries" || fail "pg_restore cannot list the dump"
  local found
  found=$(grep -cv '^;' "$WORK/entries" || true)
  [ "$found" = "$ENTRIES" ] || fail "the dump lists $found entries, and the manifest $ENTRIES"
  grep -v -E '^[0-9]+; [0-9]+ [0-9]+ (EXTENSION|COMMENT - (EXTENSION|SCHEMA)) ' "$WORK/entries" >"$WORK/wanted" || true
  grep -E '^[0-9]+; [0-9]+ [0-9]+ EXTENSION ' "$WORK/entries" >"$WORK/extensions" || true
}

restored() { pg_restore --no-owner --no-privileges --no-password --exit-on-error --use-list "$WORK/wanted" "$@" "$dump"; }
# A name that has = in it is none to pg_restore, but a list of settings.
to_scratch() { local name=${SCRATCH//\\/\\\\}; printf "dbname='%s'" "${name//\'/\\\'}"; }

# MLflow needs none; an index of somebody's may. Not every user may make every one: where one is missing that is needed, loading fails.
make_extensions() {
  local entry words
  while IFS= read -r entry; do
    words=$(pg_restore --no-owner --use-list <(printf '%s\n' "$entry") --file - "$dump" | query -f - 2>&1 >/dev/null) ||
      say "the extension ${entry##* } could not be made, which the database had: $words"
  done <"$WORK/extensions"
}

# Of two pods with one request, as when a lost node still runs its own, neither takes what the other loads for its work: finish.py looks for $WORK/loaded.
load() {
  local words found
  words=$(query -d "$BESIDE" -c "$LOCK" -c "DROP DATABASE IF EXISTS \"${SCRATCH//\"/\"\"}\" WITH (FORCE)" -c "$CREATION" 2>&1 >/dev/null) ||
    fail "the database $SCRATCH cannot be made: $words"
  export PGDATABASE=$SCRATCH
  query -c "SELECT oid FROM pg_database WHERE datname = current_database()" >"$WORK/loaded" || fail "nobody gets into $SCRATCH"
  make_extensions
  words=$(restored --jobs "${RESTORE_JOBS:-2}" --dbname "$(to_scratch)" 2>&1) || fail "pg_restore: $words"
  found=$(query -f "$WORK/count.sql") || fail "the restored rows cannot be counted"
  words=$(diff "$WORK/rows" - <<<"$found" | grep '^[<>]' | head -n 6) || true
  [ -z "$words" ] || fail "the restored database has other rows than were dumped (< dumped, > restored): $words"
  query -c ANALYZE
  say "loaded $(wc -l <"$WORK/rows") tables into $SCRATCH, and they have as many rows as were dumped"
}

write_sql() {
  local section
  for section in pre-data data post-data; do
    restored --section "$section" --file "$WORK/$section.sql" || fail "pg_restore cannot write the dump as SQL; is $WORK full?"
  done
  say "the dump lies in $WORK as SQL"
}

[ ! -e "$WORK/done" ] || exit 0
# shellcheck source=/dev/null
. "$WORK/plan.sh"
dump=$WORK/$DUMP
check_major
decrypt
list
case $WAY in
  rename) load ;;
  transaction) write_sql ;;
esac
