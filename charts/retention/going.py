"""What programs have in common that delete for good: how old it must be, by which backup, and what stops them."""
import os
import re
import time

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

import covered
from catalogue import SKEW, Fault
from tracking import NO_RIGHT, Interrupted, mlflow_error
from words import in_a_line

KEYS_IN_A_REQUEST = 1000
HOUR = 3_600_000
# Of what cannot go, and of what stays for the same reason, so many are named.
NAMED = 10
# So often in a row the same is refused, and nothing more is tried.
IN_A_ROW = 20
# The store's words for keys that are wrong, whatever is asked with them.
WRONG_KEYS = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "RequestTimeTooSkewed")
# PostgreSQL's codes for what would be refused to all: a table that somebody else holds, and a right that is missing.
OF_ALL = ("55P03", NO_RIGHT)
DENIED = "AccessDenied"


def trouble():
    """By which one thing cannot go, or none. Called when something has failed: who only looks does without MLflow."""
    return (Fault, BotoCoreError, Boto3Error, ClientError, SQLAlchemyError, mlflow_error())


class Denied(Fault):
    """These keys may not delete that."""


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


def goes_by_backups(variable):
    return variable in os.environ


def newest_backup(tracking, variable, delete, say, by_rows=False):
    """
    That one goes by; None where no variable says that there are any, or where nothing would be deleted. `by_rows` says that it has to
    tell of each row whether it has it.
    """
    if not goes_by_backups(variable):
        return None
    try:
        backup = covered.newest(tracking.identity(), float(os.environ[variable]), os.environ["WORK"])
        if by_rows:
            backup.check_rows(tracking)
        return backup
    except (Fault, BotoCoreError, ClientError) as error:
        if delete:
            raise Fault("nothing is deleted without a backup: " + in_a_line(error)) from error
        say("NOTHING WOULD BE DELETED without a backup: " + in_a_line(error))
        return None


def nothing_changed(value, lacks_backup):
    """What a report ends with. `value` is the one by which it would be more than that."""
    if lacks_backup:
        return "nothing was changed, and with %s: true nothing would be, without a backup" % value
    return "nothing was changed: with %s: true it would be" % value


def words_of(error):
    """Why one thing cannot go; Interrupted, where each further one would have to wait for the same."""
    if isinstance(error, DBAPIError):
        if is_away(error.orig):
            raise Interrupted("the database is away: " + in_a_line(error.orig)) from error
        return in_a_line(error.orig)
    if isinstance(error, (ConnectionError, HTTPClientError)):
        raise Interrupted("the artefact store is away: " + in_a_line(error)) from error
    if isinstance(error, ClientError) and status_of(error) >= 500:
        raise Interrupted("the artefact store is not well: " + in_a_line(error)) from error
    if isinstance(error, ClientError) and (status_of(error) == 401 or error.response["Error"]["Code"] in WRONG_KEYS):
        raise Interrupted("the artefact store does not take the keys: " + in_a_line(error)) from error
    return in_a_line(error)


def status_of(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


class Refusals:
    """Why one thing after the other cannot go. What is refused for want of a right, or since somebody holds a table, would be refused for all."""

    def __init__(self):
        self._reason, self._in_a_row = None, 0

    def words(self, error):
        """Of words_of(); Interrupted, too, where the same was refused too often in a row."""
        words, reason = words_of(error), self._of_all(error)
        self._in_a_row = self._in_a_row + 1 if reason == self._reason else 1
        self._reason = reason
        if reason is not None and self._in_a_row >= IN_A_ROW:
            raise Interrupted("%d times in a row the same: %s" % (IN_A_ROW, words)) from error
        return words

    def end(self):
        """Something went."""
        self._reason, self._in_a_row = None, 0

    @staticmethod
    def _of_all(error):
        """What is the same of the next ones; None where it is this one's own."""
        if isinstance(error, Denied) or (isinstance(error, ClientError) and status_of(error) == 403):
            return DENIED
        code = getattr(error.orig, "pgcode", None) if isinstance(error, DBAPIError) else None
        return code if code in OF_ALL else None


def is_away(error):
    """No answer, or one of a server that is going down or full."""
    code = getattr(error, "pgcode", None)
    return code is None or code[:2] in ("08", "53") or code[:3] == "57P"


def delete_objects(store, paths):
    for start in range(0, len(paths), KEYS_IN_A_REQUEST):
        keys = [{"Key": store.key(path)} for path in paths[start : start + KEYS_IN_A_REQUEST]]
        answer = store.client.delete_objects(Bucket=store.bucket, Delete={"Objects": keys, "Quiet": True})
        for error in answer.get("Errors", ()):
            kind = Denied if error["Code"] == DENIED else Fault
            raise kind("bucket %s does not delete %s: %s" % (store.bucket, error["Key"], error.get("Message", error["Code"])))
