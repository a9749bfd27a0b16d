"""Which objects of the artefact store have to be copied: those that the newest complete backup has not, or has otherwise.

Writes, for the rest of the backup: $WORK/copy/0001 and so on, paths for rclone, and $WORK/listing, an Object a line, in order.
An Object whose location is this backup's own stamp is to be copied, and nothing is said yet of what will be stored.
"""
import gzip
import itertools
import json
import os
import re
import shutil
from datetime import timedelta

from catalogue import (
    ARTIFACTS,
    Fault,
    Object,
    artifact_store,
    check_clock,
    check_moved,
    destination,
    folder_of,
    is_younger,
    listed,
    names_of,
    protection,
    read_index,
    stamp_of,
    whole_manifests,
)
from streams import Along, copies
from words import amount, say

PATHS_IN_A_LIST = 10_000
# Bytes of a key in S3.
LONGEST = 1024
# What restores have put aside in the artefact store is no artefact.
ASIDE = ".mlflow-chart/"
# rclone takes a path a line, and reads some characters as others in disguise, such as U+2400 and full-width slashes.
ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u201b\u2400-\u243f\uff00-\uffef]|(^|/)[.]{0,2}(/|$)")
# Of a whole object, stored in one piece; it is no sum where the store encrypts with keys of its own.
SUM = re.compile("[0-9a-f]{32}")
# What a killed backup had copied is used by the next, though that be on Monday. It is deleted after a week (retention.py).
ADOPTED = timedelta(days=4)


def is_odd(path):
    """Whether rclone cannot be told to copy it. What is odd, boto3 copies."""
    return ODD.search(path) is not None


def prepare_copy(work, dump):
    store, place = artifact_store(), destination()
    check_moved(store)
    check_apart(store, place)
    say_protection(place)
    folder, stamp = folder_of(dump["name"]), stamp_of(dump["name"])
    names = names_of(place, folder)
    check_clock(names)
    previous = newest_index(place, names, work)
    adoptable = {stamp_of(name) for name in recent_remains(place, names)} - {stamp}
    there = copies(place, folder, [stamp_of(name) for name in names if stamp_of(name) != stamp])
    objects = compared(store_objects(store), Along(previous), Along(there), adoptable, stamp)
    write(work, objects, stamp, LONGEST - len(place.key(dump["name"] + "/" + ARTIFACTS).encode()))


def check_apart(store, place):
    endpoints = {(os.environ.get(name) or "").rstrip("/") for name in ("MLFLOW_S3_ENDPOINT_URL", "BACKUP_ENDPOINT")}
    if store.bucket == place.bucket and len(endpoints) == 1:
        raise Fault(
            "the backup's bucket is the artefact store's, " + place.bucket + ": whoever loses one loses both, and each backup "
            "would copy those before it. Set backup.destination.bucket to another bucket."
        )


def say_protection(place):
    found = protection(place)
    if found == "none":
        say("bucket " + place.bucket + " has neither versioning nor object lock: whoever has its keys can destroy every backup")
    elif found == "unknown":
        say("whether bucket " + place.bucket + " has versioning or object lock, these credentials may not know")
    else:
        say("bucket " + place.bucket + " has " + {"lock": "object lock", "versioning": "versioning"}[found])


def newest_index(place, names, work):
    """Objects of the newest complete backup whose index can be read; none where there is none."""
    for manifest in whole_manifests(place, reversed(names)):
        index = manifest["artifacts"]["index"]
        try:
            objects = read_index(place, index["backup"], index["sha256"], work)
        except Fault as fault:
            say(str(fault) + ". An older one is taken")
            continue
        say("compared with " + index["backup"])
        return objects
    say("there is no complete backup of this database yet: everything is copied")
    return ()


def recent_remains(place, names):
    """Of backups that have begun lately and are not complete."""
    recent = [name for name in names if is_younger(name, ADOPTED)]
    complete = {manifest["name"] for manifest in whole_manifests(place, recent)}
    return [name for name in recent if name not in complete]


def store_objects(store):
    return (entry for entry in listed(store) if not entry[0].startswith(ASIDE))


def compared(objects, previous, there, adoptable, stamp):
    """An Object for each of the store. `there` is what the destination really has: an index may tell of what is gone."""
    for path, size, etag in objects:
        copied = {(location, *stored) for _, location, *stored in there.at(path)}
        known = (
            before
            for before in previous.at(path)
            if (before.size, before.etag) == (size, etag) and (before.location, before.stored_size, before.stored_etag) in copied
        )
        adopted = (
            Object(path, size, etag, location, *stored)
            for location, *stored in copied
            if location in adoptable and stored == [size, etag] and SUM.fullmatch(etag)
        )
        yield next(itertools.chain(known, adopted), Object(path, size, etag, stamp, -1, ""))


def write(work, objects, stamp, longest):
    """`longest`: bytes of a path, at most, that has room in the backup's folder."""
    lists = os.path.join(work, "copy")
    shutil.rmtree(lists, ignore_errors=True)
    os.mkdir(lists)
    draft = os.path.join(work, "listing.part")
    total, wanted, odd, left = [0, 0], [0, 0], 0, 0
    with gzip.open(draft, "wt", compresslevel=1, encoding="ascii") as listing, FileLists(lists) as files:
        for entry in objects:
            if len(entry.path.encode()) > longest:
                left += 1
                say("%r is left out: its name is too long for a key in the bucket of backups" % entry.path)
                continue
            listing.write(json.dumps(entry) + "\n")
            total = [total[0] + 1, total[1] + entry.size]
            if entry.location != stamp:
                continue
            wanted = [wanted[0] + 1, wanted[1] + entry.size]
            if is_odd(entry.path):
                odd += 1
            else:
                files.add(entry.path)
    with open(os.path.join(work, "left-out"), "w") as file:
        file.write(str(left))
    os.replace(draft, os.path.join(work, "listing"))
    say(
        "%s in the artefact store, of which %s are to be copied%s"
        % (amount(*total), amount(*wanted), " (%d have names that rclone cannot be told)" % odd if odd else "")
    )


class FileLists:
    """Files of a folder, 0001 and so on, each with so many paths that a run of rclone takes little memory."""

    def __init__(self, folder):
        self._folder, self._count, self._file = folder, 0, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._file is not None:
            self._file.close()

    def add(self, path):
        if self._count % PATHS_IN_A_LIST == 0:
            self.__exit__()
            name = "%04d" % (self._count // PATHS_IN_A_LIST + 1)
            self._file = open(os.path.join(self._folder, name), "w", encoding="utf-8")
        self._file.write(path + "\n")
        self._count += 1


def left_out(work):
    """How many artefacts have no room for their names."""
    with open(os.path.join(work, "left-out")) as file:
        return int(file.read())


def planned(work):
    """Each Object of the listing, in order."""
    with gzip.open(os.path.join(work, "listing"), "rt", encoding="ascii") as listing:
        for line in listing:
            yield Object(*json.loads(line))
