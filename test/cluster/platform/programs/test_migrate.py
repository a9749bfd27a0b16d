"""migrate.py, as the init container runs it, against a PostgreSQL of its own (PG* variables). Each test has a new database."""
import os
import subprocess
import sys
import time
import unittest

import psycopg2

PROGRAM = "/prepare/migrate.py"
LOCK = 0x6D6C666C6F77
STORE = "postgresql+psycopg2://"


def connect(database="postgres"):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


def start(database, **env):
    settings = {"MLFLOW_BACKEND_STORE_URI": STORE, "PGDATABASE": database, **env}
    return subprocess.Popen(
        [sys.executable, PROGRAM], env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def run(database, **env):
    process = start(database, **env)
    output, _ = process.communicate()
    return process.returncode, output


def first_said(process):
    return next(line for line in process.stdout if line.startswith("migrate: "))


def said(output):
    return [line for line in output.splitlines() if line.startswith("migrate: ")]


class Migrate(unittest.TestCase):
    made = 0

    def database(self):
        Migrate.made += 1
        name = f"test{Migrate.made}"
        with connect().cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        return name

    def test_an_empty_database_gets_the_schema_once(self):
        database = self.database()
        code, output = run(database)
        self.assertEqual(code, 0, output)
        self.assertRegex(said(output)[-1], r"^migrate: tracking store: schema None -> [0-9a-f]{12}$")
        code, output = run(database)
        self.assertEqual(code, 0, output)
        self.assertRegex(said(output)[-1], r"^migrate: tracking store is at schema [0-9a-f]{12}$")

    def test_two_that_start_together_do_not_disturb_each_other(self):
        database = self.database()
        both = [start(database), start(database)]
        outputs = [process.communicate()[0] for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0], outputs)
        made = [output for output in outputs if "schema None -> " in output]
        self.assertEqual(len(made), 1, outputs)

    def test_who_finds_the_lock_taken_waits_for_it(self):
        database = self.database()
        holder = connect(database)
        holder.cursor().execute("SELECT pg_advisory_lock(%s)", [LOCK])
        process = start(database)
        self.assertEqual(first_said(process), "migrate: waiting for the migration lock: another pod migrates\n")
        holder.close()
        output, _ = process.communicate()
        self.assertEqual(process.returncode, 0, output)
        self.assertIn("schema None -> ", output)

    def test_who_never_gets_the_lock_says_so(self):
        database = self.database()
        holder = connect(database)
        holder.cursor().execute("SELECT pg_advisory_lock(%s)", [LOCK])
        code, output = run(database, PREPARE_TIMEOUT_SECONDS="1")
        holder.close()
        self.assertEqual(code, 1)
        self.assertEqual(
            said(output)[-1], "migrate: gave up waiting for the migration lock: another pod migrates"
        )

    def test_a_database_that_is_not_there_is_waited_for(self):
        name = "later"
        process = start(name)
        self.assertRegex(first_said(process), r'^migrate: waiting for the database: .*"later" does not exist$')
        with connect().cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        output, _ = process.communicate()
        self.assertEqual(process.returncode, 0, output)

    def test_a_wrong_password_is_named_and_not_printed(self):
        code, output = run("postgres", PGPASSWORD="not-the-password", PREPARE_TIMEOUT_SECONDS="1")
        self.assertEqual(code, 1)
        self.assertRegex(said(output)[-1], "gave up waiting for the database: .*password authentication failed")
        self.assertNotIn("not-the-password", output)

    def test_a_schema_that_a_newer_mlflow_made_is_refused_in_words(self):
        database = self.database()
        with connect(database).cursor() as cursor:
            cursor.execute("CREATE TABLE experiments (); CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)")
            cursor.execute("INSERT INTO alembic_version VALUES ('ffffffffffff')")
        code, output = run(database)
        self.assertEqual(code, 1)
        self.assertRegex(
            said(output)[-1],
            r"^migrate: MLflow [\d.]+ cannot migrate the tracking store from schema ffffffffffff: .* A newer MLflow made it, "
            r"and none migrates back: run that version again, or restore a backup from before the upgrade\.$",
        )
        self.assertNotIn("Traceback", output)

    def test_a_registry_of_its_own_is_migrated_too(self):
        tracking, registry = self.database(), self.database()
        code, output = run(tracking, MLFLOW_REGISTRY_STORE_URI=f"{STORE}/{registry}")
        self.assertEqual(code, 0, output)
        self.assertRegex(output, r"migrate: tracking store: schema None -> \w+\n(.*\n)*migrate: model registry: schema None -> ")

    def test_other_stores_are_left_to_mlflow(self):
        code, output = run("postgres", MLFLOW_BACKEND_STORE_URI="sqlite:////tmp/never.db")
        self.assertEqual((code, output), (0, "migrate: tracking store is not PostgreSQL: left to MLflow itself\n"))
        self.assertFalse(os.path.exists("/tmp/never.db"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
