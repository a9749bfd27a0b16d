"""What an upgrade has to know of the database, as the server goes there: its schema, how much there is, and who is at work in it.

Nothing is written: each question is a transaction of its own that may only read, and may not take long. What none has an answer for is
said, as the doctor does.
"""
import importlib.metadata
from contextlib import closing

import psycopg2

import database_check
import steps
from steps import Unseen
from told import tell

OURS = "mlflow-preflight"
# Of our own statements, and of the locks that they wait for.
STATEMENT, LOCK = 30, 3
# For all of them, and the way there.
SECONDS = 240
# Pages of a table that nobody has analysed yet, up to which its rows are counted.
FEW = 2000
TRACKING = ("public", "alembic_version")
# As charts/backup/migration_due.py has them.
USERS = (("public", "alembic_version_auth"), ("mlflow_login", "alembic_version"))
# Of MLflow's mlflow.entities._job_status: PENDING and RUNNING.
WORKING = (0, 1)
# What MLflow 3.17's migration knows in spans.dimension_attributes: it ends with an error at anything else.
KNOWN = "'mlflow.llm.model', 'mlflow.llm.provider'"
STRANGE = (
    "SELECT count(*) FROM (SELECT 1 FROM spans WHERE dimension_attributes IS NOT NULL AND json_typeof(dimension_attributes) <> 'null' AND CASE"
    " WHEN json_typeof(dimension_attributes) = 'object' THEN EXISTS (SELECT 1 FROM json_each(dimension_attributes)"
    " WHERE key NOT IN (" + KNOWN + ") OR json_typeof(value) NOT IN ('string', 'null')) ELSE true END LIMIT 1000) found"
)


def report(asked):
    steps.hurry()
    unseen = []
    answer = {"format": 1, "mlflow": importlib.metadata.version("mlflow"), "database": None, "unseen": unseen}
    if not database_check.is_ours():
        unseen.append({"what": "database", "reason": "MLFLOW_BACKEND_STORE_URI names none of PostgreSQL"})
        return answer
    late = Unseen("it has not answered all that it was asked within %d s" % SECONDS)
    try:
        for part in steps.within(SECONDS, lambda: database(unseen), late):
            answer["database"] = part
    except Exception as error:  # A fault of ours says nothing of the rest.
        unseen.append({"what": "database", "reason": tell(error)})
    return answer


def database(unseen):
    with closing(connected()) as connection:
        found = {}
        for question in basics, schemas, tables, migrating, jobs, strange:
            try:
                with connection, connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = %s; SET LOCAL lock_timeout = %s", (STATEMENT * 1000, LOCK * 1000))
                    found.update(question(cursor))
            except (psycopg2.errors.QueryCanceled, psycopg2.errors.LockNotAvailable) as error:
                unseen.append({"what": "database, " + question.__name__, "reason": tell(error)})
    if {"server", "tracking", "tables", "migrating", "jobs"} <= set(found):
        yield {"strange": None, **found}
    else:
        unseen.append({"what": "database", "reason": "too many questions had no answer"})


def connected():
    return psycopg2.connect("", **{**database_check.arguments(), "connect_timeout": steps.SECONDS, "tcp_user_timeout": 20_000, "application_name": OURS})


def basics(cursor):
    cursor.execute("SELECT current_setting('server_version_num')::int, pg_database_size(current_database()), pg_size_bytes(current_setting('max_wal_size'))")
    server, size, log = cursor.fetchone()
    cursor.execute("SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    return {"server": server, "bytes": size, "log": log, "open": cursor.fetchone()[0]}


def there(cursor):
    cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'mlflow_login')")
    return set(cursor.fetchall())


def schemas(cursor):
    known = there(cursor)
    return {"tracking": revisions(cursor, known, TRACKING), **({"users": found[0]} if (found := revisions(cursor, known, *USERS)) else {})}


def revisions(cursor, known, *places):
    for schema, table in places:
        if (schema, table) in known:
            cursor.execute("SELECT version_num FROM %s.%s ORDER BY 1" % (schema, table))
            return [row[0] for row in cursor]
    return []


def tables(cursor):
    """What the statistics say, where there are some: to count a large table takes minutes."""
    cursor.execute(
        "SELECT relname, reltuples::bigint, relpages, pg_total_relation_size(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
    )
    found = {}
    for name, rows, pages, size in cursor.fetchall():
        if rows < 0 or pages < FEW and size > 0:
            cursor.execute('SELECT count(*) FROM (SELECT 1 FROM "%s" LIMIT 1000000) counted' % name.replace('"', '""'))
            rows = cursor.fetchone()[0]
        found[name] = {"rows": rows, "bytes": size}
    return {"tables": found}


def migrating(cursor):
    lock = database_check.LOCK
    cursor.execute(database_check.HELD, (lock >> 32, lock & 0xFFFFFFFF))
    return {"migrating": cursor.fetchone() is not None}


def jobs(cursor):
    if ("public", "jobs") not in there(cursor):
        return {"jobs": 0}
    cursor.execute("SELECT count(*) FROM jobs WHERE status IN %s", (WORKING,))
    return {"jobs": cursor.fetchone()[0]}


def strange(cursor):
    cursor.execute("SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'spans' AND column_name = 'dimension_attributes'")
    if cursor.fetchone() is None:
        return {"strange": 0}
    cursor.execute(STRANGE)
    return {"strange": cursor.fetchone()[0]}
