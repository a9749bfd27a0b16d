# Brings what recovery_plan.py has named from the bucket to the volume. Reads the variables of rclone.sh, and DATA.
set -eu

say() { echo "point in time: $*"; }
place=$DATA/point-in-time
[ -e "$place/plan.sh" ] || exit 0
. "${0%/*}/rclone.sh"
. "$place/plan.sh"

run "DESTINATION:$BACKUP_BUCKET/$SOURCE" "$place" "$place/files" ||
  { code=$?; say "failed, and the database is as it was, but does not run (restore.enabled: false starts it): rclone could not bring the files, and ended with $code; its words are above" >&2; exit 1; }
say "$(wc -l <"$place/files") files are here"
