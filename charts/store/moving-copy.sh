# Copies with rclone what the lists of $WORK/copy name, from MinIO to the other store.
#
# A list that has been copied is removed, so that a container that is started again goes on. What is gone from MinIO by now rclone
# leaves out: moving.py finish looks for it. Where another pod has begun meanwhile, nothing more is copied. Reads the variables of
# rclone.sh.
set -eu

say() { echo "moving: $*"; }
[ -e "$WORK/compared" ] || exit 0
. "${0%/*}/rclone.sh"

own=$(cat "$WORK/run")
count=0
all=$(find "$WORK/copy" -type f | wc -l)
for list in "$WORK"/copy/*; do
  [ -e "$list" ] || break
  count=$((count + 1))
  state=$(rclone cat "DESTINATION:$BACKUP_BUCKET/.mlflow-chart/moving/state.json" --config '' $certificates)
  case $state in *'"state": "copying"'*) ;; *) say "failed: another pod has done it" >&2; exit 1 ;; esac
  case $state in *"$own"*) ;; *) say "failed: another pod goes on with this" >&2; exit 1 ;; esac
  run "STORE:${ARTIFACTS_URI#s3://}" "DESTINATION:$BACKUP_BUCKET" "$list" ||
    { code=$?; say "failed: rclone could not copy list $count of $all, and ended with $code: its words are above" >&2; exit 1; }
  rm "$list"
  say "copied list $count of $all"
done
