"""Another content for the same database, in one transaction: for a user who may create no database.

What is there now is moved to schemas of its own, <schema>_replaced_<stamp>; what pg_restore wrote as SQL takes its place. Servers
wait for the tables meanwhile, and then find the new ones.
"""
import time

from psycopg2.errors import DeadlockDetected, LockNotAvailable
from psycopg2.extensions import quote_ident

from catalogue import Fault
from databases import REPLACED, end_others, execute, live, others_in, say, unhindered
from rights import give, rights

PATIENCE = 120
ANOTHER_WAY = "restore as a user who may create databases (ALTER ROLE … CREATEDB), and owns this one"
REPLACED_SCHEMA = REPLACED + "[0-9]{8}T[0-9]{6}Z$"

SCHEMAS = """
SELECT nspname, nspname <> 'public' AND pg_has_role(nspowner, 'USAGE') FROM pg_namespace
WHERE nspname <> 'information_schema' AND nspname !~ '^pg_' AND nspname !~ %s
ORDER BY 1
"""
# All that can be told to move: what belongs to a column, a table or an extension moves with that.
THINGS = """
WITH thing (class, id, owner, kind, name, arguments) AS (
  SELECT 'pg_class'::regclass, oid, relowner, relkind::text, relname, '' FROM pg_class
    WHERE relnamespace = %(schema)s::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  UNION ALL SELECT 'pg_proc'::regclass, oid, proowner, 'routine', proname, '(' || pg_get_function_identity_arguments(oid) || ')' FROM pg_proc
    WHERE pronamespace = %(schema)s::regnamespace
  UNION ALL SELECT 'pg_type'::regclass, oid, typowner, typtype::text || 'type', typname, '' FROM pg_type
    WHERE typnamespace = %(schema)s::regnamespace AND (typtype IN ('e', 'd', 'r') OR EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c'))
  UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner, 'statistics', stxname, '' FROM pg_statistic_ext
    WHERE stxnamespace = %(schema)s::regnamespace)
SELECT kind, name, arguments FROM thing
WHERE pg_has_role(owner, 'USAGE') AND NOT EXISTS
  (SELECT FROM pg_depend WHERE classid = class AND objid = id AND (deptype = 'e' OR deptype IN ('a', 'i') AND kind <> 'statistics'))
ORDER BY 1, 2, 3
"""
KINDS = {
    "r": "TABLE",
    "p": "TABLE",
    "f": "FOREIGN TABLE",
    "v": "VIEW",
    "m": "MATERIALIZED VIEW",
    "S": "SEQUENCE",
    "routine": "ROUTINE",
    "etype": "TYPE",
    "rtype": "TYPE",
    "dtype": "DOMAIN",
    "ctype": "TYPE",
    "statistics": "STATISTICS",
}


def transact(connection, files, stamp, look, complete):
    """`look` raises where the database must not be replaced; `complete` does the last things of the transaction."""
    connection.autocommit = False
    try:
        have_alone(connection)
        look(connection)
        wanted = rights(connection)
        move(connection, stamp)
        for file in files:
            with open(file, "rb") as script:
                run(connection, script)
        complete(connection)
        give(connection, wanted)
        connection.commit()
    finally:
        connection.rollback()
        connection.autocommit = True
        # pg_restore empties search_path.
        execute(connection, "RESET ALL")
        unhindered(connection)


def check_movable(connection):
    """That nothing stays in the place of what the dump has."""
    ((large,),) = execute(connection, "SELECT count(*) FROM pg_largeobject_metadata")
    if large:
        raise Fault("the database has %d large objects, which cannot be moved out of the way: %s" % (large, ANOTHER_WAY))
    theirs = [schema for schema, is_ours in execute(connection, SCHEMAS, (REPLACED_SCHEMA,)) if not is_ours and schema != "public"]
    if theirs:
        raise Fault("the schema %s is another user's, and cannot be moved out of the way: %s" % (theirs[0], ANOTHER_WAY))


def have_alone(connection):
    """Nobody else reads or writes a table, from here to the end of the transaction."""
    until = time.monotonic() + PATIENCE
    while True:
        tables = [
            name
            for schema, _ in execute(connection, SCHEMAS, (REPLACED_SCHEMA,))
            for kind, name in things(connection, schema)
            if kind in ("r", "p")
        ]
        try:
            execute(connection, "SET LOCAL lock_timeout = '3s'")
            if tables:
                execute(connection, "LOCK TABLE " + ", ".join(tables) + " IN ACCESS EXCLUSIVE MODE")
            return
        except (DeadlockDetected, LockNotAvailable) as error:
            connection.rollback()
            if time.monotonic() > until:
                words = "the tables cannot be had alone for a moment: in the database are %s. Stop what is not MLflow; the next pod tries again"
                raise Fault(words % others_in(connection, live())) from error
            end_others(connection, live())


def things(connection, schema):
    """(kind, quoted name) of everything in a schema that is the user's own."""
    prefix = quote_ident(schema, connection)
    rows = execute(connection, THINGS, {"schema": prefix})
    return [(kind, prefix + "." + quote_ident(name, connection) + arguments) for kind, name, arguments in rows]


def move(connection, stamp):
    for schema, is_ours in execute(connection, SCHEMAS, (REPLACED_SCHEMA,)):
        # Cut by letters of one byte: MLflow's and the chart's are.
        aside = quote_ident(schema[: 63 - len(REPLACED + stamp)] + REPLACED + stamp, connection)
        if is_ours:
            execute(connection, "ALTER SCHEMA %s RENAME TO %s" % (quote_ident(schema, connection), aside))
            continue
        found = things(connection, schema)
        if found:
            execute(connection, "CREATE SCHEMA " + aside)
        for kind, name in found:
            execute(connection, "ALTER %s %s SET SCHEMA %s" % (KINDS[kind], name, aside))


def keep_one(connection, kept):
    """Drops the schemas of restores before; gives those that are kept."""
    found = [name for (name,) in execute(connection, "SELECT nspname FROM pg_namespace WHERE nspname ~ %s ORDER BY 1", (REPLACED_SCHEMA,))]
    for name in found:
        if not name.endswith(kept):
            execute(connection, "DROP SCHEMA " + quote_ident(name, connection) + " CASCADE")
            say("dropped the schema %s, which the restore before had kept" % name)
    return [name for name in found if name.endswith(kept)]


def run(connection, script):
    """What pg_restore writes: statements, commands of psql, and rows after COPY … FROM stdin, which end in a line with \\."""
    statements = []
    for line in script:
        if line.startswith(b"COPY ") and line.rstrip().endswith(b"FROM stdin;"):
            flush(connection, statements)
            with connection.cursor() as cursor:
                cursor.copy_expert(line.decode(), Rows(script))
        # \restrict and \unrestrict, without which psql would obey what is among the rows.
        elif not line.startswith(b"\\"):
            statements.append(line)
    flush(connection, statements)


def flush(connection, statements):
    text = b"".join(statements)
    statements.clear()
    if any(line.strip() and not line.startswith(b"--") for line in text.splitlines()):
        with connection.cursor() as cursor:
            cursor.execute(text)


class Rows:
    """A file of the rows up to their end."""

    def __init__(self, script):
        self._script, self._is_over = script, False

    def read(self, amount=-1):
        parts, size = [], 0
        while not self._is_over and (size < amount or amount < 0):
            line = next(self._script)
            if line == b"\\.\n":
                self._is_over = True
            else:
                parts.append(line)
                size += len(line)
        return b"".join(parts)

    def readline(self, amount=-1):
        return self.read(1)
