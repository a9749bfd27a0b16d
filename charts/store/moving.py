"""Moves all artefacts from MinIO to another store; rclone copies, between the two parts of this program:

    compare  writes $WORK/copy/0001 and so on: paths of what the other store has not, or has otherwise
    finish   reads back what no ETag shows to be the same. With FINAL, when nobody can write to MinIO any more, it also takes away
             what MinIO no longer has, looks at everything once more, and records that it is done

Both say in .mlflow-chart/moving/, of either bucket, how far they are: for the servers, which wait until it is done
(create-bucket.py), and for the next run, which goes on: what has been read back is not read again. Whoever has begun last is the
one who does it; one that was thought to be lost, and comes back, does nothing any more. The other bucket has to be empty at the
beginning, and is this installation's then: nothing in it is ever taken away that was not brought from MinIO.

    state.json     in the other bucket whose it is ("from"), and "copying" or "done"; in MinIO's "leaving" or "moved", and where to
    seen/          paths that MinIO had, in order, a file for each run
    verified/      what was read back, and was the same

Reads the variables of MinIO as artefact_store() has them, of the other store as destination() has them, RELEASE_NAMESPACE,
RELEASE_NAME, WORK, and FINAL.
Exit codes: 0 done; 1 not done, and the last line says why.
"""
import gzip
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
import uuid
from datetime import datetime, timezone

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from catalogue import MOVING, TIME, TRANSFER, Fault, artifact_store, destination, is_absent, listed, read
from compare import ASIDE, SUM, FileLists, is_odd, store_objects
from streams import Along, merged
from words import amount

SEEN = ASIDE + "moving/seen/"
VERIFIED = ASIDE + "moving/verified/"
# Of a restore that is not done: what it has replaced would not come along.
REPLACED = ASIDE + "replaced/"
PATIENCE = 600
CHUNK = 1 << 20
# Objects between two notes of what has been read back: a run that is killed repeats as many at most.
BATCH = 200


def say(message):
    print("moving: " + message, flush=True)


class Moving:
    def __init__(self, work, is_final):
        self.work, self.is_final = work, is_final
        self.source, self.target = artifact_store(), destination()
        for place, name in ((self.source, "MinIO"), (self.target, "the other store")):
            reach(place, name)
        self.state, self.left = state_of(self.target), state_of(self.source)
        self.verified = {}
        self.run = self.own_run()
        self.origin = "/".join((os.environ["RELEASE_NAMESPACE"], os.environ["RELEASE_NAME"], self.source.bucket))
        self.goal = " ".join((os.environ.get("BACKUP_ENDPOINT", ""), self.target.bucket)).strip()
        self.check_states()

    def own_run(self):
        """The same in all containers of a pod, and for one that is started again."""
        file = os.path.join(self.work, "run")
        if not os.path.exists(file):
            with open(file + ".new", "w") as new:
                new.write(uuid.uuid4().hex)
            os.rename(file + ".new", file)
        with open(file) as known:
            return known.read()

    def check_states(self):
        """What either bucket says has to fit together: otherwise somebody has gone back since, or it is another's."""
        bucket = self.target.bucket
        if self.state and (self.state.get("from") != self.origin or self.state.get("state") not in ("copying", "done")):
            raise Fault("bucket %s has what was moved from %s, not from %s: name another bucket" % (bucket, self.state.get("from"), self.origin))
        moved = self.left.get("state") == "moved"
        if moved and self.left.get("to") != self.goal:
            raise Fault("MinIO's artefacts were moved at %s, to %s; what was written since is there" % (self.left.get("at"), self.left.get("to")))
        if self.state.get("state") != "done":
            return
        if not moved or self.left.get("at") != self.state.get("at"):
            raise Fault(
                "artefacts were moved at %s, but MinIO has been opened again since: docs/store.md says how one goes back, and begins anew" % self.state.get("at")
            )
        for path in written_since(self.source, self.state["at"]):
            raise Fault("artefacts were moved at %s, but %r was written to MinIO since: bring it to the other store yourself" % (self.state["at"], path))

    def check_ours(self):
        state = state_of(self.target)
        if (state.get("state"), state.get("run")) != ("copying", self.run):
            raise Fault("another pod goes on with this, or has done it")

    def is_done(self):
        if self.state.get("state") != "done":
            return False
        say("was done at %s: nothing is copied" % self.state.get("at"))
        return True

    def compare(self):
        if self.is_done():
            return
        if not self.state:
            self.check_empty()
        # MinIO first: one that is full would else refuse its mark only at the very end.
        if self.left.get("state") != "moved":
            write_state(self.source, {"state": "leaving", "to": self.goal})
        write_state(self.target, {"from": self.origin, "state": "copying", "run": self.run})
        lists = os.path.join(self.work, "copy")
        shutil.rmtree(lists, ignore_errors=True)
        os.mkdir(lists)
        total, wanted = [0, 0], [0, 0]
        with FileLists(lists) as files, Paths(self.target) as seen:
            for (path, size, etag), is_same, there in self.compared():
                total = [total[0] + 1, total[1] + size]
                seen.add(path)
                # What may be the same is read back later, and not brought a second time.
                if is_same or any(may_be_same((size, etag), other) for _, *other in there):
                    continue
                wanted = [wanted[0] + 1, wanted[1] + size]
                if not is_odd(path):
                    files.add(path)
        with open(os.path.join(self.work, "compared"), "w"):
            pass
        say("%s in MinIO, of which %s are to be copied" % (amount(*total), amount(*wanted)))

    def check_empty(self):
        for path, _, _ in store_objects(self.target):
            raise Fault(
                "bucket %s of the other store is not empty: it has %r, and perhaps more, which may be the only copy. Name an empty bucket, or "
                "bring what is in this one to MinIO, and then take it away here" % (self.target.bucket, path)
            )

    def compared(self):
        """((path, size, ETag), whether that is surely the same, what the other store has there) of each object of MinIO."""
        # What was known before goes first: there may be much of it.
        self.verified = {}
        self.verified = read_verified(self.target)
        there = Along(store_objects(self.target))
        for entry in store_objects(self.source):
            found = there.at(entry[0])
            yield entry, any(self.is_same(entry, other) for other in found), found

    def is_same(self, entry, other):
        (path, size, etag), (_, other_size, other_etag) = entry, other
        if size != other_size:
            return False
        return (etag == other_etag and SUM.fullmatch(etag) is not None) or (size, etag, other_etag) in self.verified.get(path, ())

    def finish(self):
        if self.is_done():
            return
        if self.is_final:
            self.check_restores()
        later = self.settle()
        if not self.is_final:
            if later:
                say("%d were written or replaced meanwhile: the last pass brings them" % later)
            say("everything else is in the other store, and is what MinIO has. The last pass is objectStore.finalPass: true")
            return
        removed = self.take_away()
        if removed:
            say("%d objects that MinIO no longer has are taken away" % removed)
        total = [0, 0]
        for (path, size, _), is_same, _ in self.compared():
            if not is_same:
                raise Fault("%r is not what MinIO has: somebody still writes to one of them" % path)
            total = [total[0] + 1, total[1] + size]
        self.check_ours()
        now = datetime.now(timezone.utc).strftime(TIME)
        # First MinIO, whose servers refuse to start from now on: from the other one on, somebody writes there.
        write_state(self.source, {"state": "moved", "at": now, "to": self.goal})
        write_state(self.target, {"from": self.origin, "state": "done", "at": now, "objects": total[0], "bytes": total[1]})
        say("done: %s are in the other store, each compared with MinIO's. The servers use it from now on" % amount(*total))

    def settle(self):
        """Reads back what is not surely the same, and copies what rclone has not. How many were left, as long as MinIO changes."""
        left, batch = 0, {}
        for (path, size, _), is_same, there in self.compared():
            if is_same:
                continue
            etags = self.etags_of_same(path) if there else None
            if etags is None and (self.is_final or is_odd(path)):
                self.copy(path)
                etags = self.etags_of_same(path)
            if etags is None:
                left += 1
                continue
            batch[path] = [size, *etags]
            if len(batch) >= BATCH:
                write_verified(self.target, batch)
                batch = {}
        if batch:
            write_verified(self.target, batch)
        return left

    def etags_of_same(self, path):
        """The ETags of what both have, if that is the same; None if not. Both are read."""
        (ours, our_etag), (theirs, their_etag) = digest(self.source, path), digest(self.target, path)
        return (our_etag, their_etag) if ours is not None and ours == theirs else None

    def copy(self, path):
        try:
            found = self.source.client.get_object(Bucket=self.source.bucket, Key=path)
        except ClientError as error:
            if is_absent(error) and not self.is_final:
                return
            raise
        extra = {"Metadata": found["Metadata"], "ContentType": found["ContentType"]}
        self.check_ours()
        self.target.client.upload_fileobj(found["Body"], self.target.bucket, path, ExtraArgs=extra, Config=TRANSFER)

    def take_away(self):
        """What the other store has, and MinIO has not: deleted there since it was copied."""
        here, seen = Along(store_objects(self.source)), Along(read_seen(self.target))
        gone, kept = [], 0
        for path, _, _ in store_objects(self.target):
            if here.at(path):
                kept += 1
            elif seen.at(path):
                gone.append(path)
            else:
                raise Fault(
                    "bucket %s of the other store has %r, which was not brought from MinIO: somebody writes there already. Bring it to a place "
                    "of its own, and take it away there" % (self.target.bucket, path)
                )
        if len(gone) > kept:
            raise Fault(
                "of %d artefacts that were brought MinIO has no more than %d: has it lost its volume? If they were deleted on purpose, delete "
                "them in bucket %s of the other store, too" % (len(gone) + kept, kept, self.target.bucket)
            )
        for path in gone:
            self.check_ours()
            self.target.client.delete_object(Bucket=self.target.bucket, Key=path)
        return len(gone)

    def check_restores(self):
        for path, _, _ in listed(self.source.below(REPLACED)):
            if path.count("/") == 1 and path.endswith("/state.json") and b'"replacing"' in (read(self.source, REPLACED + path) or b""):
                raise Fault("a restore has begun to replace artefacts, and is not done: let it end, or a server undo it, before the last pass")


def reach(place, name):
    """Waits until somebody answers, and the bucket is there: what is being started may take a while."""
    until, said = time.monotonic() + PATIENCE, None
    while True:
        try:
            place.client.head_bucket(Bucket=place.bucket)
            return
        except (BotoCoreError, ClientError) as error:
            if isinstance(error, ClientError) and error.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 401, 403):
                raise
            if str(error) != said:
                said = str(error)
                say("waiting for %s: %s" % (name, said))
        if time.monotonic() > until:
            raise Fault("gave up waiting for %s: %s" % (name, said))
        time.sleep(2)


class Paths:
    """Into a file of the other bucket, when it is closed."""

    def __init__(self, place):
        self._place, self._file = place, tempfile.TemporaryFile()
        self._packed = gzip.GzipFile(fileobj=self._file, mode="wb", mtime=0)
        self._count = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self._packed.close()
        if kind is None and self._count:
            self._file.seek(0)
            self._place.client.upload_fileobj(self._file, self._place.bucket, SEEN + uuid.uuid4().hex, Config=TRANSFER)
        self._file.close()

    def add(self, path):
        self._packed.write((json.dumps(path) + "\n").encode())
        self._count += 1


def read_seen(place):
    """(path,) of everything that MinIO has had, in order; most of it more than once."""

    def of(name):
        with tempfile.TemporaryFile() as file:
            place.client.download_fileobj(place.bucket, SEEN + name, file, Config=TRANSFER)
            file.seek(0)
            with gzip.open(file) as lines:
                yield from ((json.loads(line),) for line in lines)

    return merged(of(name) for name, _, _ in listed(place.below(SEEN)))


def written_since(place, at):
    """Paths of artefacts that are younger than this time, by the store's own clock; what the chart has there, below whatever path, is none."""
    pages = place.client.get_paginator("list_objects_v2").paginate(Bucket=place.bucket)
    for page in pages:
        for entry in page.get("Contents", ()):
            if entry["LastModified"] > datetime.strptime(at, TIME).replace(tzinfo=timezone.utc) and "/" + ASIDE not in "/" + entry["Key"]:
                yield entry["Key"]


def state_of(place):
    try:
        state = json.loads(read(place, MOVING) or "{}")
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def write_state(place, state):
    place.client.put_object(Bucket=place.bucket, Key=MOVING, Body=json.dumps(state, sort_keys=True).encode())


def read_verified(place):
    """{path: what has been the same there: (size, ETag, the other's ETag)}; of one that was replaced, each that was."""
    found = {}
    for path, _, _ in listed(place.below(VERIFIED)):
        for line in gzip.decompress(read(place, VERIFIED + path)).decode().splitlines():
            name, *rest = json.loads(line)
            found.setdefault(name, set()).add(tuple(rest))
    return found


def write_verified(place, batch):
    lines = "".join(json.dumps([path, *rest]) + "\n" for path, rest in batch.items())
    body = gzip.compress(lines.encode(), mtime=0)
    place.client.put_object(Bucket=place.bucket, Key=VERIFIED + uuid.uuid4().hex, Body=body)


def may_be_same(ours, theirs):
    """By size and ETag: of two that are whole sums, they would be the same."""
    (size, etag), (other_size, other_etag) = ours, theirs
    return size == other_size and not (SUM.fullmatch(etag) and SUM.fullmatch(other_etag))


def digest(place, path):
    """Of what is read, with its own ETag; None and None where there is nothing."""
    try:
        found = place.client.get_object(Bucket=place.bucket, Key=path)
    except ClientError as error:
        if is_absent(error):
            return None, None
        raise
    total = hashlib.sha256()
    for chunk in found["Body"].iter_chunks(CHUNK):
        total.update(chunk)
    return total.digest(), found["ETag"].strip('"')


def main(part):
    moving = Moving(os.environ["WORK"], os.environ.get("FINAL") == "true")
    {"compare": moving.compare, "finish": moving.finish}[part]()


try:
    main(sys.argv[1])
except (Fault, BotoCoreError, ClientError, Boto3Error, OSError) as fault:
    sys.exit("moving: failed: " + " ".join(str(fault).split()))
