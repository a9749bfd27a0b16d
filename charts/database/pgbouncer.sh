# Becomes PgBouncer. Who connects logs in as it does itself at the database, and both go by a file in memory, which it takes the
# password from: so it stands in no ConfigMap and in no list of processes.
newline='
'
case $PGUSER$PGPASSWORD in
  *"$newline"*)
    echo "pooler: the user or the password of externalDatabase has a line break, which PgBouncer's file cannot hold: name another" >&2
    exit 1
    ;;
esac
# A quote is written twice; a backslash, % or blank is but a character.
quoted() {
  rest=$1
  while [ "$rest" != "${rest#*\"}" ]; do
    printf '%s""' "${rest%%\"*}"
    rest=${rest#*\"}
  done
  printf '%s' "$rest"
}
folder=${POOLER_FOLDER:-/run/pooler}
umask 077
printf '"%s" "%s"\n' "$(quoted "$PGUSER")" "$(quoted "$PGPASSWORD")" >"$folder/users.txt"
unset PGPASSWORD
exec pgbouncer "${POOLER_CONFIGURATION:-/etc/pooler/pgbouncer.ini}"
