# How rclone reaches the two stores: the remotes STORE and DESTINATION, and one run of it.
#
# By variables, so that nobody reads a key in a list of processes. Reads those of the two stores (catalogue.py), and TRANSFERS and
# CHECKERS: how many objects are copied and looked at at once.

# remote <name> <endpoint> <key id> <key> <region>
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
# They are the store's: a destination without keys of its own has its right by IAM.
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
export RCLONE_CACHE_DIR=/tmp GOMEMLIMIT="${GOMEMLIMIT:-200MiB}"

certificates=
case ${MLFLOW_S3_IGNORE_TLS:-} in true | True | TRUE | 1)
  say "certificates are not checked, of either store: MLFLOW_S3_IGNORE_TLS is set, and rclone knows no difference"
  certificates=--no-check-certificate ;;
esac

# rclone_to <copy or another command> <from> <to> <options…>: it compares size and sum of each object that it has brought.
rclone_to() {
  rclone "$@" --no-traverse --no-unicode-normalization --config '' \
    --transfers "${TRANSFERS:-4}" --checkers "${CHECKERS:-4}" --buffer-size 1Mi --use-mmap --max-buffer-memory 64Mi \
    --multi-thread-streams 0 --s3-upload-concurrency 2 --s3-chunk-size 8Mi \
    $certificates --retries 5 --retries-sleep 5s --low-level-retries 10 --stats 1m --stats-one-line --log-level NOTICE
}

# run <from> <to> <list of paths> <options…>
run() {
  local from=$1 to=$2 list=$3
  shift 3
  rclone_to copy "$from" "$to" --files-from-raw "$list" "$@"
}
