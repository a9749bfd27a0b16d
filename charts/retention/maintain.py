"""Maintain MLflow's tables: vacuum and analyse them, rebuild bloated indexes without blocking anybody, find missing ones.

A table that somebody else holds for longer than LOCK_SECONDS is left for the next time, and so is everything while the database is
migrated or restored. Which tables are MLflow's, and which indexes they should have, MLflow's own model says; no others are touched.
An index is bloated if at least BLOAT_PERCENT of it, and BLOAT_MEGABYTES, are more than its rows should take, by the statistics that
were gathered just before. Missing indexes are only said, unless CREATE_INDEXES is true. All of it is done by the tables' owner.

Reads the variables of libpq. Exit codes: 0 done, or left for the next time; 1 something failed, and the last line says why.
"""
import os
import re
import sys
import time
from contextlib import contextmanager

import psycopg2
from psycopg2 import errors, sql

from catalogue import Fault
from words import in_a_line, in_bytes, printable

# Of migrate.py, which has it alone.
MIGRATION = 0x6D6C666C6F77
MAINTENANCE = 0x6D6C666C6F772D76
# What PostgreSQL calls the one that it builds, and the one that was replaced.
LEFT = re.compile(r"_cc(new|old)[0-9]*$")
PAGE = 8192
# https://www.postgresql.org/docs/current/storage-page-layout.html: of a page, what holds entries; of an entry, what is beside its key.
USABLE, ENTRY, ALIGNED = PAGE - 24 - 16, 8 + 4, 8


class Interrupted(Exception):
    """Nothing more is done now, for this reason."""


def say(message):
    print("database: " + printable(message), flush=True)


class Database:
    """Every statement by itself: most of these cannot be in a transaction."""

    def __init__(self, connection):
        self.connection = connection
        self.connection.autocommit = True

    def rows(self, query, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, query, *values):
        return self.rows(query, *values)[0][0]

    @contextmanager
    def quiet(self):
        """No migration and no restore begins meanwhile."""
        if not self.one("SELECT pg_try_advisory_lock_shared(%s)", MIGRATION):
            raise Interrupted("the database is being migrated or restored")
        try:
            yield
        finally:
            if not self.connection.closed:
                self.one("SELECT pg_advisory_unlock_shared(%s)", MIGRATION)

    def attempt(self, what, statement):
        """Whether it was done; somebody else may hold the table."""
        with self.quiet():
            try:
                self.rows(statement)
                return True
            except (errors.LockNotAvailable, errors.DeadlockDetected):
                say("%s: somebody else holds it, or an old transaction is open: left for the next time" % what)
                return False


def model():
    """{table: [(name of an index, its columns)]} as this MLflow has them."""
    # It knows those tables whose modules have been loaded.
    import mlflow.store.model_registry.dbmodels.models  # noqa: F401
    import mlflow.store.tracking.dbmodels.models  # noqa: F401
    from mlflow.store.db.base_sql_model import Base

    return {name: sorted(plain_indexes(table)) for name, table in sorted(Base.metadata.tables.items())}


def plain_indexes(table):
    for index in table.indexes:
        columns = [getattr(column, "name", None) for column in index.expressions]
        # Some of MLflow's have no columns at all.
        if columns and all(columns) and not index.unique and index.dialect_options["postgresql"]["where"] is None:
            yield index.name, columns


def check_schema(database):
    import mlflow.store.db.utils as db

    if database.one("SELECT to_regclass('alembic_version') IS NULL"):
        raise Fault("the database has no tables of MLflow yet: has a server been started?")
    found, expected = database.one("SELECT version_num FROM alembic_version"), db._get_latest_schema_revision()
    if found != expected:
        raise Fault("the tables are at schema %s, and this MLflow is of %s: a server has to migrate them first" % (found, expected))


def tables_of(database, names):
    """{name: number} of those that are there, and ours to maintain."""
    found = database.rows(
        "SELECT relname, pg_class.oid, pg_has_role(relowner, 'USAGE') FROM unnest(%s) AS name"
        " JOIN pg_class ON pg_class.oid = to_regclass(quote_ident(name)) WHERE relkind = 'r' ORDER BY relname",
        list(names),
    )
    for name, _, is_ours in found:
        if not is_ours:
            say("%s belongs to somebody else: left out" % name)
    return {name: number for name, number, is_ours in found if is_ours}


def vacuum(database, tables):
    for name, number in tables.items():
        dead = database.one("SELECT pg_stat_get_dead_tuples(%s)", number)
        before, started = database.one("SELECT pg_total_relation_size(%s)", number), time.monotonic()
        if database.attempt(name, sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(name))):
            after = database.one("SELECT pg_total_relation_size(%s)", number)
            say("%s: vacuumed and analysed in %.1f s, %s, %d dead rows before%s" % (
                name,
                time.monotonic() - started,
                in_bytes(after),
                dead,
                ", %s given back" % in_bytes(before - after) if after < before else "",
            ))


def indexes_of(database, tables):
    """(name, table, number, whether it is valid)"""
    return database.rows(
        "SELECT c.relname, t.relname, c.oid, indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
        " JOIN pg_class t ON t.oid = indrelid WHERE indrelid = ANY(%s::oid[]) ORDER BY t.relname, c.relname",
        list(tables.values()),
    )


def drop_remains(database, tables, names=()):
    """Of a rebuild, or of a creation under one of these names, that was killed: nobody uses them, and each write has to keep them up."""
    for name, table, number, is_valid in indexes_of(database, tables):
        if is_valid or not (LEFT.search(name) or name in names):
            continue
        if database.rows("SELECT FROM pg_stat_progress_create_index WHERE index_relid = %s", number):
            say("%s of %s is being built by somebody else" % (name, table))
        elif database.attempt(name, sql.SQL("DROP INDEX CONCURRENTLY {}").format(sql.Identifier(name))):
            say("%s of %s was left by a rebuild that was interrupted: dropped" % (name, table))


def bloated(database, tables):
    """(name, table, bytes, of these too many); trees alone, of columns alone: what else there is, nobody can estimate."""
    found = database.rows(
        "SELECT c.relname, t.relname, c.relpages::bigint, c.reltuples::float8,"
        " (SELECT coalesce(sum(avg_width * (1 - null_frac)), 0)::float8 FROM pg_stats JOIN pg_attribute a ON a.attname = pg_stats.attname"
        "   WHERE schemaname = n.nspname AND tablename = t.relname AND a.attrelid = t.oid AND a.attnum = ANY(indkey)),"
        " (SELECT count(*) FROM pg_stats JOIN pg_attribute a ON a.attname = pg_stats.attname"
        "   WHERE schemaname = n.nspname AND tablename = t.relname AND a.attrelid = t.oid AND a.attnum = ANY(indkey)) = indnatts"
        " FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_class t ON t.oid = indrelid JOIN pg_namespace n ON n.oid = t.relnamespace"
        " JOIN pg_am ON pg_am.oid = c.relam WHERE indrelid = ANY(%s::oid[]) AND amname = 'btree' AND indisvalid AND indexprs IS NULL"
        " AND indpred IS NULL ORDER BY t.relname, c.relname",
        list(tables.values()),
    )
    for name, table, pages, rows, width, is_known in found:
        # Of an empty table nobody has statistics.
        if rows < 0 or not (is_known or rows == 0):
            continue
        size, expected = pages * PAGE, expected_size(rows, width)
        if is_bloated(size, expected):
            yield name, table, size, size - expected


def expected_size(rows, width):
    """As CREATE INDEX makes it: nine tenths of each page are full."""
    entry = ENTRY + -(-width // ALIGNED) * ALIGNED
    return int((rows * entry / (USABLE * 0.9) + 2)) * PAGE


def is_bloated(size, expected):
    excess = size - expected
    return excess >= float(os.environ["BLOAT_MEGABYTES"]) * 1024**2 and excess >= size * float(os.environ["BLOAT_PERCENT"]) / 100


def rebuild(database, tables):
    for name, table, size, excess in list(bloated(database, tables)):
        running = backup_under_way(database)
        if running is not None:
            say("the backup %s is under way, and a rebuild would wait for it: indexes are left for the next time" % running)
            return
        say("%s of %s has %s, of which some %s are empty: rebuilt beside it" % (name, table, in_bytes(size), in_bytes(excess)))
        if database.attempt(name, sql.SQL("REINDEX INDEX CONCURRENTLY {}").format(sql.Identifier(name))):
            say("%s has %s now" % (name, in_bytes(database.one("SELECT pg_relation_size(to_regclass(quote_ident(%s)))", name))))
        else:
            # What it had built is useless.
            drop_remains(database, tables)


def backup_under_way(database):
    if database.one("SELECT to_regclass('mlflow_chart.activity') IS NULL"):
        return None
    found = database.rows("SELECT name FROM mlflow_chart.activity WHERE kind = 'backup' AND until > now() ORDER BY name LIMIT 1")
    return found[0][0] if found else None


def missing(database, tables, wanted):
    """(table, name, columns) of each index that no other of the table stands for: one that begins with the same columns does."""
    found = {}
    query = (
        "SELECT t.relname, ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS key (number, place)"
        "   JOIN pg_attribute ON attrelid = indrelid AND attnum = number ORDER BY place)"
        " FROM pg_index JOIN pg_class t ON t.oid = indrelid WHERE indrelid = ANY(%s::oid[]) AND indisvalid AND indpred IS NULL AND indexprs IS NULL"
    )
    for table, columns in database.rows(query, list(tables.values())):
        found.setdefault(table, []).append(columns)
    for table, indexes in wanted.items():
        for name, columns in indexes:
            if table in tables and not any(there[: len(columns)] == columns for there in found.get(table, [])):
                yield table, name, columns


def create(database, tables, wanted):
    absent = list(missing(database, tables, wanted))
    is_asked = os.environ.get("CREATE_INDEXES") == "true"
    if is_asked:
        drop_remains(database, tables, {name for _, name, _ in absent})
    for table, name, columns in absent:
        statement = sql.SQL("CREATE INDEX CONCURRENTLY IF NOT EXISTS {} ON {} ({})").format(
            sql.Identifier(name), sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        words = "%s lacks the index %s (%s), which MLflow has" % (table, name, ", ".join(columns))
        if not is_asked:
            say(words + ": retention.database.createIndexes creates it")
        elif database.attempt(name, statement):
            say(words + ": created")
        else:
            drop_remains(database, tables, {name})


def maintain():
    # By the variables of libpq.
    database = Database(psycopg2.connect("", connect_timeout=30))
    wait = "%ds" % int(os.environ["LOCK_SECONDS"])
    # As slowly as autovacuum, and for as long as it takes.
    for setting, value in ("lock_timeout", wait), ("statement_timeout", "0"), ("vacuum_cost_delay", "2ms"), ("client_min_messages", "error"):
        database.rows("SELECT set_config(%s, %s, false)", setting, value)
    if not database.one("SELECT pg_try_advisory_lock(%s)", MAINTENANCE):
        raise Fault("another maintenance is at work on this database")
    check_schema(database)
    wanted = model()
    tables = tables_of(database, wanted)
    drop_remains(database, tables)
    vacuum(database, tables)
    rebuild(database, tables)
    create(database, tables, wanted)
    say("done: %d tables" % len(tables))


def main():
    try:
        maintain()
    except Interrupted as reason:
        say("stopped: %s. The rest is done the next time" % reason)
    except (Fault, psycopg2.Error, OSError) as error:
        sys.exit("database: failed: " + in_a_line(error))


if __name__ == "__main__":
    main()
