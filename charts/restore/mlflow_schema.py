"""The schema of the tables of MLflow, and of those of its own login: whether this MLflow knows it, and bringing it up to date."""
import sqlalchemy

from catalogue import Fault
from databases import say

# Where the users are: of an MLflow before 3.6 in a schema of their own (prepare-login.py).
USERS = ("mlflow_login", "public")


def check_known(manifest):
    import mlflow
    import mlflow.store.db.utils as db

    revisions = [("the tables", manifest["schema"]["tracking"], db)]
    if manifest["schema"]["auth"]:
        users = login()
        if users is not None:
            revisions.append(("the users' tables", manifest["schema"]["auth"], users))
    for what, revision, module in revisions:
        if revision and not is_known(revision, module._get_alembic_config("")):
            raise Fault(
                "%s of %s have schema %s, which MLflow %s does not know: MLflow %s made them, and none migrates back. "
                "Install at least that version, and restore then" % (what, manifest["name"], revision, mlflow.__version__, manifest["mlflow"])
            )


def is_known(revision, config):
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory.from_config(config).get_revision(revision)
        return True
    except CommandError:
        return False


def login():
    """MLflow's migrations of users; None where this image has no login of MLflow's."""
    try:
        import mlflow.server.auth.db.utils as db
    except ImportError:
        return None
    return db


def upgrade(database):
    """Of a restored database: what migrate.py and prepare-login.py do to one that has tables."""
    import mlflow.store.db.utils as db

    engine = engine_of(database)
    inspector = sqlalchemy.inspect(engine)
    if "experiments" in inspector.get_table_names(schema="public"):
        before = db._get_schema_version(engine)
        db._upgrade_db(engine)
        after = db._get_schema_version(engine)
        say("the tables are at schema " + after + ("" if before == after else ", from " + str(before)))
    schemas = set(inspector.get_schema_names())
    holder = next((schema for schema in USERS if schema in schemas and "users" in inspector.get_table_names(schema=schema)), None)
    if holder is None:
        return
    users = login()
    if users is None:
        return say("there are users, but this image has no login of MLflow's: their tables stay as they are")
    users.migrate_if_needed(engine_of(database, holder), "head")
    say("the users' tables are up to date")


def engine_of(database, schema=None):
    """Everything else by libpq's variables. Its name is in the URL, which alembic may open once more."""
    options = {"options": "-csearch_path=" + schema} if schema not in (None, "public") else {}
    url = sqlalchemy.engine.URL.create("postgresql+psycopg2", database=database, query=options)
    return sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
