"""What the database holds, and of whom, in one transaction that only reads; each question fails by itself.

Rows are counted where an index or a small table says so. Bytes of an experiment are an estimate: each table's, parted as they are in
a sample of its pages.
"""
from contextlib import contextmanager

import sqlalchemy
import sqlalchemy.orm
from sqlalchemy import text

from catalogue import Fault

PAGE = 8192
# Of each table, 4 MiB are read.
SAMPLED = 512
DAYS = (1, 7, 30)
DAY = 86_400_000
# Beyond these, a few large folders of others are of more interest than each run that lies elsewhere.
MOST_PLACES = 20_000
NO_TIME = "there was no time for it: give it more (--minutes)"


class Reading:
    """As charts/retention/tracking.py has one for collect.py, but without MLflow, which takes more memory than all of this."""

    def __init__(self, uri, seconds, is_over):
        self.is_over = is_over
        if not uri.startswith("postgresql"):
            raise Fault("MLFLOW_BACKEND_STORE_URI is none of PostgreSQL")
        self.engine = sqlalchemy.create_engine(uri, poolclass=sqlalchemy.NullPool, connect_args={"connect_timeout": 10})
        self.session = sqlalchemy.orm.Session(self.engine)
        self.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        # No other process of the server's helps, and nobody is waited for.
        settings = {"statement_timeout": "%ds" % seconds, "lock_timeout": "5s", "max_parallel_workers_per_gather": "0"}
        for setting, value in settings.items():
            self.session.execute(text("SELECT set_config(:setting, :value, true)"), {"setting": setting, "value": value})
        if not self.has("alembic_version"):
            raise Fault("the database has no tables of MLflow yet: has a server been started?")
        self.has_jobs = self.has("jobs")
        self.has_models = False

    @contextmanager
    def transaction(self):
        """A part of the one: what goes wrong in it leaves the others as they are."""
        with self.session.begin_nested():
            yield self.session

    def rows(self, query, **words):
        if self.is_over():
            raise Fault(NO_TIME)
        with self.transaction() as session:
            return session.execute(text(query), words).all()

    def one(self, query, **words):
        return self.rows(query, **words)[0][0]

    def has(self, table):
        return self.one("SELECT to_regclass(:table) IS NOT NULL", table=table)

    def now(self):
        return float(self.one("SELECT extract(epoch FROM clock_timestamp())"))

    def close(self):
        self.session.close()
        self.engine.dispose()


def sizes(reading):
    found = reading.rows(
        "SELECT c.relname, c.oid, pg_total_relation_size(c.oid), CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END, pg_relation_size(c.oid)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') AND n.nspname = current_schema()"
        " ORDER BY 3 DESC, 1"
    )
    is_allowed = reading.one("SELECT has_function_privilege('pg_ls_waldir()', 'execute')")
    return {
        "bytes": reading.one("SELECT pg_database_size(current_database())"),
        "logBytes": int(reading.one("SELECT coalesce(sum(size), 0) FROM pg_ls_waldir()")) if is_allowed else None,
        "tables": [{"name": name, "bytes": size, "rows": rows} for name, _, size, rows, _ in found],
    }, {name: (number, size, heap) for name, number, size, _, heap in found}


def experiments(reading):
    query = "SELECT experiment_id, name, lifecycle_stage, artifact_location FROM experiments ORDER BY experiment_id"
    return {
        number: {"id": str(number), "name": name, "state": state, "location": location}
        for number, name, state, location in reading.rows(query)
    }


def counts(reading, table, moment, now, state="true"):
    """{experiment: (those of which `state` holds, others, begun in the last 1, 7 and 30 days)}"""
    since = ", ".join("count(*) FILTER (WHERE %s > %d)" % (moment, now - days * DAY) for days in DAYS)
    query = "SELECT experiment_id, count(*) FILTER (WHERE %s), count(*) FILTER (WHERE NOT (%s)), %s FROM %s GROUP BY 1" % (state, state, since, table)
    return {number: tuple(found) for number, *found in reading.rows(query) if number is not None}


def elsewhere(reading, has_models):
    """(experiment, where) of each run and model that lies in another place than its experiment; more than MOST_PLACES are too many."""
    tables = ["SELECT experiment_id, artifact_uri AS place FROM runs"]
    tables += ["SELECT experiment_id, artifact_location FROM logged_models"] if has_models else []
    query = (
        "SELECT t.experiment_id, t.place FROM (" + " UNION ALL ".join(tables) + ") t JOIN experiments e USING (experiment_id)"
        " WHERE NOT starts_with(t.place, rtrim(e.artifact_location, '/') || '/') LIMIT " + str(MOST_PLACES + 1)
    )
    return reading.rows(query)


def sources(reading):
    """Of versions of registered models, where that is not a name; more than MOST_PLACES are too many."""
    query = (
        "SELECT DISTINCT place FROM (SELECT coalesce(nullif(storage_location, ''), source) AS place FROM model_versions) t"
        " WHERE place <> '' AND NOT starts_with(place, 'models:') AND NOT starts_with(place, 'runs:') LIMIT " + str(MOST_PLACES + 1)
    )
    return [place for (place,) in reading.rows(query)]


# By which column a row belongs to something that belongs to an experiment.
WAYS = (
    ("experiment_id", "t.experiment_id", ""),
    ("run_uuid", "r.experiment_id", " JOIN runs r ON r.run_uuid = t.run_uuid"),
    ("request_id", "i.experiment_id", " JOIN trace_info i ON i.request_id = t.request_id"),
    ("trace_id", "i.experiment_id", " JOIN trace_info i ON i.request_id = t.trace_id"),
)
# What grows with runs, and with traces; of each, by whom it is counted.
OF_TRACES = {"request_id", "trace_id"}


def shares(reading, tables):
    """{(experiment, what it grows with): some bytes}, {table: what it grows with}"""
    found, kinds = {}, {}
    for table, (number, size, heap) in tables.items():
        columns = [column for (column,) in reading.rows("SELECT attname FROM pg_attribute WHERE attrelid = :number AND attnum > 0 AND NOT attisdropped", number=number)]
        way = next((way for way in WAYS if way[0] in columns), None)
        if way is None or table == "experiments":
            continue
        is_of_traces = OF_TRACES & set(columns) or table == "trace_info" or table.startswith("sql_")
        kinds[table] = "traces" if is_of_traces else "runs"
        if heap == 0:
            continue
        percent = min(100.0, 100.0 * SAMPLED * PAGE / heap)
        # What lies outside of the page is measured, and not fetched.
        weight = " + ".join('coalesce(pg_column_size(t."%s"), 0)' % column.replace('"', '""') for column in columns)
        sample = 'FROM "%s" t TABLESAMPLE SYSTEM (%r) REPEATABLE (1)%s' % (table.replace('"', '""'), percent, way[2])
        weights = reading.rows("SELECT %s, sum(24 + %s)::float8 %s GROUP BY 1" % (way[1], weight, sample))
        total = sum(weight for _, weight in weights)
        for experiment, weight in weights:
            if experiment is not None and total:
                key = int(experiment), kinds[table]
                found[key] = found.get(key, 0) + size * weight / total
    return found, kinds
