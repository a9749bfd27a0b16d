"""Whether this MLflow would migrate the database: then $WORK/needed has the revisions that its schema is at now.

A database without tables needs no backup; neither does one that a newer MLflow made, which migrate.py refuses.
"""
import importlib.util
import os
import time

import psycopg2
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from catalogue import Fault
from words import say

MIGRATION = 0x6D6C666C6F77  # migrate.py's
TRACKING = ("public", "alembic_version")
# The second is of an MLflow before 3.6, whose users have a schema of their own (prepare-login.py).
USERS = (("public", "alembic_version_auth"), ("mlflow_login", "alembic_version"))


def note_migration(work):
    needed = os.path.join(work, "needed")
    if os.path.exists(needed):
        os.remove(needed)
    connection = connect()
    with connection.cursor() as cursor:
        wait_for_migration(cursor)
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'mlflow_login')")
        tables = set(cursor)
        tracking = revision(cursor, tables, TRACKING)
        users = revision(cursor, tables, *USERS)
    connection.close()
    if not tables:
        return say("the database has no tables: no backup is needed before they are made")
    due = []
    if is_behind(tracking, "store/db_migrations"):
        due.append("the tracking store")
    has_users = bool(tables & {("public", "users"), ("mlflow_login", "users")})
    if "LOGIN_SETTINGS" in os.environ and has_users and is_behind(users, "server/auth/db/migrations"):
        due.append("the users")
    at = "tracking store at %s, users at %s" % (tracking, users)
    if not due:
        return say("no migration is due (%s): no backup is needed" % at)
    say("a migration of %s is due (%s): a backup is needed" % (" and ".join(due), at))
    with open(needed + ".part", "w") as file:
        file.write(at)
    os.replace(needed + ".part", needed)


def wait_for_migration(cursor):
    """Whoever migrates is waited for: in between, tables are neither there nor not. The lock goes with the session."""
    deadline = time.monotonic() + float(os.environ.get("PREPARE_TIMEOUT_SECONDS", "600"))
    said = False
    while True:
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", (MIGRATION,))
        if cursor.fetchone()[0]:
            return
        if not said:
            say("waiting: another pod migrates")
            said = True
        if time.monotonic() > deadline:
            raise Fault("gave up waiting: another pod migrates")
        time.sleep(2)


def connect():
    """By the variables of libpq, once the database is up."""
    deadline = time.monotonic() + float(os.environ.get("PREPARE_TIMEOUT_SECONDS", "600"))
    said = None
    while True:
        try:
            return psycopg2.connect("", connect_timeout=5)
        except psycopg2.OperationalError as error:
            reason = " ".join(str(error).split())
        if reason != said:
            say("waiting for the database: " + reason)
            said = reason
        if time.monotonic() > deadline:
            raise Fault("gave up waiting for the database: " + reason)
        time.sleep(2)


def revision(cursor, tables, *places):
    for schema, table in places:
        if (schema, table) in tables:
            cursor.execute("SELECT max(version_num) FROM %s.%s" % (schema, table))
            return cursor.fetchone()[0]
    return None


def is_behind(revision, folder):
    """Whether MLflow's migrations in this folder of its own lead further. Its login cannot be imported before it has settings."""
    mlflow = importlib.util.find_spec("mlflow").submodule_search_locations[0]
    migrations = ScriptDirectory(os.path.join(mlflow, folder))
    if revision == migrations.get_current_head():
        return False
    try:
        migrations.get_revision(revision)
    except CommandError:
        say("this MLflow does not know the schema %s, which a newer one made: it will migrate nothing" % revision)
        return False
    return True
