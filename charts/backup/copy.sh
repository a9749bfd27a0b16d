# Copies with rclone what the lists of $WORK/copy name, each list a run, from the artefact store to this backup's own folder.
#
# A list that has been copied is removed, so that a container that is started again goes on. What is gone from the store by now
# rclone leaves out: backup.py finish looks for it. Reads the variables of rclone.sh.
set -eu

say() { echo "backup: $*"; }
[ -e "$WORK/listing" ] || { say "there is no listing in $WORK: list has not run" >&2; exit 1; }
. "${0%/*}/rclone.sh"

name=$(cat "$WORK/name")
count=0
all=$(find "$WORK/copy" -type f | wc -l)
for list in "$WORK"/copy/*; do
  [ -e "$list" ] || break
  count=$((count + 1))
  run "STORE:${ARTIFACTS_URI#s3://}" "DESTINATION:$BACKUP_BUCKET/$name/artifacts" "$list" ||
    { code=$?; say "rclone could not copy list $count of $all, and ended with $code: its words are above" >&2; exit 1; }
  rm "$list"
  say "copied list $count of $all"
done
