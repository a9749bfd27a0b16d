"""The lock of whoever changes a database as a whole: migrates its schema, or restores a backup.

It is held in a database that is never replaced, postgres or template1, under a number made of the name of MLflow's own. Where the
user may connect to neither there is none, and migrate.py's lock in MLflow's database has to do.
"""
import hashlib

import psycopg2

PLACES = ("postgres", "template1")
# Of PostgreSQL and of poolers: waiting would not open it. psycopg2 gives no code for errors of a connection that was never made.
CLOSED = ("does not exist", "permission denied for database", "pg_hba.conf", "not currently accepting connections", "no such database")
# A session that holds the lock may be idle for hours.
SETTINGS = ("idle_session_timeout", "idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout", "transaction_timeout")


def key_of(database):
    digest = hashlib.sha256(("mlflow-chart " + database).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def place_beside(database, connect):
    """A connection, by connect(name), to a database that is not this one; None where there is none for the user."""
    for name in PLACES:
        if name == database:
            continue
        try:
            connection = connect(name)
        except psycopg2.OperationalError as error:
            if any(words in str(error) for words in CLOSED) or opens(database, connect):
                continue
            raise
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN %s", (SETTINGS,))
        return connection
    return None


def opens(database, connect):
    """Whether MLflow's own can be had: then the server is up, and refuses another in words that we do not know."""
    try:
        connect(database).close()
    except psycopg2.OperationalError:
        return False
    return True


def is_taken(connection, database):
    """Whether this session has the lock now. It has it until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (key_of(database),))
        return cursor.fetchone()[0]
