# Brings what receive.sh has put into $WORK/outbox to the bucket, without an end; and when all of it is there, up to when that is.
#
# Reads the variables of rclone.sh.
set -eu

say() { echo "ship: $*"; }
. "${0%/*}/rclone.sh"
trap 'exit 0' TERM INT

mkdir -p "$WORK/promised" "$WORK/outbox"
said=
# A step that fails is tried again: what is in the outbox stays there until it is in the bucket.
ship() {
  "$@" && { [ -z "$said" ] || say "the bucket takes changes again"; said=; return 0; }
  [ -n "$said" ] || say "the bucket does not take changes, which wait: the words of rclone are above"
  said=yes
  sleep 5
  return 1
}

while :; do
  if [ -e "$WORK/place" ]; then
    to="DESTINATION:$BACKUP_BUCKET/$(cat "$WORK/place")"
    # What it promises was put into the outbox before it.
    for file in "$WORK"/reached/*.json; do
      [ ! -e "$file" ] || mv "$file" "$WORK/promised/"
    done
    if [ -z "$(find "$WORK/outbox" -name '*.gz')" ] || ship rclone_to move "$WORK/outbox" "$to/wal" --include '/[0-9A-F]*.gz' --checksum; then
      [ -z "$(ls "$WORK/promised")" ] || ship rclone_to move "$WORK/promised" "$to/reached" --ignore-times || true
    fi
  fi
  sleep 1
done
