"""The bucket of artefacts: whether it can be listed, and written to.

Written to is one object, which is deleted, written and read back at most every RARELY seconds by all pods of a release: how old it is by the
store's own clock says when somebody has done that last. Where it cannot be written, each pod tries as often.
"""
import os
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from s3_client import expected_owner, store

RARELY = 300
SECONDS = 4
# Where backups, restores and clients of MLflow look for no artefact.
KEY = ".mlflow-chart/health/written"


def uri():
    """Where artefacts are: nothing for another store than S3."""
    for name in ("MLFLOW_ARTIFACTS_DESTINATION", "MLFLOW_DEFAULT_ARTIFACT_ROOT"):
        if os.environ.get(name, "").startswith("s3://"):
            return os.environ[name]
    return ""


class Bucket:
    def __init__(self, say):
        self.say = say
        place = urlsplit(uri())
        self.bucket, self.path = place.netloc, place.path.strip("/")
        self.path += "/" if self.path else ""
        self.common = {"Bucket": self.bucket, **expected_owner()}
        self.client = None
        # When this pod has found out last, and what.
        self.tried = float("-inf")
        self.writable = 0

    def look(self):
        if self.client is None:
            self.client = store(connect_timeout=SECONDS, read_timeout=SECONDS, retries=0)
        began = time.monotonic()
        self.client.list_objects_v2(**self.common, Prefix=self.path, MaxKeys=1)
        seconds = time.monotonic() - began
        return {"mlflow_bucket_up": 1, "mlflow_bucket_seconds": seconds, "mlflow_bucket_writable": self.is_writable()}

    def is_writable(self):
        """1 or 0."""
        if self.written_lately():
            self.writable = 1
        elif time.monotonic() - self.tried >= RARELY or self.writable:
            self.tried = time.monotonic()
            self.writable = int(self.writes() or self.another_has())
        return self.writable

    def another_has(self):
        """Two pods at the same time delete what the other has written."""
        time.sleep(1)
        return self.written_lately()

    def written_lately(self):
        try:
            found = self.client.head_object(**self.common, Key=self.path + KEY)
        except ClientError as error:
            # Who may write need not be allowed to read what is not there.
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
                return False
            raise
        now = parsedate_to_datetime(found["ResponseMetadata"]["HTTPHeaders"]["date"])
        return (now - found["LastModified"]).total_seconds() < RARELY

    def writes(self):
        one = {**self.common, "Key": self.path + KEY}
        text = os.urandom(16).hex().encode()
        try:
            self.client.delete_object(**one)
            self.client.put_object(**one, Body=text)
            if self.client.get_object(**one)["Body"].read() == text:
                return True
            self.say("bucket: what is read back is not what was written")
        except ClientError as error:
            self.say("bucket: cannot be written to: " + str(error))
        return False

