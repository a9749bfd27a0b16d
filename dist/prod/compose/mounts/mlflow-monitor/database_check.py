"""The database: whether it answers, has the schema of this MLflow, is being migrated, and can be read with the keys."""
import functools
import json
import os
import re
import subprocess
import sys
import time
from contextlib import closing

import psycopg2

import encryption
import schema

# Of migrate.py.
LOCK = 0x6D6C666C6F77
SECONDS = 4
OPTIONS = {"connect_timeout": SECONDS, "tcp_user_timeout": SECONDS * 1000, "application_name": "mlflow-monitor"}
READ = """
import json, os, sqlalchemy
url = sqlalchemy.engine.make_url(os.environ["MLFLOW_BACKEND_STORE_URI"]).set(drivername="postgresql+psycopg2")
print(json.dumps(url.get_dialect()().create_connect_args(url)[1]))
"""
HELD = """
    SELECT l.pid, extract(epoch FROM clock_timestamp() - a.state_change)
    FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = %s AND l.objid = %s
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def is_ours():
    """MLflow may have another database than PostgreSQL."""
    return os.environ.get("MLFLOW_BACKEND_STORE_URI", "").startswith("postgres")


@functools.lru_cache(maxsize=1)
def arguments():
    """Of psycopg2.connect(), beside what is in PG*. SQLAlchemy reads a URI as libpq does not, and takes 30 MiB: it has a process of its own."""
    if re.fullmatch(r"[\w+]+://", os.environ.get("MLFLOW_BACKEND_STORE_URI", "")):
        return {}
    read = subprocess.run([sys.executable, "-B", "-c", READ], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if read.returncode != 0:
        # It may hold a password.
        raise ValueError("the URI of the database cannot be read")
    return json.loads(read.stdout)


class Database:
    def __init__(self, say):
        self.say = say
        self.said = []
        self.head = schema.head()
        # Sessions that have the lock, and since when we have seen it.
        self.holders = {}

    def look(self):
        began = time.monotonic()
        with closing(psycopg2.connect("", **{**arguments(), **OPTIONS})) as connection:
            seconds = time.monotonic() - began
            connection.set_session(readonly=True)
            with connection.cursor() as cursor:
                # Of this transaction alone: the session may be a pooler's.
                cursor.execute("SET LOCAL statement_timeout = %s", (SECONDS * 1000,))
                found = revisions(cursor)
                unreadable = encryption.unreadable(cursor)
                self.tell(([] if found == [self.head] else [self.words(found)]) + unreadable)
                return {
                    "mlflow_database_up": 1,
                    "mlflow_database_connect_seconds": seconds,
                    "mlflow_database_schema_current": int(found == [self.head]),
                    "mlflow_migration_running_seconds": self.held(cursor),
                    "mlflow_keys_consistent": int(not unreadable),
                }

    def words(self, found):
        return "its schema is " + (", ".join(found) or "not there") + ", and that of this MLflow " + str(self.head)

    def tell(self, problems):
        for problem in problems:
            if problem not in self.said:
                self.say("database: " + problem)
        self.said = problems

    def held(self, cursor):
        """A session takes the lock, and does nothing more. What others' sessions do, PostgreSQL does not say: then, as long as we see it."""
        cursor.execute(HELD, (LOCK >> 32, LOCK & 0xFFFFFFFF))
        rows = cursor.fetchall()
        now = time.monotonic()
        self.holders = {pid: self.holders.get(pid, now) for pid, _ in rows}
        return max((max(float(since or 0), now - self.holders[pid]) for pid, since in rows), default=0)


def revisions(cursor):
    cursor.execute("SELECT to_regclass('alembic_version') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return []
    cursor.execute("SELECT version_num FROM alembic_version")
    return [revision for (revision,) in cursor.fetchall()]
