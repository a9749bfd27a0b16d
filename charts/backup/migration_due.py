"""Whether this MLflow would migrate the database: then $WORK/needed has the revisions that its schema is at now.

A database without tables needs no backup; neither does one that a newer MLflow made, which migrate.py refuses.
"""
import os
import time

import sqlalchemy

from catalogue import Fault
from words import say

VERSION_TABLES = (("tracking", "public", "alembic_version"), ("users", "public", "alembic_version_auth"), ("users", "mlflow_login", "alembic_version"))


def note_migration(work):
    needed = os.path.join(work, "needed")
    if os.path.exists(needed):
        os.remove(needed)
    # Only what psycopg2 takes, as migrate.py has it.
    engine = sqlalchemy.create_engine(
        os.environ["MLFLOW_BACKEND_STORE_URI"], poolclass=sqlalchemy.pool.NullPool, connect_args={"connect_timeout": 5}
    )
    with connect(engine) as connection:
        inspector = sqlalchemy.inspect(connection)
        tables = {(schema, table) for schema in ("public", "mlflow_login") for table in inspector.get_table_names(schema=schema)}
        if not tables:
            return say("the database has no tables: no backup is needed before they are created")
        revisions = dict(current(connection, tables))
    due = [store for store, is_due in (("tracking", is_tracking_due), ("users", are_users_due)) if is_due(revisions.get(store), tables)]
    at = ", ".join(store + " at " + str(revisions.get(store)) for store in ("tracking", "users"))
    if not due:
        return say("no migration is due (%s): no backup is needed" % at)
    say("a migration of " + " and ".join(due) + " is due (%s): a backup is needed" % at)
    with open(needed + ".part", "w") as file:
        file.write(at)
    os.replace(needed + ".part", needed)


def connect(engine):
    deadline = time.monotonic() + float(os.environ.get("PREPARE_TIMEOUT_SECONDS", "600"))
    said = None
    while True:
        try:
            return engine.connect()
        except sqlalchemy.exc.OperationalError as error:
            reason = " ".join(str(error.orig).split())
        if reason != said:
            say("waiting for the database: " + reason)
            said = reason
        if time.monotonic() > deadline:
            raise Fault("gave up waiting for the database: " + reason)
        time.sleep(2)


def current(connection, tables):
    for store, schema, table in VERSION_TABLES:
        if (schema, table) in tables:
            yield store, connection.execute(sqlalchemy.text("SELECT max(version_num) FROM %s.%s" % (schema, table))).scalar()


def is_tracking_due(revision, tables):
    import mlflow.store.db.utils as db

    return is_behind(revision, db._get_alembic_config(""))


def are_users_due(revision, tables):
    """Where MLflow has its own login, and somebody has logged in already."""
    if "LOGIN_SETTINGS" not in os.environ or not {("public", "users"), ("mlflow_login", "users")} & tables:
        return False
    import mlflow.server.auth.db.utils as db

    return is_behind(revision, db._get_alembic_config(""))


def is_behind(revision, config):
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    script = ScriptDirectory.from_config(config)
    if revision == script.get_current_head():
        return False
    try:
        script.get_revision(revision)
    except CommandError:
        say("this MLflow does not know the schema " + str(revision) + ", which a newer one made: it will migrate nothing")
        return False
    return True
