"""The backups in a bucket: their names, manifests and indices, and the S3 clients to read and write them with.

A backup is a folder, <namespace>/<release>/<identity>/<stamp>/, of which the last thing written is manifest.json: without one
there is no backup. The identity is of the database; each restore gives it another, so that no two databases ever share a folder.

    manifest.json       what is in it, counted and summed
    database.dump       pg_dump's custom format; database.dump.gpg where it is encrypted
    artifacts.jsonl.gz  the index: a line for each object of the artefact store, in the order of its path's bytes
    artifacts/<path>    the objects that this backup copied; the others lie in the folder of the one that did
"""
import gzip
import hashlib
import json
import os
import re
import tempfile
from datetime import datetime, timezone
from typing import NamedTuple

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

FORMAT = 1
# In manifests, and in what is said of changes.
TIME = "%Y-%m-%dT%H:%M:%SZ"
MANIFEST = "manifest.json"
INDEX = "artifacts.jsonl.gz"
ARTIFACTS = "artifacts/"
NAME = re.compile(r"([^/]+)/([^/]+)/([0-9a-f]{12})/([0-9]{8}T[0-9]{6}Z-[0-9a-f]{4})")
# What MLflow encrypts with them is lost without them.
KEYS = ("MLFLOW_CRYPTO_KEK_PASSPHRASE", "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY")
# A weak passphrase shall not be guessed from what anybody who reads the bucket sees.
ROUNDS = 200_000


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


def whole_manifests(place, names, tell=lambda fault: None):
    """The manifests that these backups have, in their order, each read when it is asked for. Of a damaged one, tell() hears."""
    for name in names:
        try:
            manifest = manifest_of(place, name)
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


def write_index(file, objects):
    """Into an open binary file. The objects are in the order of their paths' bytes."""
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        for entry in objects:
            packed.write((json.dumps(entry, ensure_ascii=True) + "\n").encode())


def read_index(place, name, sha256=None, folder=None):
    """Each Object of a backup's index, in order; fetched to a file, and checked, before this returns."""
    file = tempfile.TemporaryFile(dir=folder)
    digest = hashlib.sha256()
    try:
        body = place.client.get_object(Bucket=place.bucket, Key=place.key(name + "/" + INDEX))["Body"]
    except ClientError as error:
        if is_absent(error):
            raise Fault("the index of backup " + name + " is gone") from error
        raise
    for chunk in body.iter_chunks(1 << 20):
        digest.update(chunk)
        file.write(chunk)
    if sha256 is not None and digest.hexdigest() != sha256:
        raise Fault("the index of backup " + name + " is damaged: it is not what was written")
    file.seek(0)
    return _objects(file)


def _objects(file):
    with file, gzip.GzipFile(fileobj=file) as lines:
        for line in lines:
            yield Object(*json.loads(line))


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


def sum_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            digest.update(chunk)
    return digest.hexdigest()
