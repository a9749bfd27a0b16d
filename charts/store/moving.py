"""Moves all artefacts from MinIO to another store; rclone copies, between the two parts of this program:

    compare  writes $WORK/copy/0001 and so on: paths of what the other store has not, or has otherwise
    finish   reads back what no ETag shows to be the same. With FINAL, when nobody can write to MinIO any more, it also takes away
             what MinIO no longer has, looks at everything once more, and records that it is done

Both say in .mlflow-chart/moving/ how far they are: for the servers, which wait until it is done (create-bucket.py), and for the
next run, which goes on: what has been read back is not read again. Whoever has begun last is the one who does it; one that was
thought to be lost, and comes back, does nothing any more. The other store has to be empty at the beginning: nothing in it is
ever taken away that was not brought from MinIO.

Reads the variables of MinIO as artefact_store() has them, of the other store as destination() has them, WORK, and FINAL.
Exit codes: 0 done; 1 not done, and the last line says why.
"""
import gzip
import hashlib
import json
import os
import shutil
import sys
import time
import uuid
from datetime import datetime, timezone

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from catalogue import MOVING, TIME, TRANSFER, Fault, artifact_store, destination, is_absent, listed, read
from compare import ASIDE, SUM, FileLists, is_odd, store_objects
from streams import Along
from words import amount

VERIFIED = ASIDE + "moving/verified/"
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
        self.state = state_of(self.target)
        self.verified = {}
        self.run = self.own_run()

    def own_run(self):
        """The same in all containers of a pod, and for one that is started again."""
        file = os.path.join(self.work, "run")
        if not os.path.exists(file):
            with open(file + ".new", "w") as new:
                new.write(uuid.uuid4().hex)
            os.rename(file + ".new", file)
        with open(file) as known:
            return known.read()

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
        write_state(self.target, {"from": "minio", "state": "copying", "run": self.run})
        lists = os.path.join(self.work, "copy")
        shutil.rmtree(lists, ignore_errors=True)
        os.mkdir(lists)
        total, wanted = [0, 0], [0, 0]
        with FileLists(lists) as files:
            for (path, size, etag), is_same, there in self.compared():
                total = [total[0] + 1, total[1] + size]
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
                "bucket %s of the other store is not empty: it has %r, and perhaps more, which MinIO would seem to have deleted. Name an "
                "empty bucket, or take away what is in this one" % (self.target.bucket, path)
            )

    def compared(self):
        """((path, size, ETag), whether that is surely the same, what the other store has there) of each object of MinIO."""
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
        write_state(self.source, {"state": "moved", "at": now})
        write_state(self.target, {"from": "minio", "state": "done", "at": now, "objects": total[0], "bytes": total[1]})
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
        here, count = Along(store_objects(self.source)), 0
        for path, _, _ in store_objects(self.target):
            if not here.at(path):
                self.check_ours()
                self.target.client.delete_object(Bucket=self.target.bucket, Key=path)
                count += 1
        return count


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
