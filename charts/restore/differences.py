"""What the artefact store lacks of a backup, or has in another version: both are listed in order, and compared in one pass."""
import hashlib

from contextlib import contextmanager

from botocore.exceptions import ClientError

from aside import MARK
from catalogue import ARTIFACTS, TRANSFER, Fault, listed
from compare import SUM, store_objects
from streams import Along

CHUNK = 1 << 20


class Changed(Exception):
    """Somebody has written or deleted it meanwhile."""


@contextmanager
def conditional(client, header, value):
    """Whoever writes an object meanwhile keeps it: boto3's uploads have no such argument. A store that knows no conditions ignores them."""

    def add(params, **_):
        params["headers"][header] = value

    events = ("before-call.s3.PutObject", "before-call.s3.CompleteMultipartUpload")
    for event in events:
        client.meta.events.register(event, add)
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 409, 412):
            raise Changed from error
        raise
    finally:
        for event in events:
            client.meta.events.unregister(event, add)


class Source:
    """The objects of a backup, each in the folder of the one that copied it."""

    def __init__(self, destination, index):
        """`index` is the name of the backup that holds the index."""
        self._place = destination.below(index.rsplit("/", 1)[0] + "/")
        self._listings = {}

    def has(self, entry):
        """Asked in the order of the index."""
        listing = self._listings.get(entry.location)
        if listing is None:
            folder = self._place.below(entry.location + "/" + ARTIFACTS)
            listing = self._listings[entry.location] = Along(listed(folder))
        return (entry.path, entry.stored_size, entry.stored_etag) in listing.at(entry.path)

    def open(self, entry):
        key = self._place.key(entry.location + "/" + ARTIFACTS + entry.path)
        return self._place.client.get_object(Bucket=self._place.bucket, Key=key)

    def put(self, entry, store, run, replaced):
        """Into the artefact store, checked on the way, in the place of the object with this ETag, or of none: else it raises Changed."""
        source = self.open(entry)
        body = Summed(source["Body"])
        metadata = source["Metadata"] if run is None else {**source["Metadata"], MARK: run}
        extra = {"Metadata": metadata, "ContentType": source["ContentType"]}
        condition = ("If-None-Match", "*") if replaced is None else ("If-Match", replaced)
        with conditional(store.client, *condition):
            store.client.upload_fileobj(body, store.bucket, store.key(entry.path), ExtraArgs=extra, Config=TRANSFER)
        check(entry, body)

    def check_contents(self, entry):
        body = Summed(self.open(entry)["Body"])
        while body.read(CHUNK):
            pass
        check(entry, body)

    def is_content(self, entry, store):
        """Whether the store has the same: both are read."""
        ours = store.client.get_object(Bucket=store.bucket, Key=store.key(entry.path))["Body"]
        theirs = self.open(entry)["Body"]
        return _digest(ours) == _digest(theirs)


class Summed:
    """Reads, and sums what it reads."""

    def __init__(self, body):
        self._body, self.size, self._sum = body, 0, hashlib.md5(usedforsecurity=False)

    def read(self, amount=-1):
        data = self._body.read(amount if amount >= 0 else None)
        self.size += len(data)
        self._sum.update(data)
        return data

    def sum(self):
        return self._sum.hexdigest()


def check(entry, body):
    # Of an object in several parts, and of one that the store encrypts by itself, the ETag is no sum.
    if body.size != entry.stored_size or (SUM.fullmatch(entry.stored_etag) and SUM.fullmatch(entry.etag) and body.sum() != entry.stored_etag):
        raise Fault("the backup's copy of the artefact %r is damaged: it is not what was written" % entry.path)


def _digest(body):
    digest = hashlib.sha256()
    for chunk in body.iter_chunks(CHUNK):
        digest.update(chunk)
    return digest.digest()


def missing(entry, found):
    return not found


def is_sure(entry, found):
    """Whether size and ETag show that the store has what the backup has, or had when it was made."""
    return any(size == entry.size and etag in (entry.etag, entry.stored_etag) for _, size, etag in found)


def differing(objects, store):
    """(Object, what the store has at its path) of each that is not surely the same; in order."""
    present = Along(store_objects(store))
    for entry in objects:
        found = present.at(entry.path)
        if not is_sure(entry, found):
            yield entry, found


def is_other(entry, found, source, store):
    """Of what is there and not surely the same."""
    return all(size != entry.size for _, size, _ in found) or not source.is_content(entry, store)
