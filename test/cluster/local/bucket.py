"""What tests do with buckets. Each line that comes is [function, arguments…], each that goes {"value": …} or {"error": …}."""
import gzip
import hashlib
import io
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config

# The programs of the platform.
sys.path.insert(0, os.environ["PROGRAMS"])
settings = Config(max_pool_connections=32, retries={"max_attempts": 3, "mode": "standard"})
keys = {"aws_access_key_id": os.environ["OWNER"], "aws_secret_access_key": os.environ["KEY"], "region_name": "us-east-1"}
s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"], config=settings, **keys)


def make(bucket, protection="none"):
    s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=protection == "lock")
    if protection == "versioning":
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def put(bucket, objects):
    """By their keys: their text, or how many bytes of noise."""
    for key, what in objects.items():
        noise = hashlib.sha256(key.encode()).digest()
        body = what.encode() if isinstance(what, str) else (noise * (what // 32 + 1))[:what]
        s3.upload_fileobj(io.BytesIO(body), bucket, key)


def put_many(bucket, prefix, count, suffix=""):
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: s3.put_object(Bucket=bucket, Key="%s%06d%s" % (prefix, n, suffix), Body=b"%d" % n), range(count)))


def delete(bucket, *keys):
    for key in keys:
        s3.delete_object(Bucket=bucket, Key=key)


def listed(bucket, prefix=""):
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from (entry["Key"] for entry in page.get("Contents", ()))


def keys_below(bucket, prefix=""):
    return list(listed(bucket, prefix))


def sizes(bucket, prefix=""):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {entry["Key"]: entry["Size"] for page in pages for entry in page.get("Contents", ())}


def put_before(bucket, key, size, days):
    """As if it had been written so many days ago: MinIO takes the time from who replicates."""
    then = (datetime.now(timezone.utc) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000000000Z")

    def replicate(params, **_):
        params["headers"].update({"X-Minio-Source-Mtime": then, "X-Minio-Source-Replication-Request": "true"})

    s3.meta.events.register("before-call.s3.PutObject", replicate)
    try:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x" * size)
    finally:
        s3.meta.events.unregister("before-call.s3.PutObject", replicate)


def keys_paged(bucket, prefix, size):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, PaginationConfig={"PageSize": size})
    return [entry["Key"] for page in pages for entry in page.get("Contents", ())]


def put_if_none(bucket, key, text):
    s3.put_object(Bucket=bucket, Key=key, Body=text.encode(), IfNoneMatch="*")


def signed_url(action, bucket, key):
    # As MLflow signs.
    signing = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"], config=Config(signature_version="s3v4"), **keys)
    return signing.generate_presigned_url(action, Params={"Bucket": bucket, "Key": key})


def versions(bucket, prefix=""):
    """Of each key: how many versions, and whether it is deleted."""
    found = {}
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Versions", ()):
            found.setdefault(entry["Key"], [0, False])[0] += 1
        for entry in page.get("DeleteMarkers", ()):
            found.setdefault(entry["Key"], [0, False])[1] = True
    return found


def content(bucket, key):
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def text(bucket, key):
    return content(bucket, key).decode()


def save(bucket, key, file):
    s3.download_file(bucket, key, file)


def restore_file(bucket, key, file):
    """What save() has kept: in one piece, as rclone and boto3 store what is small."""
    with open(file, "rb") as body:
        s3.put_object(Bucket=bucket, Key=key, Body=body.read())


def sums(bucket, prefix=""):
    return {key[len(prefix) :]: hashlib.sha256(content(bucket, key)).hexdigest() for key in listed(bucket, prefix)}


def write_manifest(bucket, name, content):
    """A manifest whose sum is right, as everybody can make one."""
    from catalogue import manifest_text

    s3.put_object(Bucket=bucket, Key=name + "/manifest.json", Body=manifest_text(content).encode())


def manifest(bucket, name):
    return json.loads(content(bucket, name + "/manifest.json"))


def complete(bucket, folder=""):
    """Names of backups that have a manifest."""
    return [key[: -len("/manifest.json")] for key in listed(bucket, folder) if key.endswith("/manifest.json")]


def artifacts(bucket, name):
    """Sums of the artefacts of a backup, by its own index."""
    index = gzip.decompress(content(bucket, manifest(bucket, name)["artifacts"]["index"]["backup"] + "/artifacts.jsonl.gz"))
    found = {}
    for line in index.decode().splitlines():
        path, size, _, location, stored_size, _ = json.loads(line)
        body = content(bucket, "%s/%s/artifacts/%s" % (name.rsplit("/", 1)[0], location, path))
        assert len(body) == size == stored_size, path
        found[path] = hashlib.sha256(body).hexdigest()
    return found


def forge(bucket, name, changes, objects):
    """A backup that was complete at the time that its name has. `objects`: by path, the stamp of who has copied it."""
    import catalogue

    folder, stamp = name.rsplit("/", 1)
    for path, location in objects.items():
        if location == stamp:
            s3.put_object(Bucket=bucket, Key=name + "/artifacts/" + path, Body=path.encode())
    file = io.BytesIO()
    entries = [catalogue.Object(path, len(path), "", location, len(path), "") for path, location in sorted(objects.items())]
    catalogue.write_index(file, entries)
    s3.put_object(Bucket=bucket, Key=name + "/artifacts.jsonl.gz", Body=file.getvalue())
    s3.put_object(Bucket=bucket, Key=name + "/database.dump", Body=b"forged")
    index = {"backup": name, "sha256": hashlib.sha256(file.getvalue()).hexdigest()}
    artifacts = {"bytes": 0, "objects": len(objects), "copied": 0, "copiedBytes": 0, "vanished": 0, "index": index}
    told = {"format": 1, "name": name, "kind": "scheduled", "database": {"tables": {"public.runs": 0}}, "artifacts": artifacts, **changes}
    told["database"] = {"file": "database.dump", **told["database"]}
    s3.put_object(Bucket=bucket, Key=name + "/manifest.json", Body=catalogue.manifest_text(told).encode())


def expired(manifests, count, days):
    import retention

    return retention.expired(manifests, count, days)


def losses(manifests, acknowledged):
    import retention

    return [after["name"] for _, after in retention.unacknowledged(manifests, acknowledged)]


def upload_begun(bucket, key):
    """One that nobody completes."""
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    s3.upload_part(Bucket=bucket, Key=key, PartNumber=1, UploadId=upload, Body=b"part")


def uploads(bucket):
    return sorted(upload["Key"] for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket) for upload in page.get("Uploads", ()))


def rules(bucket):
    """As the store prints them, or nothing."""
    found = []
    s3.meta.events.register("before-parse.s3.GetBucketLifecycleConfiguration", lambda response_dict, **_: found.append(response_dict["body"]))
    try:
        s3.get_bucket_lifecycle_configuration(Bucket=bucket)
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchLifecycleConfiguration":
            raise
        return ""
    return found[0].decode()


def set_rules(bucket, text):
    """To the letter, whatever boto3 knows of it."""

    def replace(params, **_):
        params["body"] = ("<LifecycleConfiguration>" + text + "</LifecycleConfiguration>").encode()

    s3.meta.events.register("before-call.s3.PutBucketLifecycleConfiguration", replace)
    rule = {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    s3.meta.events.unregister("before-call.s3.PutBucketLifecycleConfiguration", replace)


def administration():
    sys.path.append(os.environ["ADMIN"])
    from minio import MinioAdmin
    from minio.credentials import StaticProvider

    provider = StaticProvider(os.environ["OWNER"], os.environ["KEY"])
    return MinioAdmin(endpoint=os.environ["ENDPOINT"].split("//")[1], credentials=provider, secure=False)


def user(name, key, actions):
    """A user of MinIO who may do this and no more."""
    admin = administration()
    admin.user_add(name, key)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": ["arn:aws:s3:::*"]}]}
    admin.policy_add(name, policy=policy)
    admin.policy_set(name, user=name)


def quota(bucket, size):
    """Bytes that a bucket of MinIO may hold; 0 for any."""
    admin = administration()
    admin.bucket_quota_set(bucket, size) if size else admin.bucket_quota_clear(bucket)


for line in sys.stdin:
    what, *given = json.loads(line)
    try:
        answer = {"value": globals()[what](*given)}
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
