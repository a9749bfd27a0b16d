# Copies with rclone what the lists of $WORK/copy name, from the folders of the backups that have it to the artefact store.
#
# Only what is missing there: nothing is replaced here, and nothing deleted. A list that has been copied is removed, so that a
# container that is started again goes on. Reads CHECKERS and TRANSFERS, beside the variables of the two stores.
set -eu

say() { echo "restore: $*"; }
[ ! -e "$WORK/done" ] || exit 0
[ -e "$WORK/plan.json" ] || { say "failed: there is no plan in $WORK: check.py has not run" >&2; exit 1; }
source=$(cat "$WORK/source")

# remote <name> <endpoint> <key id> <key> <region>: by variables, so that nobody reads a key in a list of processes.
remote() {
  export "RCLONE_CONFIG_$1_TYPE=s3" "RCLONE_CONFIG_$1_NO_CHECK_BUCKET=true"
  if [ -n "$2" ]; then export "RCLONE_CONFIG_$1_PROVIDER=Other" "RCLONE_CONFIG_$1_ENDPOINT=$2"; else export "RCLONE_CONFIG_$1_PROVIDER=AWS"; fi
  if [ -n "$3" ]; then
    export "RCLONE_CONFIG_$1_ACCESS_KEY_ID=$3" "RCLONE_CONFIG_$1_SECRET_ACCESS_KEY=$4"
  else
    export "RCLONE_CONFIG_$1_ENV_AUTH=true"
  fi
  [ -z "$5" ] || export "RCLONE_CONFIG_$1_REGION=$5"
  [ "${MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE:-}" != virtual ] || export "RCLONE_CONFIG_$1_FORCE_PATH_STYLE=false"
}
remote STORE "${MLFLOW_S3_ENDPOINT_URL:-}" "${AWS_ACCESS_KEY_ID:-}" "${AWS_SECRET_ACCESS_KEY:-}" "${AWS_DEFAULT_REGION:-}"
[ -z "${AWS_SESSION_TOKEN:-}" ] || export RCLONE_CONFIG_STORE_SESSION_TOKEN="$AWS_SESSION_TOKEN"
remote DESTINATION "${BACKUP_ENDPOINT:-}" "${BACKUP_ACCESS_KEY_ID:-}" "${BACKUP_SECRET_ACCESS_KEY:-}" "${BACKUP_REGION:-}"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
export RCLONE_CACHE_DIR=/tmp GOMEMLIMIT="${GOMEMLIMIT:-200MiB}"

certificates=
case ${MLFLOW_S3_IGNORE_TLS:-} in true | True | TRUE | 1)
  say "certificates are not checked, of either store: MLFLOW_S3_IGNORE_TLS is set, and rclone knows no difference"
  certificates=--no-check-certificate ;;
esac

to=STORE:${ARTIFACTS_URI#s3://}
count=0
all=$(find "$WORK/copy" -type f | wc -l)
for list in "$WORK"/copy/*/*; do
  [ -e "$list" ] || break
  count=$((count + 1))
  stamp=${list%/*}
  from=DESTINATION:$BACKUP_BUCKET/$source/${stamp##*/}/artifacts
  rclone copy "$from" "$to" --files-from-raw "$list" --ignore-existing --no-traverse --no-unicode-normalization --config '' \
    --transfers "${TRANSFERS:-4}" --checkers "${CHECKERS:-4}" --buffer-size 1Mi --use-mmap --max-buffer-memory 64Mi \
    --multi-thread-streams 0 --s3-upload-concurrency 2 --s3-chunk-size 8Mi \
    $certificates --retries 5 --retries-sleep 5s --low-level-retries 10 --stats 1m --stats-one-line --log-level NOTICE ||
    { code=$?; say "failed, and the database is as it was: rclone could not copy list $count of $all, and ended with $code; its words are above" >&2; exit 1; }
  rm "$list"
  say "copied list $count of $all"
done
say "the artefact store has what it lacked"
