"""What is asked of a restore, and the record of what was done: a table in the restored database, mlflow_chart.restores.

RESTORE_FROM is a backup, or a time to go back to (recovery_plan.py), RESTORE_OVERWRITE the same where the database is not empty,
RESTORE_REQUEST any text, with which the same is asked for once more.
"""
import hashlib
import json
import os
from typing import NamedTuple

TABLE = "mlflow_chart.restores"


class Request(NamedTuple):
    backup: str
    overwrite: str
    text: str

    def canonical(self):
        """The same, by whichever name a backup is called."""
        fields = {"from": _shortest(self.backup), "overwrite": _shortest(self.overwrite), "request": self.text}
        return json.dumps(fields, sort_keys=True, separators=(",", ":"))

    def short(self):
        """Names what belongs to it: 12 hex digits."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()[:12]


def _shortest(name):
    """Of <namespace>/<release>/<identity>/<stamp> the last two."""
    return name.split("/", 2)[2] if name.count("/") == 3 else name


def asked():
    """None where nothing is."""
    if not os.environ.get("RESTORE_FROM"):
        return None
    return Request(os.environ["RESTORE_FROM"], os.environ.get("RESTORE_OVERWRITE", ""), os.environ.get("RESTORE_REQUEST", ""))


def recorded(connection):
    """By its canonical text, (backup, when) of each restore that has made this database what it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", (TABLE,))
        if cursor.fetchone()[0] is None:
            return {}
        cursor.execute("SELECT request, backup, to_char(finished AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"') FROM " + TABLE)
        return {request: (backup, finished) for request, backup, finished in cursor}
