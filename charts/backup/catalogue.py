"""The backups in a bucket: their names, manifests and indices, and the S3 clients to read and write them with.

A backup is a folder, <namespace>/<release>/<identity>/<stamp>/, of which the last thing written is manifest.json: without one
there is no backup. The identity is of the database; each restore gives it another. (One that was copied by hand has the same.)

    manifest.json       what is in it, counted and summed
    database.dump       pg_dump's custom format; database.dump.gpg where it is encrypted
    artifacts.jsonl.gz  the index: a line for each object of the artefact store, in the order of its path's bytes
    artifacts/<path>    the objects that this backup copied; the others lie in the folder of the one that did
"""
import gzip
import hashlib
import hmac
import json
import os
import re
import tempfile
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

import boto3
import botocore.session
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

FORMAT = 1
# In manifests, and in what is said of changes.
TIME = "%Y-%m-%dT%H:%M:%SZ"
MANIFEST = "manifest.json"
INDEX = "artifacts.jsonl.gz"
ARTIFACTS = "artifacts/"
STAMP = "[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}"
NAME = re.compile("([^/]+)/([^/]+)/([0-9a-f]{12})/(" + STAMP + ")")
# What has been moved from one store of this chart to another says so there, in both buckets: charts/store/moving.py.
MOVING = ".mlflow-chart/moving/state.json"
DUMPS = ("database.dump", "database.dump.gpg")
# One part at a time: memory stays flat, however large an object is. What breaks off is asked for again, a part of it at a time.
TRANSFER = TransferConfig(use_threads=False)
# What MLflow encrypts with them is lost without them.
KEYS = ("MLFLOW_CRYPTO_KEK_PASSPHRASE", "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY")
# A weak passphrase shall not be guessed from what anybody who reads the bucket sees.
ROUNDS = 200_000
# Between clocks that are right.
SKEW = timedelta(minutes=5)


class Fault(Exception):
    """Something that a person has to mend, in their words."""


class Object(NamedTuple):
    """Of the artefact store; `path` is below the store's own prefix, `location` the stamp of the backup that copied it."""

    path: str
    size: int
    etag: str
    location: str
    stored_size: int
    stored_etag: str


class Place(NamedTuple):
    """A folder of a bucket: `prefix` is empty or ends in a slash."""

    client: object
    bucket: str
    prefix: str

    def key(self, path):
        return self.prefix + path

    def below(self, path):
        return Place(self.client, self.bucket, self.prefix + path)


def _client(session, endpoint, identifier, secret, region, verify=None):
    return session.client(
        "s3",
        endpoint_url=endpoint or None,
        verify=verify,
        aws_access_key_id=identifier or None,
        aws_secret_access_key=secret or None,
        region_name=region or None,
        config=Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"max_attempts": 5, "mode": "standard"},
            s3={"addressing_style": os.environ.get("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE", "auto")},
        ),
    )


def destination():
    """Where backups are: BACKUP_BUCKET, BACKUP_ENDPOINT, BACKUP_REGION, BACKUP_ACCESS_KEY_ID and BACKUP_SECRET_ACCESS_KEY."""
    session = botocore.session.get_session()
    # Without keys of its own it is the pod that has the right, by IAM: AWS_ACCESS_KEY_ID is the artefact store's.
    session.get_component("credential_provider").remove("env")
    variables = ("ENDPOINT", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "REGION")
    values = (os.environ.get("BACKUP_" + name) for name in variables)
    return Place(_client(boto3.Session(botocore_session=session), *values), os.environ["BACKUP_BUCKET"], "")


def artifact_store():
    """Where artefacts are: ARTIFACTS_URI (s3://bucket/path), and the variables by which the server gets there."""
    bucket, _, path = os.environ["ARTIFACTS_URI"].removeprefix("s3://").partition("/")
    # As MLflow has it; None leaves it to boto3.
    verify = False if os.environ.get("MLFLOW_S3_IGNORE_TLS", "").lower() in ("true", "1") else None
    client = _client(boto3.Session(), os.environ.get("MLFLOW_S3_ENDPOINT_URL"), None, None, None, verify)
    return Place(client, bucket, path.strip("/") + "/" if path.strip("/") else "")


def check_moved(store):
    """While artefacts are on their way to this store, or were moved from it, it has not what the database tells of."""
    try:
        state = json.loads(read(Place(store.client, store.bucket, ""), MOVING) or "{}").get("state")
    except (ValueError, AttributeError):
        return
    except ClientError as error:
        # Who may not read it has not moved anything there.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 403:
            return
        raise
    if state == "copying":
        raise Fault("artefacts are being moved to bucket " + store.bucket + ", and the last pass (objectStore.finalPass) is not done")
    if state == "moved":
        raise Fault("the artefacts of bucket " + store.bucket + " were moved to another store, and what was written since is there")


def own_folder():
    """Below which this release writes; the identity of its database comes after it."""
    return os.environ["RELEASE_NAMESPACE"] + "/" + os.environ["RELEASE_NAME"] + "/"


def listed(place, page_size=1000):
    """(path below the place, size, ETag) of every object there, in the order of the paths' bytes; a page at a time."""
    pages = place.client.get_paginator("list_objects_v2").paginate(
        Bucket=place.bucket, Prefix=place.prefix, PaginationConfig={"PageSize": page_size}
    )
    before = b""
    for page in pages:
        for entry in page.get("Contents", ()):
            key = entry["Key"].encode()
            if key < before:
                raise Fault("the store of bucket " + place.bucket + " lists objects in no order that S3 knows: " + entry["Key"])
            before = key
            yield entry["Key"][len(place.prefix) :], entry["Size"], entry["ETag"].strip('"')


def folders(place):
    pages = place.client.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, Prefix=place.prefix, Delimiter="/")
    for page in pages:
        for entry in page.get("CommonPrefixes", ()):
            yield entry["Prefix"][len(place.prefix) :].rstrip("/")


def protection(place):
    """What keeps objects of the bucket from being lost for good: "lock", "versioning", "none", or "unknown"."""
    try:
        place.client.get_object_lock_configuration(Bucket=place.bucket)
        return "lock"
    except ClientError as error:
        is_unknown = not is_absent(error)
    try:
        status = place.client.get_bucket_versioning(Bucket=place.bucket).get("Status")
    except ClientError:
        return "unknown"
    if status == "Enabled":
        return "versioning"
    return "unknown" if is_unknown else "none"


def is_absent(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def read(place, path):
    """The bytes of a small object, or None where there is none."""
    try:
        return place.client.get_object(Bucket=place.bucket, Key=place.key(path))["Body"].read()
    except ClientError as error:
        if is_absent(error):
            return None
        raise


def _summed(manifest):
    text = json.dumps({key: value for key, value in manifest.items() if key != "sha256"}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def manifest_text(manifest):
    return json.dumps({**manifest, "sha256": _summed(manifest)}, indent=2, sort_keys=True) + "\n"


def manifest_of(place, name):
    """The manifest of the backup of this name, None where it has none; a Fault where it is damaged, or another format."""
    manifest = written(place, name)
    if manifest is not None and not is_sound(manifest):
        raise Fault("the manifest of backup " + name + " names files that no backup has: this chart did not write it")
    return manifest


def written(place, name):
    """The same of whatever has a manifest in this folder."""
    text = read(place, name + "/" + MANIFEST)
    if text is None:
        return None
    try:
        manifest = json.loads(text)
        is_whole = manifest["sha256"] == _summed(manifest)
    except (ValueError, KeyError, TypeError):
        is_whole = False
    if not is_whole:
        raise Fault("the manifest of backup " + name + " is damaged: it is not what was written")
    if manifest["format"] != FORMAT:
        raise Fault("backup %s has format %s, which this chart does not know: a newer one made it" % (name, manifest["format"]))
    return manifest


def is_sound(manifest):
    """Whether it names only what lies in backups: whoever can write to the bucket may have written it."""
    try:
        names = manifest["name"], manifest["artifacts"]["index"]["backup"]
        return manifest["database"]["file"] in DUMPS and all(NAME.fullmatch(name) for name in names)
    except (KeyError, TypeError):
        return False


def signature(manifest):
    """By who has the database's password: somebody else who can write to the bucket cannot make it. None without a password."""
    if not os.environ.get("PGPASSWORD"):
        return None
    # Slow, so that a weak password is not guessed from it.
    key = hashlib.scrypt(os.environ["PGPASSWORD"].encode(), salt=manifest["identity"].encode(), n=1 << 14, r=8, p=1)
    text = json.dumps({key: value for key, value in manifest.items() if key not in ("sha256", "signature")}, sort_keys=True)
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def is_signed(manifest):
    """Whether it was made with the password that the database has now."""
    ours = signature(manifest)
    return ours is None or hmac.compare_digest(ours, str(manifest.get("signature")))


def whole_manifests(place, names, tell=lambda fault: None, of=manifest_of):
    """The manifests that these backups have, in their order, each read when it is asked for. Of a damaged one, tell() hears."""
    for name in names:
        try:
            manifest = of(place, name)
        except Fault as fault:
            tell(fault)
            continue
        if manifest is not None:
            yield manifest


def names_below(place, folder):
    """Names of everything below a release's folder that looks like a backup, complete or not, the oldest first by its stamp."""
    names = (name for identity in folders(place.below(folder)) for name in names_of(place, folder + identity + "/"))
    return sorted(names, key=stamp_of)


def names_of(place, folder):
    """The same, of one database: its folder ends in its identity."""
    names = (folder + stamp for stamp in folders(place.below(folder)))
    return sorted(name for name in names if NAME.fullmatch(name))


def folder_of(name):
    """The folder of its database, in which all others of that lie."""
    return name.rsplit("/", 1)[0] + "/"


def stamp_of(name):
    return name.rsplit("/", 1)[1]


def is_younger(name, age):
    """By its stamp: whether it began less than this timedelta ago."""
    return stamp_of(name) > (datetime.now(timezone.utc) - age).strftime("%Y%m%dT%H%M%SZ")


def check_clock(names):
    """By their stamps backups are in order."""
    now = datetime.now(timezone.utc)
    late = [name for name in names if stamp_of(name) > (now + SKEW).strftime("%Y%m%dT%H%M%SZ")]
    if late:
        raise Fault(
            "it is %s, and there is the backup %s: a clock was wrong when it was made, or is now. While it is there, it would be taken "
            "for the newest: mend the clock, or remove the manifest.json of that backup" % (now.strftime(TIME), late[-1])
        )


def write_index(file, objects):
    """Into an open binary file. The objects are in the order of their paths' bytes."""
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        for entry in objects:
            packed.write((json.dumps(entry, ensure_ascii=True) + "\n").encode())


def read_index(place, name, sha256=None, folder=None):
    """Each Object of a backup's index, in order; fetched to a file, and checked, before this returns."""
    file = tempfile.TemporaryFile(dir=folder)
    try:
        fetch(place, name + "/" + INDEX, file)
    except ClientError as error:
        if is_absent(error):
            raise Fault("the index of backup " + name + " is gone") from error
        raise
    file.seek(0)
    if sha256 is not None and sum_of_file(file) != sha256:
        raise Fault("the index of backup " + name + " is damaged: it is not what was written")
    file.seek(0)
    return _objects(file)


def _objects(file):
    with file, gzip.GzipFile(fileobj=file) as lines:
        for line in lines:
            entry = Object(*json.loads(line))
            if not re.fullmatch(STAMP, entry.location):
                raise Fault("an index has an artefact in %r: this chart did not write it" % entry.location)
            yield entry


def in_order(path):
    """S3 lists by the bytes of the key; so are indices."""
    return path.encode()


def fingerprint(key, identity):
    return hashlib.pbkdf2_hmac("sha256", key.encode(), identity.encode(), ROUNDS).hex()


def fingerprints(identity):
    """Of the keys that are set, by their variables."""
    return {name: fingerprint(os.environ[name], identity) for name in KEYS if os.environ.get(name)}


def sum_of_object(place, path):
    """What an ETag is, each store decides for itself: the object is read."""
    digest = hashlib.sha256()
    for chunk in place.client.get_object(Bucket=place.bucket, Key=place.key(path))["Body"].iter_chunks(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def fetch(place, path, file):
    """An object into an open binary file."""
    place.client.download_fileobj(place.bucket, place.key(path), file, Config=TRANSFER)


def sum_of(path):
    with open(path, "rb") as file:
        return sum_of_file(file)


def sum_of_file(file):
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
    return digest.hexdigest()
