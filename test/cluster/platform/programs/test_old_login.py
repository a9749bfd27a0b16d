"""prepare-login.py with an MLflow of before 3.16, against a PostgreSQL of its own (PG* variables)."""
import configparser
import os
import subprocess
import sys
import tempfile
import unittest

import mlflow
import psycopg2

PROGRAM = "/prepare/migrate.py"
PASSWORD = "p@ss/w%rd of the admin"
# Before 3.6 MLflow kept the version of the users' tables where the tracking store has its own.
SHARES_VERSION = tuple(map(int, mlflow.__version__.split(".")[:2])) < (3, 6)


def database_of(test):
    return test + mlflow.__version__.replace(".", "")


def connect(database="postgres"):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


class OldLogin(unittest.TestCase):
    def run_program(self, database, **env):
        database = database_of(database)
        with connect().cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {database}")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.settings = os.path.join(folder.name, "basic-auth.ini")
        settings = {
            "MLFLOW_BACKEND_STORE_URI": "postgresql+psycopg2://",
            "PGDATABASE": database,
            "MLFLOW_AUTH_CONFIG_PATH": self.settings,
            "LOGIN_SETTINGS": "[mlflow]\ndefault_permission = NO_PERMISSIONS\n",
            "MLFLOW_AUTH_ADMIN_USERNAME": "boss%",
            "MLFLOW_AUTH_ADMIN_PASSWORD": PASSWORD,
            "MLFLOW_FLASK_SERVER_SECRET_KEY": "a key",
            **env,
        }
        done = subprocess.run(
            [sys.executable, PROGRAM], env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return done.returncode, [line for line in done.stdout.splitlines() if line.startswith("login: ")]

    def test_its_administrator_is_made_and_named_in_the_settings_with_a_password_that_opens_nothing(self):
        code, said = self.run_program("made")
        self.assertEqual((code, said), (0, ["login: made the administrator boss%", "login: administrators beside boss%: none"]))
        settings = configparser.ConfigParser()
        settings.read(self.settings)
        self.assertEqual(settings["mlflow"]["admin_username"], "boss%")
        self.assertGreater(len(settings["mlflow"]["admin_password"]), 40)
        self.assertNotIn(PASSWORD, settings["mlflow"]["admin_password"])

    def test_its_users_are_where_they_do_not_disturb_the_tracking_store(self):
        self.run_program("apart")
        with connect(database_of("apart")).cursor() as cursor:
            cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'users'")
            self.assertEqual(cursor.fetchall(), [("mlflow_login" if SHARES_VERSION else "public",)])

    def test_a_prefix_below_which_it_would_ask_nobody_is_refused(self):
        code, said = self.run_program("open", LOGIN_PREFIX="/static-ui")
        self.assertEqual(code, 1)
        self.assertEqual(
            said,
            [
                f"login: MLflow {mlflow.__version__} would ask nobody for a login below /static-ui. Take a newer version, or "
                "serve it without mlflow.staticPrefix."
            ],
        )

    def test_a_prefix_below_which_it_would_ask_probes_too_is_refused(self):
        code, said = self.run_program("shut", LOGIN_PREFIX="/mlflow")
        self.assertEqual(code, 1)
        self.assertEqual(
            said,
            [
                f"login: MLflow {mlflow.__version__} wants a login at /mlflow/health, where probes have none. Take a newer "
                "version, or serve it without mlflow.staticPrefix."
            ],
        )


if __name__ == "__main__":
    unittest.main(verbosity=2)
