"""Why MLflow's database may be slow: indexes that are missing, of no use, or bloated, and rows that nobody has tidied.

Which indexes there should be, MLflow's own model says, which takes 200 MiB: a process of its own asks it, where there is as much.
"""
import json
import os
import resource

import psycopg2

import steps
from steps import Found, Unseen

MIB = 1024**2
NEEDED = 320 * MIB
SECONDS = 120
# As values/retention.ts has them.
DEFAULTS = {"BLOAT_PERCENT": "50", "BLOAT_MEGABYTES": "64"}
DEAD_ROWS = 100_000
# Of a table: read whole, it slows nobody. MLflow's model has indexes of small ones that its own migrations do not make.
SMALL = MIB


def look(seconds):
    """Causes."""
    spare = steps.spared()
    if spare is not None and spare < NEEDED:
        raise Unseen("indexes: this container has %d MiB of memory left, and that takes up to %d" % (spare // MIB, NEEDED // MIB))
    for cause, seen in apart(seconds):
        yield Found(cause, seen)


def apart(seconds):
    """What find() gives, in another process: its memory goes with it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            # It has asked for its memory (NEEDED); operations/report/receive.py keeps others to less.
            resource.setrlimit(resource.RLIMIT_DATA, (resource.getrlimit(resource.RLIMIT_DATA)[1],) * 2)
            # What MLflow says as it is loaded is nobody's concern.
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            try:
                answer = {"found": find(seconds)}
            except Exception as error:  # Of any kind: the other process says it.
                answer = {"problem": type(error).__name__ + ": " + steps.in_a_line(error)}
            with os.fdopen(writing, "w") as file:
                json.dump(answer, file)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        text = file.read()
    os.waitpid(child, 0)
    try:
        answer = json.loads(text)
    except ValueError:
        answer = {"problem": "the process that looked was ended"}
    if "problem" in answer:
        raise Unseen("indexes: " + answer["problem"])
    return answer["found"]


class Reading:
    """As maintain.Database asks, but in a transaction that only reads, for each question: the session may be a pooler's."""

    def __init__(self, connection):
        self.connection = connection

    def rows(self, query, *values):
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '3s'")
            cursor.execute(query, values or None)
            return cursor.fetchall()

    def one(self, query, *values):
        return self.rows(query, *values)[0][0]


def find(seconds):
    import signal

    import database_check
    import maintain
    from words import in_bytes

    signal.alarm(int(min(seconds, SECONDS)))
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    maintain.say = lambda _: None
    given = {**database_check.arguments(), "connect_timeout": steps.SECONDS, "application_name": "mlflow-doctor"}
    database = Reading(psycopg2.connect("", **given))
    if database.one("SELECT to_regclass('alembic_version') IS NULL"):
        return []
    wanted = maintain.model()
    tables = maintain.tables_of(database, wanted)
    found = []
    large = {name: number for name, number in tables.items() if database.one("SELECT pg_relation_size(%s::oid)", number) >= SMALL}
    absent = list(maintain.missing(database, large, wanted))
    building = {name for (name,) in database.rows("SELECT index_relid::regclass::text FROM pg_stat_progress_create_index")}
    for name, table, _, is_valid in maintain.indexes_of(database, tables):
        if not is_valid and name not in building:
            found.append(("index-invalid", "%s of %s" % (name, table)))
            absent = [(other, index, columns) for other, index, columns in absent if index != name]
    for table, name, columns in absent:
        found.append(("index-missing", "%s lacks %s (%s)" % (table, name, ", ".join(columns))))
    for name, table, size, excess in maintain.bloated(database, tables):
        found.append(("index-bloated", "%s of %s has %s, of which some %s are empty" % (name, table, in_bytes(size), in_bytes(excess))))
    for table, live, dead in database.rows(
        "SELECT relname, n_live_tup, n_dead_tup FROM pg_stat_user_tables WHERE relid = ANY(%s::oid[]) AND n_dead_tup > %s AND n_dead_tup > n_live_tup",
        list(tables.values()),
        DEAD_ROWS,
    ):
        found.append(("table-untidied", "%s has %d dead rows, and %d that live" % (table, dead, live)))
    return merged(found)


def merged(found):
    """One of each cause, with all that was seen."""
    every = {}
    for cause, seen in found:
        every.setdefault(cause, []).append(seen)
    return [(cause, "; ".join(seen[:8]) + (" and %d more" % (len(seen) - 8) if len(seen) > 8 else "")) for cause, seen in every.items()]
