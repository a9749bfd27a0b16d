"""prepare-login.py, as migrate.py runs it, against a PostgreSQL of its own (PG* variables). Each test has a new database."""
import configparser
import os
import subprocess
import sys
import tempfile
import unittest

import psycopg2

PROGRAM = "/prepare/migrate.py"
STORE = "postgresql+psycopg2://"
LOCK = 0x6D6C666C6F77
# Read by MLflow while it is imported.
AUTHENTICATE = """
import sys
from mlflow.server.auth.config import read_auth_config
from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore
store = SqlAlchemyStore()
store.init_db(read_auth_config().database_uri)
for name, password in zip(sys.argv[1::2], sys.argv[2::2]):
    print(name, store.authenticate_user(name, password), store.has_user(name) and store.get_user(name).is_admin)
"""
CREATE = """
import sys
from mlflow.server.auth.config import read_auth_config
from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore
store = SqlAlchemyStore()
store.init_db(read_auth_config().database_uri)
store.create_user(*sys.argv[1:])
"""
PASSWORD = "p@ss/w%rd of 'the' \"admin\" \\ $HOME"
ADMIN = {
    "MLFLOW_AUTH_ADMIN_USERNAME": "admin",
    "MLFLOW_AUTH_ADMIN_PASSWORD": PASSWORD,
    "MLFLOW_FLASK_SERVER_SECRET_KEY": "a key",
}


def connect(database="postgres"):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


def said(output):
    return [line for line in output.splitlines() if line.startswith("login: ")]


class PrepareLogin(unittest.TestCase):
    made = 0

    def setUp(self):
        PrepareLogin.made += 1
        self.database = f"login{PrepareLogin.made}"
        with connect().cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.database}")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.settings = os.path.join(self.folder.name, "basic-auth.ini")

    def start(self, command, **env):
        settings = {
            "MLFLOW_BACKEND_STORE_URI": STORE,
            "PGDATABASE": self.database,
            "MLFLOW_AUTH_CONFIG_PATH": self.settings,
            "LOGIN_SETTINGS": "[mlflow]\ndefault_permission = NO_PERMISSIONS\nauth_cache_ttl_seconds = 60\n",
            **ADMIN,
            **env,
        }
        return subprocess.Popen(
            [sys.executable, *command],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run_program(self, **env):
        process = self.start([PROGRAM], **env)
        output, _ = process.communicate()
        return process.returncode, output

    def expect(self, lines, **env):
        code, output = self.run_program(**env)
        self.assertEqual(code, 0, output)
        self.assertEqual(said(output), lines)
        self.assertNotIn(env.get("MLFLOW_AUTH_ADMIN_PASSWORD", PASSWORD), output)

    def python(self, script, *args):
        process = self.start(["-c", script, *args])
        output, _ = process.communicate()
        self.assertEqual(process.returncode, 0, output)
        return output

    def logins(self, *of):
        """Whether name and password are right, and whether he is an administrator."""
        words = [word for login in of for word in login]
        lines = self.python(AUTHENTICATE, *words).splitlines()[-len(of) :]
        return [tuple(line.split(" ")[-2:]) for line in lines]

    def test_the_administrator_of_the_secret_is_made_once(self):
        self.expect(["login: made the administrator admin", "login: administrators beside admin: none"])
        self.expect(["login: administrators beside admin: none"])
        self.assertEqual(
            self.logins(("admin", PASSWORD), ("admin", "another password")), [("True", "True"), ("False", "True")]
        )

    def test_a_changed_password_is_in_force(self):
        self.run_program()
        self.expect(
            ["login: gave the administrator admin the password of the Secret", "login: administrators beside admin: none"],
            MLFLOW_AUTH_ADMIN_PASSWORD="another password",
        )
        self.assertEqual(
            self.logins(("admin", PASSWORD), ("admin", "another password")), [("False", "True"), ("True", "True")]
        )

    def test_an_administrator_of_another_name_is_made_beside_the_first(self):
        self.run_program()
        self.expect(
            ["login: made the administrator boss%", "login: administrators beside boss%: admin"],
            MLFLOW_AUTH_ADMIN_USERNAME="boss%",
        )

    def test_a_user_whom_the_secret_names_becomes_an_administrator(self):
        self.run_program()
        self.python(CREATE, "ann", "the password of ann")
        self.expect(
            [
                "login: made ann an administrator",
                "login: gave the administrator ann the password of the Secret",
                "login: administrators beside ann: admin",
            ],
            MLFLOW_AUTH_ADMIN_USERNAME="ann",
        )
        self.assertEqual(self.logins(("ann", PASSWORD)), [("True", "True")])

    def test_two_that_start_together_make_one_administrator(self):
        both = [self.start([PROGRAM]), self.start([PROGRAM])]
        outputs = [process.communicate()[0] for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0], outputs)
        self.assertEqual(len([output for output in outputs if "made the administrator" in output]), 1, outputs)

    def test_what_the_secret_lacks_is_said_and_not_shown(self):
        end = ". Mend the Secret of auth.mlflow.existingSecret: the pod then goes on by itself."
        name = "login: the administrator's name, MLFLOW_AUTH_ADMIN_USERNAME, "
        password = "login: the administrator's password, MLFLOW_AUTH_ADMIN_PASSWORD, "
        control = "has a line break or another control character, which nobody can type (was it made with echo?)"
        ascii = "has a character that is not ASCII, which MLflow takes in some requests only"
        for variable, value, words in [
            ("MLFLOW_AUTH_ADMIN_USERNAME", "", name + "is empty"),
            ("MLFLOW_AUTH_ADMIN_USERNAME", "a:b", name + "has a colon, at which HTTP tells it from the password"),
            ("MLFLOW_AUTH_ADMIN_USERNAME", "a" * 256, name + "has 256 characters; MLflow takes at most 255"),
            ("MLFLOW_AUTH_ADMIN_USERNAME", "admin\n", name + control),
            ("MLFLOW_AUTH_ADMIN_USERNAME", "jörg", name + ascii),
            ("MLFLOW_AUTH_ADMIN_PASSWORD", "", password + "has 0 characters; MLflow wants at least 12"),
            ("MLFLOW_AUTH_ADMIN_PASSWORD", "elevenchars", password + "has 11 characters; MLflow wants at least 12"),
            (
                "MLFLOW_AUTH_ADMIN_PASSWORD",
                "password1234",
                password + "is the one that old versions of MLflow shipped, which everybody knows",
            ),
            ("MLFLOW_AUTH_ADMIN_PASSWORD", "a long password\n", password + control),
            ("MLFLOW_AUTH_ADMIN_PASSWORD", "ein langes Paßwort", password + ascii),
            ("MLFLOW_FLASK_SERVER_SECRET_KEY", "", "login: the key of forms, MLFLOW_FLASK_SERVER_SECRET_KEY, is empty"),
        ]:
            with self.subTest(variable=variable, value=value):
                code, output = self.run_program(**{variable: value})
                self.assertEqual(code, 1, output)
                self.assertEqual(said(output), [words + end])
                self.assertFalse(os.path.exists(self.settings))

    def test_all_that_is_wrong_is_said_at_once(self):
        code, output = self.run_program(MLFLOW_AUTH_ADMIN_USERNAME="", MLFLOW_FLASK_SERVER_SECRET_KEY="")
        self.assertEqual(code, 1, output)
        self.assertEqual(said(output)[0].count("; "), 1, output)

    def test_the_settings_hold_no_secret_and_are_the_servers_alone(self):
        self.run_program()
        settings = configparser.ConfigParser()
        settings.read(self.settings)
        self.assertEqual(
            dict(settings["mlflow"]),
            {"default_permission": "NO_PERMISSIONS", "auth_cache_ttl_seconds": "60", "database_uri": STORE},
        )
        self.assertEqual(os.stat(self.settings).st_mode & 0o777, 0o600)

    def test_a_uri_of_the_users_own_is_taken_as_it_is(self):
        uri = "{}tester:{}@{}/{}?application_name=a%20b".format(
            STORE, os.environ["PGPASSWORD"].replace(" ", "%20"), os.environ["PGHOST"], self.database
        )
        self.expect(
            ["login: made the administrator admin", "login: administrators beside admin: none"],
            MLFLOW_BACKEND_STORE_URI=uri,
            PGDATABASE="nowhere",
            PGHOST="nowhere",
        )
        settings = configparser.ConfigParser()
        settings.read(self.settings)
        self.assertEqual(settings["mlflow"]["database_uri"], uri)

    def test_another_database_than_postgresql_is_refused_in_words(self):
        code, output = self.run_program(MLFLOW_BACKEND_STORE_URI="sqlite:////tmp/never.db")
        self.assertEqual(code, 1)
        self.assertEqual(
            said(output),
            ["login: auth.mode mlflow keeps its users in PostgreSQL, and MLFLOW_BACKEND_STORE_URI is of sqlite."],
        )
        self.assertFalse(os.path.exists("/tmp/never.db"))

    def test_users_that_a_newer_mlflow_made_are_refused_in_words(self):
        self.run_program()
        with connect(self.database).cursor() as cursor:
            cursor.execute("UPDATE alembic_version_auth SET version_num = 'ffffffffffff'")
        code, output = self.run_program()
        self.assertEqual(code, 1)
        self.assertRegex(
            said(output)[-1],
            r"^login: MLflow [\d.]+ cannot migrate the users: .*'ffffffffffff'\. A newer MLflow made them, and none migrates "
            r"back: run that version again, or restore a backup from before the upgrade\.$",
        )
        self.assertNotIn("Traceback", output)

    def test_users_of_an_old_mlflow_keep_the_schema_that_they_have(self):
        with connect(self.database).cursor() as cursor:
            cursor.execute("CREATE SCHEMA mlflow_login")
        self.run_program()
        self.assertEqual(self.logins(("admin", PASSWORD)), [("True", "True")])
        with connect(self.database).cursor() as cursor:
            cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'users'")
            self.assertEqual(cursor.fetchall(), [("mlflow_login",)])

    def test_it_waits_for_the_lock_of_the_migration(self):
        holder = connect(self.database)
        holder.cursor().execute("SELECT pg_advisory_lock(%s)", [LOCK])
        code, output = self.run_program(PREPARE_TIMEOUT_SECONDS="1")
        holder.close()
        self.assertEqual(code, 1)
        self.assertEqual(said(output), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
