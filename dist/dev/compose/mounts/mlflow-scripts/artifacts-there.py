"""Refuse a store that has none of the artefacts of which the database tells: they are in another one, and everybody would see
runs without them.

Where there are artefacts, the database remembers the place, in mlflow_chart.artifact_place: then it is known that there were
some. What no server has seen by then is told by models that were logged or registered; a run alone tells nothing, since many
have no artefacts. With STORE_MAY_BE_EMPTY, which a restore sets, too, an empty place is remembered as the one to be used.

A guard, and no more: where the database or the store does not let it look, it says so, and the server starts.
Reads MLFLOW_BACKEND_STORE_URI, the PG* variables of libpq, MLFLOW_ARTIFACTS_DESTINATION or MLFLOW_DEFAULT_ARTIFACT_ROOT, and what
s3_client.py reads.
"""
import json
import os
import sys

import sqlalchemy
from botocore.exceptions import BotoCoreError, ClientError

from s3_client import expected_owner, store

# Of this chart's own: charts/backup/catalogue.py, charts/restore/aside.py. "0" follows the slash.
OWN, BEHIND_OWN = ".mlflow-chart/", ".mlflow-chart0"
MOVING = OWN + "moving/state.json"
# Whoever makes the schema holds it: charts/backup/dump.sh.
CREATION = 0x6D6C666C6F772D63
PLACE = "mlflow_chart.artifact_place"
# Ready, and not deleted. Those of before MLflow 3 are in a tag of their run.
TELLING = {
    "logged_models": "SELECT 'the model ' || name FROM logged_models WHERE status = 2 AND lifecycle_stage = 'active' AND {artifact_location} LIMIT 1",
    "model_versions": "SELECT 'version ' || version || ' of the model ' || name FROM model_versions"
    " WHERE current_stage <> 'Deleted_Internal' AND {storage_location} LIMIT 1",
    "tags": "SELECT 'a model of the run ' || run_uuid FROM tags JOIN runs USING (run_uuid)"
    " WHERE key = 'mlflow.log-model.history' AND lifecycle_stage = 'active' AND {artifact_uri} LIMIT 1",
}
COLUMNS = ("artifact_location", "storage_location", "artifact_uri")


def say(message):
    print("artifacts: " + message, flush=True)


def artifact_root():
    """Where artefacts lie: the bucket, the folder in it, and the place in words. None where that is no S3 store."""
    uri = os.environ.get("MLFLOW_ARTIFACTS_DESTINATION") or os.environ.get("MLFLOW_DEFAULT_ARTIFACT_ROOT") or ""
    if not uri.startswith("s3://"):
        return None
    uri = uri.rstrip("/")
    bucket, _, path = uri.removeprefix("s3://").partition("/")
    endpoint = os.environ.get("MLFLOW_S3_ENDPOINT_URL")
    return bucket, path + "/" if path else "", uri + (" at " + endpoint if endpoint else "")


def has_artifacts(client, bucket, folder):
    """Whether anything but the chart's own lies there, or was moved there."""

    def first(**after):
        found = client.list_objects_v2(Bucket=bucket, Prefix=folder, MaxKeys=1, **after, **expected_owner())
        return [entry["Key"] for entry in found.get("Contents", ())]

    keys = first()
    if keys and keys[0].startswith(folder + OWN):
        keys = first(StartAfter=folder + BEHIND_OWN)
    return bool(keys) or was_moved_to(client, bucket)


def was_moved_to(client, bucket):
    try:
        return json.loads(client.get_object(Bucket=bucket, Key=MOVING, **expected_owner())["Body"].read())["state"] == "done"
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
            return False
        raise
    except (ValueError, KeyError, TypeError):
        return False


def exists(connection, table):
    return connection.execute(sqlalchemy.text("SELECT to_regclass(:table)"), {"table": table}).scalar() is not None


def remembered(connection):
    """(place, whether nothing was there then); None and True where no server has said."""
    row = connection.execute(sqlalchemy.text("SELECT place, was_empty FROM " + PLACE)).first() if exists(connection, PLACE) else None
    return tuple(row) if row else (None, True)


def remember(engine, place, was_empty):
    """Says so where it may not."""
    try:
        with engine.begin() as connection:
            if remembered(connection) == (place, was_empty):
                return
            connection.execute(sqlalchemy.text("SELECT pg_advisory_xact_lock(:key)"), {"key": CREATION})
            if connection.execute(sqlalchemy.text("SELECT to_regnamespace('mlflow_chart') IS NULL")).scalar():
                connection.execute(sqlalchemy.text("CREATE SCHEMA mlflow_chart"))
            connection.execute(sqlalchemy.text("CREATE TABLE IF NOT EXISTS " + PLACE + " (place text, was_empty boolean)"))
            connection.execute(sqlalchemy.text("DELETE FROM " + PLACE))
            row = {"place": place, "was_empty": was_empty}
            connection.execute(sqlalchemy.text("INSERT INTO " + PLACE + " VALUES (:place, :was_empty)"), row)
    except sqlalchemy.exc.DBAPIError as error:
        say("the database does not remember where they are: " + words(error))


def telling(connection, place):
    """What has artefacts for certain, of what is to be read from this store; None if nothing has."""
    root = place.split(" at ")[0] + "/"
    ours = {name: "(%s LIKE 'mlflow-artifacts:/%%' OR starts_with(%s, :root))" % (name, name) for name in COLUMNS}
    for table, query in TELLING.items():
        if exists(connection, table) and (row := connection.execute(sqlalchemy.text(query.format(**ours)), {"root": root}).first()):
            return row[0]
    return None


def words(error):
    return " ".join(str(getattr(error, "orig", error)).split())


def look(engine, bucket, folder, place):
    if has_artifacts(store(), bucket, folder):
        return remember(engine, place, False)
    with engine.connect() as connection:
        known, was_empty = remembered(connection)
        # Of the same place no other would be meant: what was in it is lost, or has been deleted.
        if known == place:
            return None
        told = "what lies in " + known if not was_empty else telling(connection, place)
    if told is None:
        return None
    if os.environ.get("STORE_MAY_BE_EMPTY"):
        say(place + " has nothing of what the database tells of, which is asked for")
        return remember(engine, place, True)
    sys.exit(
        "artifacts: " + place + " is empty, but the database tells of artefacts, such as " + told + ": everybody would see runs without "
        "them. If they are in the MinIO of this chart, set objectStore.migrateFrom to minio, which brings them (docs/store.md), or set "
        "objectStore.engine back. If they are lost, a backup has them (docs/recovery.md). To begin without them, set "
        "objectStore.startEmpty to true"
    )


def main():
    uri, root = os.environ.get("MLFLOW_BACKEND_STORE_URI", ""), artifact_root()
    if root is None or not uri.startswith("postgresql"):
        return
    engine = sqlalchemy.create_engine(uri, poolclass=sqlalchemy.pool.NullPool, connect_args={"connect_timeout": 5})
    try:
        look(engine, *root)
    except (BotoCoreError, ClientError, ValueError, sqlalchemy.exc.SQLAlchemyError) as error:
        say("not looked whether they are there: " + words(error))


main()
