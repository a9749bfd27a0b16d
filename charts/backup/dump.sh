# Dumps MLflow's database into $WORK, reads the dump back, and says in dump.json, which it writes last, what is in it.
#
# All of a dump is of one snapshot: its rows are counted in the transaction that pg_dump reads in. A schema of its own,
# mlflow_chart, has the database's identity and says until when a backup must not be disturbed.
#
# With BEFORE_MIGRATION=1 it does nothing unless $WORK/needed is there (backup.py needed), and of many pods that are about to
# migrate, one makes the backup and the others wait: whoever dumps holds a lock of PostgreSQL, and its claim is a row that
# backup.py finishes.
#
# Reads libpq's variables, RELEASE_NAME, RELEASE_NAMESPACE, CHART_VERSION, ACTIVE_SECONDS (how long a backup may
# take), PREPARE_TIMEOUT_SECONDS, and ENCRYPTION_RECIPIENTS_FILE (armoured public keys of OpenPGP).
set -euo pipefail
shopt -s inherit_errexit
# A session that the server has ended is found by what it does not answer.
trap '' PIPE

MIGRATION="x'6d6c666c6f77'::bigint"  # migrate.py's
CREATION="x'6d6c666c6f772d63'::bigint"
BEFORE_MIGRATION_LOCK="x'6d6c666c6f772d64'::bigint"
before_migration=${BEFORE_MIGRATION:-}
deadline=$(( SECONDS + ${PREPARE_TIMEOUT_SECONDS:-600} ))
plain=$WORK/database.dump
revision=
name=

say() { printf 'backup: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
in_a_line() { printf '%s' "$*" | tr -s '[:space:]' ' '; }
query() { psql -XqAtw -v ON_ERROR_STOP=1 "$@"; }

# wait_for <what> <command…>: repeats the command, which says in $reason why not, until it succeeds.
wait_for() {
  local what=$1 said=
  shift
  until "$@"; do
    [ "$reason" = "$said" ] || say "waiting for $what: $reason"
    said=$reason
    (( SECONDS < deadline )) || fail "gave up waiting for $what: $reason"
    sleep 2
  done
}

is_up() { reason=$(PGCONNECT_TIMEOUT=5 query -c 'SELECT' 2>&1) || { reason=$(in_a_line "$reason"); return 1; }; }

check_major() {
  local ours theirs
  [[ $(pg_dump --version) =~ ([0-9]+) ]] && ours=${BASH_REMATCH[1]}
  theirs=$(query -c "SELECT current_setting('server_version_num')::int / 10000")
  [ "$ours" = "$theirs" ] ||
    fail "backup.image has pg_dump $ours, but the server is PostgreSQL $theirs: set backup.image.tag to an image of $theirs"
}

# One session for all that follows: locks are its own, and so is the snapshot.
open_session() {
  coproc SESSION { exec psql -XqAtw -v ON_ERROR_STOP=1 -v folder="$RELEASE_NAMESPACE/$RELEASE_NAME" -v seconds="${ACTIVE_SECONDS:-86400}" \
    -v revision="$revision" -v before="$(cat "$WORK/name" 2>/dev/null || true)"; }
  exec {from}<&"${SESSION[0]}" {to}>&"${SESSION[1]}"
}
tell() { printf '%s\n' "$1" >&"$to" || true; }
hear() { IFS= read -r -u "$from" answer || fail "the database ended the session (its words are above): no backup was made"; }
ask() { tell "$1"; hear; }
holds() { ask "SELECT $1"; [ "$answer" = t ]; }

make_schema() {
  holds "to_regnamespace('mlflow_chart') IS NOT NULL OR has_database_privilege(current_database(), 'CREATE');" ||
    fail "the user $PGUSER may not create the schema mlflow_chart, where the database's identity is kept. Let it, as the owner of the database: GRANT CREATE ON DATABASE \"$PGDATABASE\" TO \"$PGUSER\";"
  tell "
    SET idle_in_transaction_session_timeout = 0;
    SET statement_timeout = 0;
    SET client_min_messages = warning;
    BEGIN;
    SELECT pg_advisory_xact_lock($CREATION) \\g /dev/null
    SELECT to_regnamespace('mlflow_chart') IS NULL AS is_missing \\gset
    \\if :is_missing
      CREATE SCHEMA mlflow_chart;
    \\endif
    CREATE TABLE IF NOT EXISTS mlflow_chart.identity (id text PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS mlflow_chart.activity (kind text, name text, until timestamptz, PRIMARY KEY (kind, name));
    CREATE TABLE IF NOT EXISTS mlflow_chart.migration_backups (revision text, claimed timestamptz, finished timestamptz, name text PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS mlflow_chart.restores (request text PRIMARY KEY, backup text, finished timestamptz);
    CREATE TABLE IF NOT EXISTS mlflow_chart.dumps (name text PRIMARY KEY, finished timestamptz);
    INSERT INTO mlflow_chart.identity
      SELECT substr(md5(gen_random_uuid()::text), 1, 12) WHERE NOT EXISTS (SELECT FROM mlflow_chart.identity);
    COMMIT;"
}

# What there is for this schema: a fresh backup, somebody's claim, or nothing; then the claim is ours, while the lock is held.
is_decided() {
  reason="another pod is making it"
  holds "pg_try_advisory_lock($BEFORE_MIGRATION_LOCK);" || return 1
  ask "SELECT coalesce(
    (SELECT 'made ' || name FROM mlflow_chart.migration_backups
      WHERE revision = :'revision' AND finished > now() - interval '1 hour' ORDER BY finished DESC LIMIT 1),
    (SELECT 'claimed ' || name FROM mlflow_chart.migration_backups
      WHERE revision = :'revision' AND finished IS NULL AND claimed > now() - interval '15 minutes' AND name <> :'before' LIMIT 1),
    'ours');"
  [[ $answer = claimed* ]] || return 0
  reason="another pod is making ${answer#claimed }, or was until less than 15 minutes ago"
  holds "pg_advisory_unlock($BEFORE_MIGRATION_LOCK);" || true
  return 1
}

begin() {
  if [ -n "$before_migration" ]; then
    wait_for "the backup before this migration" is_decided
    if [[ $answer = made* ]]; then
      say "${answer#made } is a backup of this schema, younger than an hour: another is not needed before the migration"
      exit 0
    fi
  fi
  ask "SELECT :'folder' || '/' || id || '/' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"') || '-'
    || substr(md5(gen_random_uuid()::text), 1, 4) FROM mlflow_chart.identity LIMIT 1;"
  name=$answer
  printf '%s' "$name" >"$WORK/name"
  tell "DELETE FROM mlflow_chart.activity WHERE until < now();
    INSERT INTO mlflow_chart.activity VALUES ('backup', '$name', now() + :'seconds' * interval '1 second');"
  if [ -n "$before_migration" ]; then
    tell "DELETE FROM mlflow_chart.migration_backups WHERE name = :'before';
      INSERT INTO mlflow_chart.migration_backups VALUES (:'revision', now(), NULL, '$name');"
  fi
  ask "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"');"
  started=$answer
  say "$name begins"
}

# Nobody waits for a backup that has failed.
withdraw() {
  local code=$?
  [ "$code" = 0 ] || [ -z "$name" ] || query >/dev/null 2>&1 <<END || true
    DELETE FROM mlflow_chart.activity WHERE name = '$name';
    DELETE FROM mlflow_chart.migration_backups WHERE name = '$name' AND finished IS NULL;
END
  exit "$code"
}

# No migration begins while pg_dump has its locks on the tables, for which it and all servers would wait.
is_at_rest() { reason="a pod is migrating it"; holds "pg_try_advisory_lock_shared($MIGRATION);"; }

dump() {
  local words
  ask "SELECT coalesce((SELECT nspname FROM pg_namespace WHERE nspname LIKE '%.%' LIMIT 1), '');"
  [ -z "$answer" ] || fail "the schema \"$answer\" has a dot in its name, by which a backup takes schema and table apart: rename it"
  wait_for "the database" is_at_rest
  tell "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
  ask "SELECT pg_export_snapshot();"
  local snapshot=$answer
  # Whatever a transaction before this one has written is in the dump: by that one tells of a row whether this backup has it.
  ask "SELECT pg_snapshot_xmin(pg_current_snapshot());"
  before=$answer
  # Of this history alone: of another server, or after a standby took over, the same numbers are of other transactions.
  history=$(query -c "SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()" 2>/dev/null || true)
  tell "
    SELECT 'SELECT count(*) || '' '' || json_object_agg(name, rows) FROM (' || string_agg(format(
      'SELECT %L AS name, (SELECT count(*) FROM ONLY %I.%I) AS rows', nspname || '.' || relname, nspname, relname), ' UNION ALL ') || ') AS tables'
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
      AND nspname !~ '_replaced_2[0-9]{7}' AND NOT (nspname = 'mlflow_chart' AND relname IN ('activity', 'migration_backups', 'restores', 'artifact_place', 'dumps'))
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e') \\gexec
    SELECT 'SELECT ' || coalesce('(SELECT max(version_num) FROM ' || to_regclass('public.alembic_version') || ')', 'NULL') \\gexec
    SELECT 'SELECT ' || coalesce('(SELECT max(version_num) FROM '
      || coalesce(to_regclass('public.alembic_version_auth'), to_regclass('mlflow_login.alembic_version')) || ')', 'NULL') \\gexec"
  words=$(pg_dump --format=custom --no-owner --no-privileges --no-password --snapshot="$snapshot" --file="$plain" \
    --exclude-schema='*_replaced_2???????*' --exclude-table-data=mlflow_chart.{activity,migration_backups,restores,artifact_place,dumps} 2>&1) || fail_to_write "pg_dump" "$words"
  [ -z "$words" ] || say "pg_dump: $words"
  hear
  counted=${answer%% *} tables=${answer#* }
  hear
  tracking=$answer
  hear
  auth=$answer
  # Written after all that is in the dump: a disk that is set back to an earlier moment does not know it. No backup counts for longer.
  ask "COMMIT;
    DELETE FROM mlflow_chart.dumps WHERE finished < now() - interval '1 year';
    INSERT INTO mlflow_chart.dumps VALUES ('$name', now());
    SELECT pg_advisory_unlock_shared($MIGRATION);"
}

fail_to_write() {
  case $2 in *'No space left'*) fail "$WORK is full: the dump, and the same again while it is encrypted, must fit there. $1: $2" ;; esac
  fail "$1 failed: $2"
}

# A dump is what can be read to its end, and has the rows of each table that was counted.
read_back() {
  local list data
  list=$(pg_restore --list "$plain") || fail "pg_restore cannot list the dump: it is damaged"
  entries=$(grep -cv '^;' <<<"$list" || true)
  data=$(grep -c ' TABLE DATA ' <<<"$list" || true)
  (( entries > 0 && data >= counted )) || fail "the dump is not whole: it lists the rows of $data tables of $counted, in $entries entries"
  pg_restore --file=/dev/null "$plain" || fail "pg_restore cannot read the dump to its end: it is damaged"
}

encrypt() {
  local words to=() kind fingerprint is_primary=
  GNUPGHOME=$(mktemp -d)
  export GNUPGHOME
  words=$(gpg --batch --quiet --import "$ENCRYPTION_RECIPIENTS_FILE" 2>&1) || fail "backup.encryption.recipients are no public keys of OpenPGP: $words"
  while IFS=: read -r kind _ _ _ _ _ _ _ _ fingerprint _; do
    [ "$kind" != fpr ] || [ -z "$is_primary" ] || { recipients="$recipients${recipients:+ }$fingerprint"; to+=(--recipient "$fingerprint"); }
    [ "$kind" = pub ] && is_primary=yes || is_primary=
  done < <(gpg --batch --with-colons --list-keys)
  words=$(gpg --batch --quiet --no-autostart --trust-model always --compress-algo none --cipher-algo AES256 "${to[@]}" \
    --output "$plain.gpg" --encrypt "$plain" 2>&1) || fail_to_write "gpg" "${words/Unusable public key/unusable: it is expired, or has no subkey for encryption}"
  rm -r "$plain" "$GNUPGHOME"
  file=$plain.gpg
}

describe() {
  query -v name="$name" -v kind="${before_migration:+before-migration}" -v started="$started" -v release="$RELEASE_NAME" \
    -v namespace="$RELEASE_NAMESPACE" -v chart="$CHART_VERSION" -v tracking="$tracking" -v auth="$auth" \
    -v file="${file##*/}" -v bytes="$(stat -c %s "$file")" -v sha256="$(sha256sum <"$file" | cut -d ' ' -f 1)" -v entries="$entries" \
    -v tables="$tables" -v before="$before" -v history="$history" -v recipients="$recipients" >"$WORK/dump.json.part" <<'END'
SELECT json_build_object(
  'name', :'name', 'kind', coalesce(nullif(:'kind', ''), 'scheduled'), 'started', :'started',
  'release', json_build_object('name', :'release', 'namespace', :'namespace'),
  'identity', split_part(:'name', '/', 3), 'chart', :'chart',
  'postgresql', split_part(current_setting('server_version'), ' ', 1),
  'schema', json_build_object('tracking', nullif(:'tracking', ''), 'auth', nullif(:'auth', '')),
  'database', json_build_object('file', :'file', 'bytes', :bytes, 'sha256', :'sha256', 'entries', :entries, 'tables', :'tables'::json),
  'rows', json_build_object('before', :'before', 'history', nullif(:'history', '')),
  'encryption', CASE WHEN :'recipients' <> '' THEN json_build_object('recipients', string_to_array(:'recipients', ' ')) END);
END
  mv "$WORK/dump.json.part" "$WORK/dump.json"
}

rm -rf "$WORK"/dump.json* "$plain"* "$WORK"/copy "$WORK"/listing*
if [ -n "$before_migration" ]; then
  [ -e "$WORK/needed" ] || exit 0
  revision=$(cat "$WORK/needed")
fi
trap withdraw EXIT
wait_for "the database" is_up
check_major
open_session
make_schema
begin
dump
read_back
file=$plain recipients=
[ -z "${ENCRYPTION_RECIPIENTS_FILE:-}" ] || encrypt
describe
[ -z "$before_migration" ] || query -c "UPDATE mlflow_chart.migration_backups SET claimed = now() WHERE name = '$name'"
say "dumped $counted tables in $entries entries, $(stat -c %s "$file") bytes${recipients:+, encrypted to $recipients}"
