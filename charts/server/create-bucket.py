"""Create the artefact bucket if it is missing, and if BUCKET names one at all.

Reads BUCKET, MLFLOW_S3_ENDPOINT_URL, the AWS_* variables of boto3, and PREPARE_TIMEOUT_SECONDS.
"""
import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

DEADLINE = time.monotonic() + float(os.environ.get("PREPARE_TIMEOUT_SECONDS", "600"))
MINE = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


def create(client, bucket, region):
    try:
        client.head_bucket(Bucket=bucket)
        return "exists"
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
    # us-east-1 is the one region that must not be named.
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region not in ("", "us-east-1") else {}
    try:
        client.create_bucket(Bucket=bucket, **place)
        return "created"
    except ClientError as error:
        if error.response["Error"]["Code"] in MINE:
            return "exists"
        raise


def main():
    bucket, region = os.environ.get("BUCKET", ""), os.environ.get("AWS_DEFAULT_REGION", "")
    if not bucket:
        return
    endpoint = os.environ.get("MLFLOW_S3_ENDPOINT_URL") or None
    settings = Config(connect_timeout=5, read_timeout=20, retries={"max_attempts": 1})
    said = None
    while True:
        try:
            client = boto3.client("s3", endpoint_url=endpoint, config=settings)
            return print("create-bucket: " + bucket + " " + create(client, bucket, region), flush=True)
        except (BotoCoreError, ClientError) as error:
            if str(error) != said:
                said = str(error)
                print("create-bucket: waiting for the store: " + said, flush=True)
        if time.monotonic() > DEADLINE:
            sys.exit("create-bucket: gave up: " + said)
        time.sleep(2)


main()
