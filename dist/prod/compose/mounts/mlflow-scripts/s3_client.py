"""The artefact store as the server will ask it (mlflow/store/artifact/s3_artifact_repo.py).

Reads the same variables of MLflow, with the same defaults, beside those of boto3 (AWS_*, REQUESTS_CA_BUNDLE).
"""
import os

import boto3
from botocore import UNSIGNED
from botocore.config import Config


def store(connect_timeout=5, read_timeout=20, retries=1):
    signature = os.environ.get("MLFLOW_EXPERIMENTAL_S3_SIGNATURE_VERSION", "s3v4")
    settings = Config(
        signature_version=UNSIGNED if signature.lower() == "unsigned" else signature,
        s3={"addressing_style": os.environ.get("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE", "auto")},
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        retries={"total_max_attempts": 1 + retries},
    )
    # None leaves it to boto3, which reads AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE and its profile.
    verify = False if os.environ.get("MLFLOW_S3_IGNORE_TLS", "").lower() in ("true", "1") else None
    endpoint = os.environ.get("MLFLOW_S3_ENDPOINT_URL") or None
    return boto3.client("s3", endpoint_url=endpoint, verify=verify, config=settings)


def expected_owner():
    """As arguments of whatever is asked of a bucket."""
    owner = os.environ.get("MLFLOW_S3_EXPECTED_BUCKET_OWNER")
    return {"ExpectedBucketOwner": owner} if owner else {}
