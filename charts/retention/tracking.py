"""MLflow's own tracking store, in transactions of ours: what rows belong to a run, each version of MLflow knows itself."""
import os
from contextlib import contextmanager

import sqlalchemy
import sqlalchemy.orm
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from catalogue import Fault

# Of migrate.py, which has it alone.
MIGRATION = 0x6D6C666C6F77
COLLECTION = 0x6D6C666C6F772D67
TRACES = 0x6D6C666C6F772D74
# Longer than this nobody waits for a row that somebody else holds.
PATIENCE = "10s"
# PostgreSQL's code for a right that is missing.
NO_RIGHT = "42501"


class Interrupted(Exception):
    """Nothing more is done now, for this reason."""


def mlflow_error():
    """The class. Whoever only looks does without MLflow: operations/report runs beside the server, and has little memory."""
    from mlflow.exceptions import MlflowException

    return MlflowException


class Tracking:
    def __init__(self):
        uri = os.environ.get("MLFLOW_BACKEND_STORE_URI", "")
        if not uri.startswith("postgresql"):
            raise Fault("MLFLOW_BACKEND_STORE_URI is none of PostgreSQL")
        if os.environ.get("MLFLOW_ENABLE_WORKSPACES", "").lower() in ("true", "1"):
            raise Fault("MLflow has workspaces (MLFLOW_ENABLE_WORKSPACES), which this does not know: run mlflow gc yourself")
        self.engine = sqlalchemy.create_engine(uri, pool_size=2, max_overflow=0)
        # Before MLflow's store is made, which brings an empty database up to date, without the lock of migrations.
        self._check_schema()
        from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

        self.store = SqlAlchemyStore(uri, os.environ["ARTIFACTS_URI"])
        self.has_models = hasattr(self.store, "_hard_delete_logged_model")
        self.has_jobs = sqlalchemy.inspect(self.engine).has_table("jobs")
        self._sessions = self.store.ManagedSessionMaker

    def _check_schema(self):
        import mlflow
        import mlflow.store.db.utils as db

        if not sqlalchemy.inspect(self.engine).has_table("alembic_version"):
            raise Fault("the database has no tables of MLflow yet: has a server been started?")
        found, expected = db._get_schema_version(self.engine), db._get_latest_schema_revision()
        if found != expected:
            raise Fault("the tables are at schema %s, and MLflow %s is of %s: a server has to migrate them first" % (found, mlflow.__version__, expected))

    @contextmanager
    def transaction(self, patience=PATIENCE):
        """What MLflow's store does in it belongs to it: all of it is done, or nothing."""
        with sqlalchemy.orm.Session(self.engine) as session:
            for setting, value in ("lock_timeout", patience), ("statement_timeout", "0"), ("idle_in_transaction_session_timeout", "0"):
                session.execute(text("SELECT set_config(:setting, :value, true)"), {"setting": setting, "value": value})

            @contextmanager
            def same(*_, **__):
                yield session
                session.flush()

            self.store.ManagedSessionMaker = same
            try:
                yield session
                session.commit()
            finally:
                self.store.ManagedSessionMaker = self._sessions

    @contextmanager
    def alone(self, key):
        """No other one of these begins meanwhile; if this session ends, rows' own locks remain."""
        with self.engine.connect() as connection:
            if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar():
                raise Fault("another collection is at work on this database")
            connection.commit()
            yield

    def check_quiet(self, session):
        """Nothing is deleted while the database is migrated, restored or backed up; that waits, in turn, until this transaction ends."""
        if not session.execute(text("SELECT pg_try_advisory_xact_lock_shared(:key)"), {"key": MIGRATION}).scalar():
            raise Interrupted("the database is being migrated or restored")
        if session.execute(text("SELECT to_regclass('mlflow_chart.activity') IS NULL")).scalar():
            return
        query = text("SELECT name FROM mlflow_chart.activity WHERE kind = 'backup' AND until > now() ORDER BY name LIMIT 1")
        name = session.execute(query).scalar()
        if name is not None:
            raise Interrupted("the backup %s is under way" % name)

    def identity(self):
        """Of the database, as backups have it."""
        with self.transaction() as session:
            if session.execute(text("SELECT to_regclass('mlflow_chart.identity') IS NULL")).scalar():
                raise Fault("no backup of this database has been made")
            return session.execute(text("SELECT id FROM mlflow_chart.identity LIMIT 1")).scalar()

    def history(self):
        """Of the server, in which its transactions are counted, as backups have it (charts/backup/dump.sh); None where one may not ask."""
        query = "SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()"
        try:
            with self.transaction() as session:
                return session.execute(text(query)).scalar()
        except ProgrammingError as error:
            if error.orig.pgcode != NO_RIGHT:
                raise
            return None

    def knows(self, backup):
        """Whether the database was dumped by this name: of a disk that was set back to an earlier moment, it was not."""
        with self.transaction() as session:
            if session.execute(text("SELECT to_regclass('mlflow_chart.dumps') IS NULL")).scalar():
                return False
            return session.execute(text("SELECT EXISTS (SELECT FROM mlflow_chart.dumps WHERE name = :name)"), {"name": backup}).scalar()

    def next_transaction(self):
        """Its number, as backups have it."""
        with self.transaction() as session:
            return int(session.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")).scalar())

    def names(self):
        """Of the database, and of its user here, as SQL has them."""
        with self.transaction() as session:
            return tuple(session.execute(text("SELECT quote_ident(current_database()), quote_ident(current_user)")).one())

    def now(self):
        """By the clock of the database."""
        with self.transaction() as session:
            return float(session.execute(text("SELECT extract(epoch FROM now())")).scalar())
