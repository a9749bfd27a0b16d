"""Bring MLflow's own login to this MLflow, and its administrator to what the Secret says.

MLflow looks at the Secret only while there is no administrator; here, a changed one takes effect whenever a pod starts.
migrate.py runs this while it holds the lock of the tracking store's database, where the users are too.

Reads LOGIN_SETTINGS (the section [mlflow] of MLflow's basic_auth.ini, without secrets), LOGIN_PREFIX (the path below which
MLflow serves everything, or nothing), MLFLOW_BACKEND_STORE_URI, MLFLOW_AUTH_ADMIN_USERNAME, MLFLOW_AUTH_ADMIN_PASSWORD and
MLFLOW_FLASK_SERVER_SECRET_KEY; writes the file that MLFLOW_AUTH_CONFIG_PATH names, for the server.
"""
import configparser
import importlib
import os
import secrets
import sys

import sqlalchemy
from packaging.version import Version

# Of users of an MLflow before 3.6, whose table alembic_version would be the tracking store's.
SCHEMA = "mlflow_login"
SHORTEST_PASSWORD = 12
LONGEST_NAME = 255
# Old versions of MLflow shipped it.
KNOWN_PASSWORD = "password1234"


def say(message):
    print("login: " + message, flush=True)


def refuse(message):
    sys.exit("login: " + message)


def faults(username, password, key):
    """What MLflow, or HTTP, would refuse; none of it is shown."""
    name = "the administrator's name, MLFLOW_AUTH_ADMIN_USERNAME, "
    if not username:
        yield name + "is empty"
    if len(username) > LONGEST_NAME:
        yield name + "has %d characters; MLflow takes at most %d" % (len(username), LONGEST_NAME)
    if ":" in username:
        yield name + "has a colon, at which HTTP tells it from the password"
    secret = "the administrator's password, MLFLOW_AUTH_ADMIN_PASSWORD, "
    if len(password) < SHORTEST_PASSWORD:
        yield secret + "has %d characters; MLflow wants at least %d" % (len(password), SHORTEST_PASSWORD)
    if password == KNOWN_PASSWORD:
        yield secret + "is the one that old versions of MLflow shipped, which everybody knows"
    for what, value in (name, username), (secret, password):
        if not value.isascii():
            yield what + "has a character that is not ASCII, which MLflow takes in some requests only"
        elif not value.isprintable():
            yield what + "has a line break or another control character, which nobody can type (was it made with echo?)"
    if not key:
        yield "the key of forms, MLFLOW_FLASK_SERVER_SECRET_KEY, is empty"


def variable(name):
    return os.environ.get(name, "")


def check_secret():
    found = list(
        faults(
            variable("MLFLOW_AUTH_ADMIN_USERNAME"),
            variable("MLFLOW_AUTH_ADMIN_PASSWORD"),
            variable("MLFLOW_FLASK_SERVER_SECRET_KEY"),
        )
    )
    if found:
        refuse("; ".join(found) + ". Mend the Secret of auth.mlflow.existingSecret: the pod then goes on by itself.")


def check_version(mlflow):
    known = hasattr(mlflow.environment_variables, "MLFLOW_ENABLE_WORKSPACES")
    if variable("MLFLOW_ENABLE_WORKSPACES") == "true" and not known:
        refuse("auth.mlflow.workspaces needs MLflow 3.10 or newer; this is " + mlflow.__version__ + ".")


def database_of_users(mlflow):
    """The URI of the tracking store's database; with a schema of its own where an old MLflow needs or needed one."""
    uri = variable("MLFLOW_BACKEND_STORE_URI")
    url = sqlalchemy.engine.make_url(uri)
    if url.get_backend_name() != "postgresql":
        refuse("auth.mode mlflow keeps its users in PostgreSQL, and MLFLOW_BACKEND_STORE_URI is of " + url.drivername + ".")
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.pool.NullPool)
    with engine.connect() as connection:
        if Version(mlflow.__version__).release < (3, 6):
            connection.execute(sqlalchemy.text("CREATE SCHEMA IF NOT EXISTS " + SCHEMA))
        elif SCHEMA not in sqlalchemy.inspect(connection).get_schema_names():
            return uri
    options = url.query.get("options", variable("PGOPTIONS"))
    url = url.update_query_dict({"options": (options + " -csearch_path=" + SCHEMA).strip()})
    return url.render_as_string(hide_password=False)


def write_settings(mlflow, uri):
    settings = configparser.RawConfigParser()
    settings.read_string(variable("LOGIN_SETTINGS"))
    login = settings["mlflow"]
    login["database_uri"] = uri.replace("%", "%%")
    if not hasattr(mlflow.environment_variables, "MLFLOW_AUTH_ADMIN_USERNAME"):
        # It knows the administrator by the file alone, and there is one by the time that it looks.
        login["admin_username"] = variable("MLFLOW_AUTH_ADMIN_USERNAME").replace("%", "%%")
        login["admin_password"] = secrets.token_urlsafe(32)
    path = os.environ["MLFLOW_AUTH_CONFIG_PATH"]
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        settings.write(file)


def app_of():
    """MLflow's login; it reads its settings while it is imported."""
    try:
        return importlib.import_module("mlflow.server.auth")
    except ImportError as error:
        refuse("this image cannot have auth.mode mlflow: " + " ".join(str(error).split()))


def check_prefix(mlflow, app):
    """Old versions tell what is open without a login by how its path begins, prefix and all."""
    prefix = variable("LOGIN_PREFIX")
    is_open = getattr(app, "is_unprotected_route", None)
    if not prefix or is_open is None:
        return
    os.environ[importlib.import_module("mlflow.server").STATIC_PREFIX_ENV_VAR] = prefix
    newer = " Take a newer version, or serve it without mlflow.staticPrefix."
    if is_open(prefix + "/api"):
        refuse("MLflow " + mlflow.__version__ + " would ask nobody for a login below " + prefix + "." + newer)
    if not is_open(prefix + "/health"):
        refuse("MLflow " + mlflow.__version__ + " wants a login at " + prefix + "/health, where probes have none." + newer)


def open_store(mlflow, uri):
    from alembic.util import CommandError

    store = importlib.import_module("mlflow.server.auth.sqlalchemy_store").SqlAlchemyStore()
    try:
        store.init_db(uri)
    except CommandError as error:
        if "Can't locate revision" not in str(error):
            raise
        refuse(
            "MLflow " + mlflow.__version__ + " cannot migrate the users: " + str(error) + ". A newer MLflow made them, and "
            "none migrates back: run that version again, or restore a backup from before the upgrade."
        )
    return store


def bring_administrator(store, username, password):
    if not store.has_user(username):
        store.create_user(username, password, is_admin=True)
        say("made the administrator " + username)
    else:
        if not store.get_user(username).is_admin:
            store.update_user(username, is_admin=True)
            say("made " + username + " an administrator")
        if not store.authenticate_user(username, password):
            store.update_user(username, password=password)
            say("gave the administrator " + username + " the password of the Secret")
    others = sorted(user.username for user in store.list_users() if user.is_admin and user.username != username)
    say("administrators beside " + username + ": " + (", ".join(others) or "none"))


def main():
    check_secret()
    import mlflow
    import mlflow.environment_variables

    check_version(mlflow)
    uri = database_of_users(mlflow)
    write_settings(mlflow, uri)
    check_prefix(mlflow, app_of())
    store = open_store(mlflow, uri)
    bring_administrator(store, variable("MLFLOW_AUTH_ADMIN_USERNAME"), variable("MLFLOW_AUTH_ADMIN_PASSWORD"))


main()
