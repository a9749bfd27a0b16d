"""What the bucket holds, and of whom: one listing, read a page at a time, of which only sums are kept.

An object belongs to whose folder it lies in, by the paths that MLflow has noted; of two folders, the one inside the other counts.
"""
import re
from bisect import bisect_left
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError

from places import folder_above

DAYS = (1, 7, 30)
# Each takes a request.
MOST_UPLOADS = 2000
# What the chart itself has there: charts/store/moving.py.
OF_CHART = ".mlflow-chart/"
OF_TRACE = re.compile(r"(?:^|/)traces/[^/]+/artifacts(?=/)")


class Sum:
    __slots__ = ("objects", "bytes", "written")

    def __init__(self):
        self.objects = self.bytes = 0
        self.written = [0] * len(DAYS)

    def add(self, size, index=None):
        self.objects += 1
        self.bytes += size
        if index is not None:
            for place in range(index, len(DAYS)):
                self.written[place] += size

    def told(self):
        return {"objects": self.objects, "bytes": self.bytes, "written": dict(zip(("day", "week", "month"), self.written))}


class Version:
    """Of a key; `ended` is when another took its place, None for that which everybody reads."""

    __slots__ = ("path", "size", "modified", "ended")

    def __init__(self, path, size, modified, ended=None):
        self.path, self.size, self.modified, self.ended = path, size, modified, ended


def versioning(store):
    return store.client.get_bucket_versioning(Bucket=store.bucket).get("Status", "none").lower()


def objects(pages, prefix):
    for page in pages:
        for entry in page.get("Contents", ()):
            yield Version(entry["Key"][len(prefix) :], entry["Size"], entry["LastModified"])


def versions(pages, prefix):
    """Of each key the newest first; a marker that says it is deleted only ends the one before."""
    key, ended = None, None
    for page in pages:
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        # boto3 has parted the two; what is current is the newest, also within a second.
        found.sort(key=lambda entry: (entry["Key"].encode(), not entry["IsLatest"], -entry["LastModified"].timestamp()))
        for entry in found:
            if entry["Key"] != key:
                key, ended = entry["Key"], None
            if "Size" in entry:
                yield Version(key[len(prefix) :], entry["Size"], entry["LastModified"], None if entry["IsLatest"] else ended or entry["LastModified"])
            ended = entry["LastModified"]


class Bucket:
    """
    `owners`: by the path of a folder, whose it is, or None; `going`: folders of what is deleted, counted by themselves, too; `traces`:
    those of traces that would go, which are counted together.
    """

    def __init__(self, store, owners, going, traces, is_over):
        self.store, self.owners, self.traces, self.is_over = store, owners or {}, traces, is_over
        self.knows_owners = owners is not None
        self.now = datetime.now(timezone.utc)
        self.all, self.old, self.of_traces = Sum(), Sum(), Sum()
        self.of = {}
        self.going = {folder: Sum() for folder in going}
        # How many of the noncurrent versions ended when: by days.
        self.ended = {}
        self.is_complete = True
        # Why nobody knows of older versions.
        self.unversioned = None

    def read(self):
        try:
            self.versioning = versioning(self.store)
        except ClientError as error:
            self.versioning, self.unversioned = "unknown", (error, "s3:GetBucketVersioning")
        if self.versioning in ("enabled", "suspended"):
            try:
                return self.count(versions(self.pages("list_object_versions"), self.store.prefix))
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] != 403 or self.all.objects or self.old.objects:
                    raise
                self.unversioned = error, "s3:ListBucketVersions"
        return self.count(objects(self.pages("list_objects_v2"), self.store.prefix))

    def pages(self, operation):
        """Of some there is nothing to count: they say that things were deleted."""
        for page in self.store.client.get_paginator(operation).paginate(Bucket=self.store.bucket, Prefix=self.store.prefix):
            if self.is_over():
                self.is_complete = False
                return
            yield page

    def count(self, found):
        for one in found:
            if one.ended is not None:
                self.old.add(one.size)
                days = (self.now - one.ended).days
                self.ended.setdefault(days, Sum()).add(one.size)
                continue
            age = self.now - one.modified
            index = next((place for place, days in enumerate(DAYS) if age <= timedelta(days=days)), None)
            self.all.add(one.size, index)
            owner = self.owner(one.path)
            if owner not in self.of:
                self.of[owner] = Sum()
            self.of[owner].add(one.size, index)
            folder = folder_above(one.path, self.going) if self.going else None
            if folder is not None:
                self.going[folder].add(one.size)
            if self.traces.has(one.path):
                self.of_traces.add(one.size)

    def owner(self, path):
        folder = folder_above(path, self.owners)
        if folder is not None:
            return self.owners[folder]
        if path.startswith(OF_CHART):
            return "chart"
        # As MLflow calls the folders of experiments.
        first = path.split("/", 1)[0]
        if not re.fullmatch("[0-9]+", first):
            return "other"
        return "gone" if self.knows_owners else first

    def ended_before(self, days):
        """Objects and bytes of versions that ended longer ago than so many days."""
        found = [one for day, one in self.ended.items() if day >= days]
        return sum(one.objects for one in found), sum(one.bytes for one in found)


def in_order(folders, sums):
    """Objects and bytes below each of these folders which those before have not: as collect.py counts what it would delete."""
    ordered, counted = sorted(sums), set()
    for folder in folders:
        objects = size = 0
        for inner in [folder, *below(folder, ordered)]:
            if inner not in counted and folder_above(inner, counted) is None:
                objects, size = objects + sums[inner].objects, size + sums[inner].bytes
        counted.add(folder)
        yield objects, size


def below(folder, ordered):
    for place in range(bisect_left(ordered, folder + "/"), len(ordered)):
        if not ordered[place].startswith(folder + "/"):
            return
        yield ordered[place]


class Folders:
    """
    Of traces, of which there may be hundreds of thousands: a number is kept of each.
    """

    def __init__(self):
        self.hashes = set()

    def add(self, folder):
        self.hashes.add(hash(folder))

    def has(self, path):
        return bool(self.hashes) and any(hash(path[: found.end()]) in self.hashes for found in OF_TRACE.finditer(path))


def uploads(store, before, of, is_over):
    """What uploads that nobody has completed take: all, and those that began before then, as `of` finds them."""
    # Of lifecycle.py.
    everything, is_whole = list(of(store, datetime.now(timezone.utc))), True
    all_of, old = [0, 0], [0, 0]
    for number, upload in enumerate(everything):
        size = 0
        is_whole = is_whole and number < MOST_UPLOADS and not is_over()
        if is_whole:
            size = parts(store, upload)
        for one in [all_of] + ([old] if upload["Initiated"] <= before else []):
            one[0] += 1
            one[1] += size
    return {"count": all_of[0], "bytes": all_of[1], "complete": is_whole}, {"count": old[0], "bytes": old[1]}


def parts(store, upload):
    try:
        found = store.client.get_paginator("list_parts").paginate(Bucket=store.bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        return sum(part["Size"] for page in found for part in page.get("Parts", ()))
    except ClientError as error:
        # Somebody has completed it, or ended it.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return 0
        raise
