"""The parts of a backup that MLflow's image runs: `backup.py needed`, `backup.py list` and `backup.py finish`.

Between them are dump.sh, of PostgreSQL's image, and copy.sh, of rclone's: whatever they share lies in $WORK. Reads the variables
of libpq and of the two stores (catalogue.py), RETENTION_COUNT, RETENTION_DAYS and RETENTION_ACKNOWLEDGE (retention.py).

Exit codes: 0 done, or nothing to do; 1 not done, and the last line says why: the pod may be started again.
"""
import json
import os
import sys

import psycopg2
from botocore.exceptions import BotoCoreError, ClientError
from boto3.exceptions import Boto3Error

from catalogue import Fault


def dump_of(work):
    """What dump.sh says of its dump; None where it made none."""
    path = os.path.join(work, "dump.json")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return json.load(file)


def needed(work):
    from migration_due import note_migration

    note_migration(work)


def list_store(work):
    from compare import prepare_copy

    dump = dump_of(work)
    if dump is None:
        raise Fault("there is no dump in " + work + ": dump.sh has not run, or was killed")
    prepare_copy(work, dump)


def finish(work):
    from complete import complete

    dump = dump_of(work)
    if dump is not None:
        complete(work, dump)
    elif not os.environ.get("BEFORE_MIGRATION"):
        raise Fault("there is no dump in " + work + ": dump.sh has not run, or was killed")


def main():
    parts = {"needed": needed, "list": list_store, "finish": finish}
    try:
        parts[sys.argv[1]](os.environ["WORK"])
    except (Fault, BotoCoreError, ClientError, Boto3Error, psycopg2.Error, OSError) as error:
        sys.exit("backup: failed: " + " ".join(str(error).split()))


main()
