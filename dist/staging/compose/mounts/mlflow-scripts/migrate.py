"""Bring the MLflow database to the schema of this MLflow: once, and safely with replicas.

Waits for the database, takes a PostgreSQL advisory lock, creates or migrates the schema, releases the lock. Whoever
comes second finds nothing left to do. With MLflow's own login (LOGIN_SETTINGS), prepare-login.py does its part under the
same lock. Where a backup is to be restored (RESTORE_FROM), it waits for that before all else. Reads MLFLOW_BACKEND_STORE_URI,
MLFLOW_REGISTRY_STORE_URI (if it is a database), the PG* variables of libpq, RESTORE_OVERWRITE, RESTORE_REQUEST, and
PREPARE_TIMEOUT_SECONDS.
"""
import os
import runpy
import sys
import time
from contextlib import closing, contextmanager

import psycopg2
import sqlalchemy

from whole_lock import is_taken, place_beside

# Pods of charts before there were restores know this one alone.
LOCK = 0x6D6C666C6F77  # "mlflow"
DEADLINE = time.monotonic() + float(os.environ.get("PREPARE_TIMEOUT_SECONDS", "600"))


def say(message):
    print("migrate: " + message, flush=True)


def wait(what, attempt):
    """Repeat attempt() until it gives something, every two seconds, until the deadline."""
    said = None
    while True:
        result, reason = attempt()
        if result is not None:
            return result
        if reason != said:
            say("waiting for " + what + ": " + reason)
            said = reason
        if time.monotonic() > DEADLINE:
            sys.exit("migrate: gave up waiting for " + what + ": " + reason)
        time.sleep(2)


def connect(engine):
    def attempt():
        try:
            return engine.connect(), None
        except sqlalchemy.exc.OperationalError as error:
            return None, " ".join(str(error.orig).split())

    return wait("the database", attempt)


def lock(connection):
    def attempt():
        query = sqlalchemy.text("SELECT pg_try_advisory_lock(:key)")
        granted = connection.execute(query, {"key": LOCK}).scalar()
        return granted or None, "another pod migrates"

    wait("the migration lock", attempt)


@contextmanager
def whole(uri):
    """Holds the lock of the whole database, in one that a restore does not replace; nothing where there is none."""
    url = sqlalchemy.engine.make_url(uri)
    own = url.database or os.environ.get("PGDATABASE") or os.environ.get("PGUSER", "")

    def to(database):
        there = url.set(drivername="postgresql+psycopg2", database=database)
        words, options = there.get_dialect()().create_connect_args(there)
        return psycopg2.connect(*words, **{"connect_timeout": 5, "keepalives_idle": 30, **options})

    def reached():
        try:
            # A tuple, since None is an answer here.
            return (place_beside(own, to),), None
        except psycopg2.OperationalError as error:
            return None, " ".join(str(error).split())

    (connection,) = wait("the database", reached)
    if connection is None:
        yield
        return
    with closing(connection):
        wait("the migration lock", lambda: (is_taken(connection, own) or None, "another pod migrates, or a backup is restored"))
        yield


def wait_for_restore(uri):
    """Whoever waits holds no lock and no connection: the restore needs both."""
    from asked import asked, recorded

    request = asked()
    engine = sqlalchemy.create_engine(uri, poolclass=sqlalchemy.pool.NullPool, connect_args={"connect_timeout": 5})

    def attempt():
        try:
            with closing(engine.raw_connection()) as connection:
                done = request.canonical() in recorded(connection)
        except (psycopg2.OperationalError, sqlalchemy.exc.OperationalError) as error:
            return None, " ".join(str(error).split())
        return done or None, "its Job has not done it yet. One that has ended does nothing more: delete it and upgrade, or change restore.request"

    wait("the restore of " + request.backup, attempt)


def survive(act):
    """Does it again where a restore has ended its session."""
    while True:
        try:
            return act()
        except sqlalchemy.exc.DBAPIError as error:
            if not error.connection_invalidated or time.monotonic() > DEADLINE:
                raise
            say("the database has ended the session: " + " ".join(str(error.orig).split()))
        time.sleep(2)


def migrate(uri, name, beside):
    """Migrate the store, and do what belongs beside it, under one lock."""
    with whole(uri):
        migrate_locked(uri, name, beside)


def migrate_locked(uri, name, beside):
    import mlflow
    import mlflow.store.db.utils as db
    from alembic.util import CommandError

    # AUTOCOMMIT: the lock belongs to the session, and no transaction stays open while waiting or migrating.
    engine = sqlalchemy.create_engine(
        uri, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.pool.NullPool, connect_args={"connect_timeout": 5}
    )
    with connect(engine) as connection:
        lock(connection)
        tables = sqlalchemy.inspect(engine).get_table_names()
        before = db._get_schema_version(engine) if "alembic_version" in tables else None
        worker = sqlalchemy.create_engine(uri, poolclass=sqlalchemy.pool.NullPool)
        try:
            if "experiments" in tables:
                db._upgrade_db(worker)
            else:
                db._initialize_tables(worker)
        except CommandError as error:
            if "Can't locate revision" not in str(error):
                raise
            sys.exit(
                "migrate: MLflow " + mlflow.__version__ + " cannot migrate the " + name + " from schema " + str(before) + ": "
                + str(error) + ". A newer MLflow made it, and none migrates back: run that version again, or restore a "
                "backup from before the upgrade."
            )
        after = db._get_schema_version(engine)
        say(name + (" is at schema " + after if before == after else ": schema " + str(before) + " -> " + after))
        beside()


def prepare_login():
    if "LOGIN_SETTINGS" in os.environ:
        runpy.run_path(os.path.join(os.path.dirname(__file__), "prepare-login.py"), run_name="__main__")


def nothing():
    pass


def main():
    uri = os.environ.get("MLFLOW_BACKEND_STORE_URI", "")
    registry = os.environ.get("MLFLOW_REGISTRY_STORE_URI", "")
    if os.environ.get("RESTORE_FROM") and uri.startswith("postgresql"):
        wait_for_restore(uri)
    for name, store, beside in ("tracking store", uri, prepare_login), ("model registry", registry, nothing):
        if store.startswith("postgresql"):
            survive(lambda: migrate(store, name, beside))
        elif store:
            say(name + " is not PostgreSQL: left to MLflow itself")
            beside()


main()
