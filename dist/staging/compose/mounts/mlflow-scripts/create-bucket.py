"""Create the artefact bucket if it is missing, and if BUCKET names one at all. With BUCKET_CORS it lets in the web page, from the
origins of MLFLOW_SERVER_CORS_ALLOWED_ORIGINS.

Then wait until all artefacts are moved to it, or to MOVED_TO (charts/store/moving.py), where that has begun, or MOVED_TO says that it
will; and refuse it if they were moved from it.

Talks to the store as the server will (s3_client.py). Reads PREPARE_TIMEOUT_SECONDS too.
"""
import json
import os
import sys
import time

from botocore.exceptions import BotoCoreError, ClientError

from s3_client import expected_owner, store

DEADLINE = time.monotonic() + float(os.environ.get("PREPARE_TIMEOUT_SECONDS", "600"))
MINE = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}
STATE = ".mlflow-chart/moving/state.json"
# us-east-1 is the one region that must not be named, and what boto3 falls back to.
UNNAMED = {None, "us-east-1", "aws-global"}


def create(client, bucket):
    try:
        client.head_bucket(Bucket=bucket, **expected_owner())
        return "exists"
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
    region = client.meta.region_name
    place = {} if region in UNNAMED else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        client.create_bucket(Bucket=bucket, **place)
        return "created"
    except ClientError as error:
        if error.response["Error"]["Code"] in MINE:
            return "exists"
        raise


def let_in_page(client, bucket):
    """Browsers ask the store whether a page may have what it fetches there, by a URL that was signed for it."""
    origins = [origin for origin in os.environ.get("MLFLOW_SERVER_CORS_ALLOWED_ORIGINS", "").split(",") if origin]
    if not origins:
        return
    rule = {
        "ID": "mlflow-page",
        "AllowedOrigins": origins,
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedHeaders": ["*"],
        # Of each part that it sends, the page has to say it in the end.
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 600,
    }
    client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]}, **expected_owner())


def await_artifacts(client, bucket):
    """Until the store has all that was in the one before."""
    said = None
    while True:
        state = moving_state(client, bucket)
        if state == "moved":
            sys.exit(
                "create-bucket: the artefacts of bucket " + bucket + " were moved to another store, and what was written since is there. To "
                "begin again with what is here, remove " + STATE + " from this bucket"
            )
        # MinIO that is being left is in use until it is closed.
        if state in ("done", "leaving") or (state is None and not os.environ.get("MOVED_TO")):
            return
        message = "create-bucket: waiting until artefacts are moved from MinIO: " + (
            "the last pass (objectStore.finalPass: true) is not done" if state == "copying" else "that has not begun"
        )
        if message != said:
            said = message
            print(message, flush=True)
        if time.monotonic() > DEADLINE:
            sys.exit(message + ". The log of the pod “moving” says how far it is")
        time.sleep(2)


def await_others():
    """In a store of others nothing is made, and one that is away keeps no server from starting, as ever."""
    bucket = os.environ.get("STORE_BUCKET", "")
    try:
        if bucket and moving_state(store(), bucket) is not None:
            await_artifacts(store(), bucket)
    except (BotoCoreError, ClientError, ValueError):
        return


def moving_state(client, bucket):
    """None where nothing has been moved."""
    try:
        return json.loads(client.get_object(Bucket=bucket, Key=STATE)["Body"].read())["state"]
    except ClientError as error:
        # Who may not read it has not moved anything there.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
            return None
        raise
    except (ValueError, KeyError, TypeError):
        return None


def main():
    bucket, moving = os.environ.get("BUCKET", ""), os.environ.get("MOVED_TO", "")
    if not bucket and not moving:
        return await_others()
    try:
        client = store()
    except (BotoCoreError, ValueError) as error:
        # Nothing has been asked of the store yet: waiting would not mend it.
        sys.exit("create-bucket: the settings of the store are wrong: " + str(error))
    said = None
    while True:
        try:
            if bucket:
                print("create-bucket: " + bucket + " " + create(client, bucket), flush=True)
                if os.environ.get("BUCKET_CORS") == "true":
                    let_in_page(client, bucket)
            return await_artifacts(client, moving or bucket)
        except (BotoCoreError, ClientError) as error:
            if str(error) != said:
                said = str(error)
                print("create-bucket: waiting for the store: " + said, flush=True)
        if time.monotonic() > DEADLINE:
            sys.exit("create-bucket: gave up: " + said)
        time.sleep(2)


main()
