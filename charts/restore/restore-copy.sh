# Copies with rclone what the lists of $WORK/copy name, from the folders of the backups that have it to the artefact store.
#
# Only what is missing there: nothing is replaced here, and nothing deleted. A list that has been copied is removed, so that a
# container that is started again goes on. Reads the variables of rclone.sh.
set -eu

say() { echo "restore: $*"; }
[ ! -e "$WORK/done" ] || exit 0
[ -e "$WORK/plan.json" ] || { say "failed: there is no plan in $WORK: check.py has not run" >&2; exit 1; }
. "${0%/*}/rclone.sh"

source=$(cat "$WORK/source")
count=0
all=$(find "$WORK/copy" -type f | wc -l)
for list in "$WORK"/copy/*/*; do
  [ -e "$list" ] || break
  count=$((count + 1))
  stamp=${list%/*}
  run "DESTINATION:$BACKUP_BUCKET/$source/${stamp##*/}/artifacts" "STORE:${ARTIFACTS_URI#s3://}" "$list" --ignore-existing ||
    { code=$?; say "failed, and the database is as it was: rclone could not copy list $count of $all, and ended with $code; its words are above" >&2; exit 1; }
  rm "$list"
  say "copied list $count of $all"
done
say "the artefact store has what it lacked"
