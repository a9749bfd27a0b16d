"""Databases of the server that PGHOST names, seen from beside MLflow's own: what there is, and what is done to one as a whole."""
import hashlib
import os
import re
import sys
import time
from contextlib import contextmanager

import psycopg2
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from psycopg2.extensions import quote_ident

from catalogue import Fault, own_folder
from whole_lock import SETTINGS, is_taken, place_beside

# What programs tell of in words.
FAULTS = (Fault, BotoCoreError, ClientError, Boto3Error, psycopg2.Error, OSError)
# Of a name, in bytes.
LONGEST = 63
MIGRATION = 0x6D6C666C6F77  # migrate.py's
# Of a session in pg_stat_activity.
MAY_END = (
    "(pg_has_role(usesysid, 'MEMBER') OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) "
    "OR pg_has_role('pg_signal_backend', 'USAGE') AND NOT (SELECT rolsuper FROM pg_roles WHERE oid = usesysid))"
)
STAMP = re.compile("[0-9]{8}T[0-9]{6}Z")
RESTORING, REPLACED, REHEARSAL = "_restoring_", "_replaced_", "_rehearsal_"
DEADLINE = time.monotonic() + float(os.environ.get("PREPARE_TIMEOUT_SECONDS", "600"))


def say(message):
    print("restore: " + message, flush=True)


def live():
    """The name of MLflow's own."""
    return os.environ.get("PGDATABASE") or os.environ["PGUSER"]


def connect(name=None):
    connection = psycopg2.connect(dbname=name or live(), connect_timeout=10, keepalives_idle=30, keepalives_interval=10)
    connection.autocommit = True
    unhindered(connection)
    return connection


def unhindered(connection):
    """Whatever is set for the user or the database, neither ends what takes its time nor forbids to write."""
    execute(connection, "SET statement_timeout = 0")
    execute(connection, "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN %s", (SETTINGS,))
    execute(connection, "SET default_transaction_read_only = off")


def execute(connection, statement, parameters=None):
    """The rows that it gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def wait_until(attempt, what):
    """Repeats attempt(), which gives (result, reason), until it has a result; ends with words at the deadline."""
    said = None
    while True:
        try:
            result, reason = attempt()
        except (psycopg2.OperationalError, BotoCoreError) as error:
            result, reason = None, " ".join(str(error).split())
        if result is not None:
            return result
        if reason != said:
            say("waiting for " + what + ": " + reason)
            said = reason
        if time.monotonic() > DEADLINE:
            sys.exit("restore: gave up waiting for " + what + ": " + reason)
        time.sleep(1)


@contextmanager
def beside():
    """A connection to a database that is never replaced, None where the user may connect to none; gives words until the server answers."""
    # A tuple, since None is an answer here.
    (connection,) = wait_until(lambda: ((place_beside(live(), connect),), None), "the database")
    try:
        yield connection
    finally:
        if connection is not None:
            connection.close()


@contextmanager
def locked(connection):
    """Holds the lock of the whole database until the end; without a database beside it, there is nothing to hold."""
    if connection is not None:
        wait_until(lambda: (is_taken(connection, live()) or None, "a pod migrates the database, or another restores it"), "the lock")
    yield
    # It ends with its session: an unlock of a session that was thrown out would hide what threw it out.


@contextmanager
def unmigrated():
    """A session in MLflow's database that has migrate.py's lock there: pods of older charts know no other."""
    connection = wait_until(lambda: (connect(), None), "the database")
    try:
        wait_until(
            lambda: (execute(connection, "SELECT pg_try_advisory_lock(%s)", (MIGRATION,))[0][0] or None, "a pod migrates it, or backs it up"),
            "the database",
        )
        yield connection
    finally:
        connection.close()


def named(suffix):
    """The name of a database that belongs to MLflow's, no longer than PostgreSQL takes it."""
    name = live()
    if len((name + suffix).encode()) > LONGEST:
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        name = name.encode()[: LONGEST - len(suffix) - 9].decode(errors="ignore") + "_" + digest
    return name + suffix


def scratch_of(request):
    return named(RESTORING + request.short())


def rehearsal_database():
    """Nobody else has a database of this name, which is dropped: it is made of the release's own."""
    return named(REHEARSAL + hashlib.sha256(own_folder().encode()).hexdigest()[:12])


def belonging(connection, kind):
    """Names of the databases of this kind that belong to MLflow's, in order."""
    pattern = {RESTORING: "[0-9a-f]{12}", REPLACED: STAMP.pattern}[kind]
    suffix = len({RESTORING: "0" * 12, REPLACED: "00000000T000000Z"}[kind])
    start = named(kind + "0" * suffix)[:-suffix]
    names = (name for (name,) in execute(connection, "SELECT datname FROM pg_database ORDER BY datname"))
    return [name for name in names if name.startswith(start) and re.fullmatch(pattern, name[len(start) :])]


def quoted(name, connection):
    return quote_ident(name, connection)


def drop(connection, name):
    execute(connection, "DROP DATABASE IF EXISTS " + quoted(name, connection) + " WITH (FORCE)")


def end_others(connection, name):
    """Ends the sessions of others in a database, as far as the user may."""
    execute(
        connection,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() AND "
        # Of sessions of others, what they are is not for every user to see.
        "coalesce(backend_type, 'client backend') = 'client backend' AND " + MAY_END,
        (name,),
    )


def beyond(connection, name):
    """In words, who is in a database whom the user may not end; empty for nobody."""
    return who_is_in(connection, name, "NOT " + MAY_END)


def others_in(connection, name):
    """In words, who is in a database."""
    return who_is_in(connection, name, "TRUE") or "somebody"


def who_is_in(connection, name, condition):
    rows = execute(
        connection,
        "SELECT DISTINCT usename || coalesce(' (' || nullif(application_name, '') || ')', '') FROM pg_stat_activity "
        "WHERE datname = %s AND pid <> pg_backend_pid() AND usename IS NOT NULL AND " + condition,
        (name,),
    )
    return ", ".join(sorted(row for (row,) in rows))
