# Brings the base backup that base.sh has made to the bucket. Reads the variables of rclone.sh.
set -eu

say() { echo "base: $*"; }
[ -e "$WORK/base.json" ] || { say "there is no base backup in $WORK: base.sh has not run" >&2; exit 1; }
. "${0%/*}/rclone.sh"

rclone_to copy "$WORK/base" "DESTINATION:$BACKUP_BUCKET/$(cat "$WORK/base.name")" ||
  { code=$?; say "rclone could not copy it, and ended with $code: its words are above" >&2; exit 1; }
