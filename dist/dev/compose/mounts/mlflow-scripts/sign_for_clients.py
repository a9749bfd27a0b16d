"""URLs that the server signs for clients lead to the store's public address; what the server asks of the store itself goes on as before.

MLflow knows one address of a store (MLFLOW_S3_ENDPOINT_URL), and a signature holds for one host alone: it has to be the right one before
it is signed. Python runs this at its start, as sitecustomize.py (start-server.sh). Reads ARTIFACTS_SIGNED_FOR: the public address.
"""
import os
from urllib.parse import urlsplit

PUBLIC = urlsplit(os.environ.get("ARTIFACTS_SIGNED_FOR", "").rstrip("/"))
INSIDE = urlsplit(os.environ.get("MLFLOW_S3_ENDPOINT_URL", "").rstrip("/"))


def lead_outside(request, **_):
    if not request.context.get("is_presign_request"):
        return
    asked = urlsplit(request.url)
    if asked.netloc == INSIDE.netloc:
        host = PUBLIC.netloc
    elif asked.netloc.endswith("." + INSIDE.netloc):
        # The bucket is a part of the name (MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE=virtual).
        host = asked.netloc[: -len(INSIDE.netloc)] + PUBLIC.netloc
    else:
        # Another store's.
        return
    request.url = asked._replace(scheme=PUBLIC.scheme, netloc=host).geturl()


if PUBLIC.netloc and INSIDE.netloc:
    from botocore.handlers import BUILTIN_HANDLERS

    # Each session of botocore begins with these.
    BUILTIN_HANDLERS.append(("before-sign.s3", lead_outside))
