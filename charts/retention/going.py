"""What programs have in common that delete for good: how old it must be, by which backup, and what stops them."""
import os
import re
import time

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

import covered
from catalogue import SKEW, Fault
from tracking import Interrupted, mlflow_error

KEYS_IN_A_REQUEST = 1000
HOUR = 3_600_000


def trouble():
    """By which one thing cannot go, or none. Called when something has failed: who only looks does without MLflow."""
    return (Fault, BotoCoreError, Boto3Error, ClientError, SQLAlchemyError, mlflow_error())


def in_a_line(error):
    return " ".join(str(error).split())


def is_on(variable):
    return os.environ.get(variable) == "true"


def milliseconds(what, age):
    found = re.fullmatch(r"(?:([0-9]+)d)?(?:([0-9]+)h)?", age)
    total = (int(found[1] or 0) * 24 + int(found[2] or 0)) * HOUR if found else 0
    # Nothing, and 0h, would be everything.
    if total < HOUR:
        raise Fault("%s is %r: expected an age of at least an hour, such as 30d, 12h or 1d12h" % (what, age))
    return total


def right_now(tracking):
    """In milliseconds. By a clock that runs ahead, what was written yesterday would be old."""
    ours, theirs = time.time(), tracking.now()
    if abs(ours - theirs) > SKEW.total_seconds():
        raise Fault("it is %+d s later by this node's clock than by the database's: mend them" % (ours - theirs))
    return int(min(ours, theirs) * 1000)


def newest_backup(tracking, variable, delete, say, by_rows=False):
    """
    That one goes by; None where no variable says that there are any, or where nothing would be deleted. `by_rows` says that it has to
    tell of each row whether it has it.
    """
    hours = os.environ.get(variable)
    if hours is None:
        return None
    try:
        backup = covered.newest(tracking.identity(), float(hours), os.environ["WORK"])
        if by_rows:
            backup.rows_before(tracking.history())
        return backup
    except (Fault, BotoCoreError, ClientError) as error:
        if delete:
            raise Fault("nothing is deleted without a backup: " + in_a_line(error)) from error
        say("NOTHING WOULD BE DELETED without a backup: " + in_a_line(error))
        return None


def words_of(error):
    """Why one thing cannot go; Interrupted, where each further one would have to wait for the same."""
    if isinstance(error, DBAPIError):
        if is_away(error.orig):
            raise Interrupted("the database is away: " + in_a_line(error.orig)) from error
        return in_a_line(error.orig)
    if isinstance(error, (ConnectionError, HTTPClientError)):
        raise Interrupted("the artefact store is away: " + in_a_line(error)) from error
    if isinstance(error, ClientError) and error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
        raise Interrupted("the artefact store is not well: " + in_a_line(error)) from error
    return in_a_line(error)


def is_away(error):
    """No answer, or one of a server that is going down or full."""
    code = getattr(error, "pgcode", None)
    return code is None or code[:2] in ("08", "53") or code[:3] == "57P"


def delete_objects(store, paths):
    for start in range(0, len(paths), KEYS_IN_A_REQUEST):
        keys = [{"Key": store.key(path)} for path in paths[start : start + KEYS_IN_A_REQUEST]]
        answer = store.client.delete_objects(Bucket=store.bucket, Delete={"Objects": keys, "Quiet": True})
        for error in answer.get("Errors", ()):
            raise Fault("bucket %s does not delete %s: %s" % (store.bucket, error["Key"], error.get("Message", error["Code"])))
