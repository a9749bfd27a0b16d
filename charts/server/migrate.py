"""Bring the MLflow database to the schema of this MLflow: once, and safely with replicas.

Waits for the database, takes a PostgreSQL advisory lock, creates or migrates the schema, releases the lock. Whoever
comes second finds nothing left to do. With MLflow's own login (LOGIN_SETTINGS), prepare-login.py does its part under the
same lock. Reads MLFLOW_BACKEND_STORE_URI, MLFLOW_REGISTRY_STORE_URI (if it is a database), the PG* variables of libpq, and
PREPARE_TIMEOUT_SECONDS.
"""
import os
import runpy
import sys
import time

import sqlalchemy

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


def migrate(uri, name, beside):
    """Migrate the store, and do what belongs beside it, under one lock."""
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
    for name, store, beside in ("tracking store", uri, prepare_login), ("model registry", registry, nothing):
        if store.startswith("postgresql"):
            migrate(store, name, beside)
        elif store:
            say(name + " is not PostgreSQL: left to MLflow itself")
            beside()


main()
