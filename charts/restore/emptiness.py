"""Whether a database is empty: without tables, or with exactly what migration and a first start of MLflow create.

What they create was read from databases that MLflow 2.9 to 3.18 had made, with and without its own login.
"""
from psycopg2.extensions import quote_ident

from databases import execute


def is_default_experiment(row):
    is_untouched = row.get("creation_time") == row.get("last_update_time")
    return is_untouched and (row["experiment_id"], row["name"], row["lifecycle_stage"]) == (0, "Default", "active")


def is_default_workspace(row):
    said = {name: value for name, value in row.items() if value is not None}
    return said == {"name": "default", "description": "Default workspace for legacy resources"}


def is_administrator(row):
    return row["is_admin"]


def is_any(row):
    return True


# Of each table that has rows: how many at most, and which.
MADE = {
    "alembic_version": (1, is_any),
    "alembic_version_auth": (1, is_any),
    "experiments": (1, is_default_experiment),
    "workspaces": (1, is_default_workspace),
    "users": (1, is_administrator),
}
OWN = "mlflow_chart"

TABLES = """
SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'm', 'f') AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
  AND nspname <> %s AND nspname !~ '_replaced_[0-9]{8}T[0-9]{6}Z$'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
ORDER BY 1, 2
"""


def what_is_in(connection):
    """In words, what a database has that MLflow does not make by itself; None where it is empty."""
    for schema, table in execute(connection, TABLES, (OWN,)):
        most, is_made = MADE.get(table, (0, is_any))
        name = quote_ident(schema, connection) + "." + quote_ident(table, connection)
        rows = execute(connection, "SELECT to_jsonb(t) FROM %s AS t LIMIT %d" % (name, most + 1))
        if len(rows) > most:
            ((count,),) = execute(connection, "SELECT count(*) FROM " + name)
            return "%s.%s has %s" % (schema, table, "1 row" if count == 1 else "%d rows" % count)
        if not all(is_made(row) for (row,) in rows):
            return "%s.%s has a row that MLflow did not make at its first start" % (schema, table)
    return None
