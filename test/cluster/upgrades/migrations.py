"""Apply MLflow's migrations one by one, each in a transaction of its own, and say of each what it does to tables that were there before.

Arguments: the revision to go to. Reads the PG* variables. Prints a line of JSON: a list, in the order of the migrations, with the seconds
that each took; the tables whose readers or writers it makes wait; those of which it writes a new copy, and those that it gives an
index; how much the database grew.
"""
import json
import os
import sys
import time

import mlflow
import sqlalchemy
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

FOLDER = os.path.join(os.path.dirname(mlflow.__file__), "store/db_migrations")
TABLES = "SELECT relname, relfilenode FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r'"
INDEXES = "SELECT indexrelid::regclass::text, indrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace = 'public'::regnamespace"
LOCKS = (
    "SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE l.pid = pg_backend_pid() AND c.relkind = 'r'"
    " AND c.relnamespace = 'public'::regnamespace AND l.mode IN ('AccessExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock', 'ExclusiveLock')"
)
SIZE = "SELECT pg_database_size(current_database())"


def main(target):
    engine = sqlalchemy.create_engine("postgresql+psycopg2://", poolclass=sqlalchemy.pool.NullPool)
    scripts = ScriptDirectory(FOLDER)
    with engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    due = [one for one in scripts.iterate_revisions(target, at)]
    print(json.dumps([applied(engine, scripts, script) for script in reversed(due)]))


def applied(engine, scripts, script):
    with engine.connect() as connection:

        def rows(query):
            return [tuple(row) for row in connection.execute(sqlalchemy.text(query))]

        before, indexes, size = dict(rows(TABLES)), dict(rows(INDEXES)), rows(SIZE)[0][0]
        connection.rollback()
        start = time.monotonic()
        # Before the context is made: in a transaction of its own it would end one at each batch of changes, as MLflow's upgrade does not.
        connection.begin()
        context = MigrationContext.configure(connection, opts={"render_as_batch": True, "script": scripts})
        with Operations.context(context):
            script.module.upgrade()
        after, with_indexes, locks = dict(rows(TABLES)), dict(rows(INDEXES)), rows(LOCKS)
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = :to"), {"to": script.revision})
        connection.commit()
        seconds = time.monotonic() - start
        grown = rows(SIZE)[0][0] - size
        return {
            "revision": script.revision,
            "seconds": round(seconds, 2),
            "grown": grown,
            "stopsReaders": sorted({name for name, mode in locks if mode == "AccessExclusiveLock" and name in before}),
            "stopsWriters": sorted({name for name, mode in locks if mode != "AccessExclusiveLock" and name in before}),
            "rewrites": sorted(name for name in before if name in after and after[name] != before[name]),
            "indexes": sorted({table for name, table in with_indexes.items() if name not in indexes and table in before}),
        }


main(sys.argv[1])
