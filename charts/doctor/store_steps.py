"""The bucket of artefacts, as MLflow goes there: name, port, TLS, clock, keys, region, bucket; and an object that is written, read and deleted."""
import http.client
import os
import ssl
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import botocore.exceptions
import botocore.httpsession
import botocore.parsers
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

import bucket_check
import s3_client
import steps
from steps import Found, Unseen

# S3 refuses what is a quarter of an hour off.
SKEW = 300
# For all of it.
SECONDS = 90
OBJECT = ".mlflow-chart/doctor/"

CODES = {
    "InvalidAccessKeyId": "store-key",
    "InvalidSecurity": "store-key",
    "InvalidToken": "store-key",
    "ExpiredToken": "store-key",
    "SignatureDoesNotMatch": "store-secret",
    "RequestTimeTooSkewed": "clock-off",
    "NoSuchBucket": "bucket-missing",
    "InvalidBucketName": "bucket-missing",
    "PermanentRedirect": "store-region",
    "AuthorizationHeaderMalformed": "store-region",
    "IllegalLocationConstraintException": "store-region",
    "InvalidRegion": "store-region",
    "AccessDenied": "store-rights",
    "AllAccessDisabled": "store-rights",
    "XMinioStorageFull": "store-full",
    "XMinioAdminBucketQuotaExceeded": "store-full",
    "QuotaExceeded": "store-full",
    "InsufficientStorage": "store-full",
    "507": "store-full",
}


def look():
    """Causes."""
    uri = bucket_check.uri()
    if not uri:
        raise Unseen("artefacts are in no bucket of S3 that the environment names")
    late = Found("store-silent", "it has not answered all that it was asked within %d s" % SECONDS)
    try:
        yield from steps.within(SECONDS, lambda: causes(urlsplit(uri)), late)
    except Found as found:
        yield found


def causes(place):
    try:
        client = s3_client.store(connect_timeout=steps.SECONDS, read_timeout=20, retries=0)
    except (BotoCoreError, ValueError) as error:
        yield Found("store-endpoint", steps.in_a_line(error))
        return
    try:
        way(client, place.netloc)
        prefix = place.path.strip("/")
        use(client, {"Bucket": place.netloc, **s3_client.expected_owner()}, prefix + "/" if prefix else "")
    except Found as found:
        yield found


def way(client, bucket):
    """To its port, through TLS, to its clock. Where a proxy stands between, boto3 alone knows the way."""
    endpoint = urlsplit(client.meta.endpoint_url)
    if not endpoint.hostname or (endpoint.scheme in getproxies() and not proxy_bypass(endpoint.hostname)):
        return
    try:
        port = endpoint.port
    except ValueError as error:
        raise Found("store-endpoint", "%s: %s" % (client.meta.endpoint_url, steps.in_a_line(error))) from None
    port = port or (443 if endpoint.scheme == "https" else 80)
    connection = steps.connect("store", endpoint.hostname, port)
    if endpoint.scheme == "https":
        authorities = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")
        ignores = os.environ.get("MLFLOW_S3_IGNORE_TLS", "").lower() in ("true", "1")
        connection = steps.encrypt("store", connection, endpoint.hostname, unchecked() if ignores else believing(authorities), authorities)
    clock(connection, endpoint)
    if os.environ.get("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE") == "virtual":
        steps.resolve("store", bucket + "." + endpoint.hostname, port, "addressing")


def believing(authorities):
    try:
        return steps.context_of(authorities or botocore.httpsession.get_cert_path(True))
    except (OSError, ssl.SSLError) as error:
        raise Found("store-certificate-authority", "the authorities in %s cannot be read: %s" % (authorities, steps.in_a_line(error))) from None


def unchecked():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def clock(connection, endpoint):
    client = http.client.HTTPConnection(endpoint.hostname)
    client.sock = connection
    connection.settimeout(20)
    try:
        client.request("GET", "/", headers={"Host": endpoint.netloc})
        answer = client.getresponse()
        text, date = answer.read(1000).decode(errors="replace"), answer.getheader("Date")
    except (http.client.HTTPException, OSError) as error:
        raise Found("store-silent", "%s: %s" % (endpoint.netloc, steps.in_a_line(error) or type(error).__name__)) from None
    finally:
        client.close()
    if answer.status == 400 and "HTTPS" in text:
        raise Found("store-scheme", "%s: %s" % (endpoint.netloc, text.strip().split("\n")[0]))
    off(date, endpoint.netloc)


def off(date, whose):
    try:
        theirs = parsedate_to_datetime(date)
        seconds = abs((datetime.now(timezone.utc) - theirs).total_seconds())
    except (TypeError, ValueError):
        return
    if seconds > SKEW:
        raise Found("clock-off", "%s says %s, and this pod %s: %d s apart" % (whose, theirs.strftime("%Y-%m-%dT%H:%M:%SZ"), steps.now(), seconds))


def use(client, of_bucket, prefix):
    asked(lambda: client.list_objects_v2(**of_bucket, Prefix=prefix, MaxKeys=1), client, of_bucket, "list it")
    one = {**of_bucket, "Key": prefix + OBJECT + os.urandom(8).hex()}
    body = os.urandom(16).hex().encode()
    asked(lambda: client.put_object(**one, Body=body), client, of_bucket, "write an object")
    try:
        found = asked(lambda: client.get_object(**one)["Body"].read(2 * len(body)), client, of_bucket, "read an object")
        if found != body:
            raise Found("store-odd", "what is read back is not what was written")
    finally:
        asked(lambda: client.delete_object(**one), client, of_bucket, "delete an object")


def asked(request, client, of_bucket, what):
    where = "%s, bucket %s: %s" % (client.meta.endpoint_url, of_bucket["Bucket"], what)
    try:
        return request()
    except ClientError as error:
        raise cause_of(error, where) from None
    except (botocore.exceptions.NoCredentialsError, botocore.exceptions.PartialCredentialsError) as error:
        raise Found("store-no-keys", steps.in_a_line(error)) from None
    except botocore.exceptions.ParamValidationError as error:
        raise Found("bucket-missing", "%s: %s" % (where, steps.in_a_line(error))) from None
    except (botocore.exceptions.ConnectTimeoutError, botocore.exceptions.EndpointConnectionError, botocore.exceptions.ProxyConnectionError) as error:
        raise Found("store-no-answer", "%s: %s" % (where, steps.in_a_line(error))) from None
    except (botocore.exceptions.ReadTimeoutError, botocore.exceptions.ConnectionClosedError) as error:
        raise Found("store-silent", "%s: %s" % (where, steps.in_a_line(error))) from None
    except botocore.exceptions.SSLError as error:
        raise Found("store-certificate-authority" if "CERTIFICATE_VERIFY_FAILED" in str(error) else "store-tls", "%s: %s" % (where, steps.in_a_line(error))) from None
    except botocore.parsers.ResponseParserError as error:
        raise Found("store-odd", "%s: what answers is no S3: %s" % (where, steps.in_a_line(error))) from None
    except (BotoCoreError, Boto3Error) as error:
        raise Found("store-odd", "%s: %s" % (where, steps.in_a_line(error))) from None


def cause_of(error, where):
    said = error.response.get("Error", {})
    code, message = str(said.get("Code", "")), str(said.get("Message", ""))
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    seen = "%s: %s %s" % (where, code, steps.in_a_line(message))
    # Garage has one code for all of these.
    if "No such key" in message:
        return Found("store-key", seen)
    if "Invalid signature" in message:
        return Found("store-secret", seen)
    cause = CODES.get(code) or {301: "store-region", 403: "store-rights", 507: "store-full"}.get(status, "store-odd")
    return Found(cause, seen)
