"""Whether the newest backup has what is about to be deleted: nothing goes that could not be brought back."""
import os
import sqlite3
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError

from catalogue import (
    SKEW,
    TIME,
    Fault,
    check_clock,
    destination,
    is_absent,
    is_signed,
    names_of,
    own_folder,
    read_index,
    whole_manifests,
)

GRANT = "let it, as the server's administrator, in the database %s: GRANT EXECUTE ON FUNCTION pg_control_system() TO %s"


class Backup:
    """
    The newest complete one. `started` is when it began, in milliseconds: what was written later is not in it. `rows_before` is the first
    transaction of which it may not have every row, once check_rows() has found that one can go by that: what earlier ones wrote is in it.
    """

    def __init__(self, place, manifest, work):
        self._place, self._manifest, self._work = place, manifest, work
        self._objects = self.rows_before = None
        self.name = manifest["name"]
        began = datetime.strptime(manifest["started"], TIME).replace(tzinfo=timezone.utc)
        self.started = int((began - SKEW).timestamp() * 1000)

    def read(self, is_wanted):
        """Of its index, the paths of which this says so."""
        index = self._manifest["artifacts"]["index"]
        # On the disk, however much it is; it ends with the pod.
        self._objects = sqlite3.connect(os.path.join(self._work, "backup.sqlite"), isolation_level=None)
        self._objects.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; DROP TABLE IF EXISTS objects;")
        self._objects.execute("CREATE TABLE objects (path BLOB PRIMARY KEY, size INTEGER, etag TEXT) WITHOUT ROWID")
        entries = read_index(self._place, index["backup"], index["sha256"], self._work)
        self._objects.execute("BEGIN")
        self._objects.executemany(
            "INSERT INTO objects VALUES (?, ?, ?)",
            ((entry.path.encode(), entry.size, entry.etag) for entry in entries if is_wanted(entry.path)),
        )
        self._objects.execute("COMMIT")

    def check_rows(self, tracking):
        """A Fault where the numbers of transactions tell nothing: it was made of another server, or of what this one was before."""
        rows = self._manifest.get("rows") or {}
        if not rows.get("before"):
            raise Fault("the backup %s does not say until when it has rows: a chart before this one made it" % self.name)
        history = tracking.history()
        if history is None:
            raise Fault("the database does not tell which server it is: " + GRANT % tracking.names())
        if not rows.get("history"):
            reason = "the database did not tell the backup %s which server it is: " % self.name + GRANT % tracking.names()
            raise Fault(reason + ". The next backup is the first that counts")
        if rows["history"] != history:
            raise Fault("since the backup %s the database has moved, or a standby has taken over: the next backup is the first that counts" % self.name)
        before = int(rows["before"])
        # A disk that was set back is of the same history, and counts the same numbers once more.
        if not tracking.knows(self.name) or before > tracking.next_transaction():
            raise Fault(
                "the database does not remember the backup %s: its disk was set back to an earlier moment, or a chart before this one made the backup: "
                "the next backup is the first that counts" % self.name
            )
        self.rows_before = before

    def lack(self, path, size, etag):
        """In words, if it has not this very object; else None."""
        found = self._objects.execute("SELECT size, etag FROM objects WHERE path = ?", (path.encode(),)).fetchone()
        if found is None:
            return "the backup %s has no artefact %r" % (self.name, path)
        return None if found == (size, etag) else "the backup %s has another artefact %r" % (self.name, path)


def newest(identity, hours, work):
    """A Fault where there is none that one can go by."""
    place = destination()
    names = names_of(place, own_folder() + identity + "/")
    check_clock(names)
    manifests = whole_manifests(place, reversed(names))
    manifest = next((manifest for manifest in manifests if manifest["kind"] == "scheduled"), None)
    if manifest is None:
        raise Fault("no backup of this database is complete")
    backup = Backup(place, manifest, work)
    if not is_signed(manifest):
        raise Fault("the newest backup, %s, is not signed with the password that the database has now" % backup.name)
    began = datetime.strptime(manifest["started"], TIME).replace(tzinfo=timezone.utc)
    if began < datetime.now(timezone.utc) - timedelta(hours=hours):
        raise Fault("the newest complete backup, %s, began more than %s hours ago" % (backup.name, hours))
    check_dump(place, manifest)
    return backup


def check_dump(place, manifest):
    key = place.key(manifest["name"] + "/" + manifest["database"]["file"])
    try:
        size = place.client.head_object(Bucket=place.bucket, Key=key)["ContentLength"]
    except ClientError as error:
        if is_absent(error):
            raise Fault("the dump of the newest backup is gone: " + key) from error
        raise
    if size != manifest["database"]["bytes"]:
        raise Fault("the dump of the newest backup has %d bytes instead of %d: %s" % (size, manifest["database"]["bytes"], key))
