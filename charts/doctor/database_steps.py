"""MLflow's database, as its server goes there: name, port, TLS, login, rights, schema, keys; and why it may be slow."""
import os
import re
import ssl
from contextlib import closing

import psycopg2

import certificate_check
import database_check
import encryption
import schema
import steps
from steps import Found, Unseen

# What the server says, where psycopg2 has no code for it: in English, as PostgreSQL's images say it.
REFUSED = (
    ("database-login", r"password authentication failed|no password supplied|no pg_hba\.conf entry|role \".*\" does not exist|is not permitted to log in|authentication"),
    ("database-missing", r"database \".*\" does not exist"),
    ("database-connections", r"too many clients|remaining connection slots|too many connections|no more connections allowed"),
    ("database-full", r"No space left on device|could not (extend|write)"),
    ("database-starting", r"starting up|shutting down|recovery mode|not yet accepting|not accepting connections"),
    # Of those that are asked by libpq alone.
    ("database-refused", r"Connection refused"),
    ("database-name-unknown", r"could not translate host name"),
    ("database-no-answer", r"timeout expired|timed out|No route to host"),
    ("database-certificate-authority", r"certificate verify failed|root certificate file"),
    ("database-certificate-host", r"does not match host name"),
    ("database-tls-absent", r"server does not support SSL"),
    ("database-uri", r"^invalid "),
)
# Seconds: longer than any of MLflow's own statements, in a database that is well.
HELD, LEFT_OPEN = 10, 600
NEARLY = 0.9
# Of our own statements.
STATEMENT, LOCK = 10, 3
# For all of them, and the way there.
SECONDS = 90
OURS = "mlflow-doctor"


def look(seconds, indexes):
    """Causes. @param indexes what slow.py finds, in a process of its own"""
    if not database_check.is_ours():
        raise Unseen("MLFLOW_BACKEND_STORE_URI names none of PostgreSQL")
    late = Found("database-silent", "it has not answered all that it was asked within %d s" % SECONDS)
    try:
        yield from steps.within(SECONDS, causes, late)
    except Found as found:
        yield found
        return
    yield from indexes(seconds)


def causes():
    way()
    with closing(connected()) as connection:
        yield from state(connection)


def way():
    """To its port, and through TLS; whoever is asked by a socket or by several names is asked by libpq alone."""
    try:
        given = database_check.arguments()
    except ValueError as error:
        raise Found("database-uri", str(error)) from None
    host, port = given.get("host") or os.environ.get("PGHOST", ""), str(given.get("port") or os.environ.get("PGPORT") or 5432)
    mode = given.get("sslmode") or os.environ.get("PGSSLMODE") or "prefer"
    if "@" in host:
        # What stands before the last one is of a password.
        raise Found("database-uri", "its host would be …@%s: an @ of the password is not escaped" % host.rpartition("@")[2])
    if not host or host.startswith("/") or "," in host:
        return
    if not port.isdecimal():
        raise Found("database-uri", "PGPORT is no number")
    port = int(port)
    connection = steps.connect("database", given.get("hostaddr") or os.environ.get("PGHOSTADDR") or host, port)
    with connection:
        if mode == "disable":
            return
        try:
            speaks = certificate_check.ask_for_tls(connection)
        except OSError as error:
            raise Found("database-no-answer", "%s port %d takes the connection, and says nothing: %s" % (host, port, steps.in_a_line(error))) from None
        if not speaks:
            if mode in ("require", "verify-ca", "verify-full"):
                raise Found("database-tls-absent", "%s speaks no TLS, and PGSSLMODE is %s" % (host, mode))
            return
        authorities = given.get("sslrootcert") or os.environ.get("PGSSLROOTCERT") or os.path.expanduser("~/.postgresql/root.crt")
        if mode.startswith("verify-"):
            context = verifying(authorities, mode)
            steps.encrypt("database", connection, host, context, authorities).close()


def verifying(authorities, mode):
    try:
        return steps.context_of(None if authorities == "system" else authorities, checks_host=mode == "verify-full")
    except (OSError, ssl.SSLError) as error:
        raise Found("database-certificate-authority", "the authorities in %s cannot be read: %s" % (authorities, steps.in_a_line(error))) from None


def connected():
    try:
        return psycopg2.connect(
            "", **{**database_check.arguments(), "connect_timeout": steps.SECONDS, "tcp_user_timeout": 20_000, "application_name": OURS}
        )
    except psycopg2.OperationalError as error:
        raise refused(error) from None


def refused(error):
    seen = steps.in_a_line(error)
    for cause, words in REFUSED:
        if re.search(words, seen):
            return Found(cause, seen)
    return Found("database-refuses", seen)


def state(connection):
    """Each question in a transaction of its own, for the session may be a pooler's: one that fails says nothing of the others."""
    for question in (waits, room, rights, revision, keys):
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = %s; SET LOCAL lock_timeout = %s", (STATEMENT * 1000, LOCK * 1000))
                found = list(question(cursor))
        except psycopg2.errors.QueryCanceled:
            found = [Unseen("%s: the database has not answered within %d s" % (question.__name__, STATEMENT), is_needed=True)]
        except psycopg2.errors.LockNotAvailable:
            # Whose it is, waits() says, where this user may know.
            yield Found("database-lock", "a question about MLflow's tables waits for somebody's lock for more than %d s" % LOCK)
            return
        except psycopg2.errors.InsufficientPrivilege as error:
            found = [Found("database-rights", steps.in_a_line(error))]
        except psycopg2.Error as error:
            found = [refused(error)]
        yield from found


def rights(cursor):
    """MLflow reads and writes all of its tables, and a newer one alters them."""
    cursor.execute("SELECT pg_is_in_recovery(), reset_val = 'on' FROM pg_settings WHERE name = 'default_transaction_read_only'")
    standby, read_only = cursor.fetchone()
    if standby or read_only:
        yield Found("database-read-only", "it is a standby" if standby else "default_transaction_read_only is on")
    cursor.execute(
        "SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname IN ('experiments', 'runs', 'metrics', 'params', 'tags', 'registered_models')"
        " AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))"
    )
    lacking = cursor.fetchone()[0]
    if lacking:
        yield Found("database-rights", "%s may not read and write %s" % (user(cursor), lacking))
    cursor.execute("SELECT current_schema() IS NULL OR NOT has_schema_privilege(current_schema(), 'CREATE')")
    if cursor.fetchone()[0]:
        yield Found("database-rights", "%s may not create tables, as migrations do" % user(cursor))


def user(cursor):
    cursor.execute("SELECT current_user")
    return cursor.fetchone()[0]


def revision(cursor):
    found, head = database_check.revisions(cursor), schema.head()
    if head is None:
        yield Unseen("revision: this container has no MLflow whose migrations could be read")
        return
    if found == [head]:
        return
    cursor.execute(database_check.HELD, (database_check.LOCK >> 32, database_check.LOCK & 0xFFFFFFFF))
    if cursor.fetchall():
        return
    if not found:
        yield Found("schema-absent", "there is no table alembic_version")
    else:
        yield Found("schema-revision", "it is at %s, and this MLflow wants %s" % (", ".join(found), head))


def keys(cursor):
    for seen in encryption.unreadable(cursor):
        yield Found("keys-other", seen)


def waits(cursor):
    """Who holds what others wait for, and who has left a transaction open. Nothing of what they ask is said: it may hold data."""
    cursor.execute(
        "SELECT a.pid, coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''), '?'), coalesce(a.state, '?'),"
        " extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.state_change))::int, string_agg(DISTINCT coalesce(c.relname, l.locktype), ', '),"
        " (SELECT count(*) FROM pg_stat_activity w WHERE w.wait_event_type = 'Lock' AND a.pid = ANY (pg_blocking_pids(w.pid)))"
        " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid LEFT JOIN pg_class c ON c.oid = l.relation"
        " WHERE l.granted AND l.pid <> pg_backend_pid() AND a.backend_type = 'client backend' AND l.locktype IN ('relation', 'transactionid')"
        " AND l.mode IN ('AccessExclusiveLock', 'ExclusiveLock') AND (l.locktype <> 'relation' OR l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        " GROUP BY 1, 2, 3, 4, 5 ORDER BY 5 DESC"
    )
    for pid, usename, application, what, seconds, tables, waiting in cursor.fetchall():
        exclusive = tables != "transactionid"
        if seconds is not None and seconds >= HELD and (waiting > 0 or exclusive):
            yield Found(
                "database-lock",
                "session %d (%s, %s, %s) has held locks (%s) for %d s, and %d sessions wait for it" % (pid, usename, application, what, tables, seconds, waiting),
            )
            return
    cursor.execute(
        "SELECT pid, coalesce(nullif(application_name, ''), '?'), extract(epoch FROM clock_timestamp() - state_change)::int FROM pg_stat_activity"
        " WHERE state LIKE 'idle in transaction%%' AND datname = current_database() AND clock_timestamp() - state_change > make_interval(secs => %s) ORDER BY 3 DESC LIMIT 1",
        (LEFT_OPEN,),
    )
    for pid, application, seconds in cursor.fetchall():
        yield Found("database-transaction", "session %d (%s) has a transaction open, and has done nothing for %d s" % (pid, application, seconds))


def room(cursor):
    """Of connections: those of the server, of the database and of the user."""
    cursor.execute(
        "SELECT count(*), count(*) FILTER (WHERE datname = current_database()), count(*) FILTER (WHERE usename = current_user),"
        " current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,"
        " (SELECT datconnlimit FROM pg_database WHERE datname = current_database()), (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user)"
        " FROM pg_stat_activity WHERE backend_type = 'client backend'"
    )
    total, here, ours, most, of_database, of_role = cursor.fetchone()
    for used, limit, whose in (total, most, "the server"), (here, of_database, "the database"), (ours, of_role, "the user"):
        if limit >= 0 and used >= limit * NEARLY:
            yield Found("database-connections", "%d of %d connections of %s are taken" % (used, limit, whose))
            return
