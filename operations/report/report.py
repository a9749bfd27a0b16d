"""What an installation of MLflow holds, of which experiment, how fast it grows, and what deleting for good would free.

Reads only. Runs in the server's container, by its variables, and takes little memory: MLflow itself is not loaded. The database is
read first, and let go; then the bucket is listed once. What one of them does not say is in `problems`, and the rest is there. The
shape of the answer is in docs/report.md.
"""
import importlib.metadata
import os
import resource
import signal
import time
from datetime import datetime, timedelta, timezone

import sqlalchemy
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

import freed
import lifecycle
import tables
from bucket import Bucket, Sum, uploads
from catalogue import TIME, Fault, artifact_store
from places import NoPlace, path_of
from tracking import Interrupted

UNKNOWN = {
    **dict.fromkeys(("name", "state", "location", "sharedWith", "runs", "models", "traces", "databaseBytes")),
    "isHere": True,
}
PERIODS = ("day", "week", "month")
# Of the whole time, until nothing more is asked of the database.
OF_DATABASE = 0.4
STATEMENT_SECONDS = 60
AWAY = (Fault, Interrupted, BotoCoreError, ClientError, Boto3Error, sqlalchemy.exc.SQLAlchemyError, OSError)


def in_a_line(error):
    """Of the database's own words the first line: hints follow it, and the statement."""
    of_database = getattr(error, "orig", None)
    return str(of_database).strip().split("\n")[0] if of_database else " ".join(str(error).split())


class Report:
    def __init__(self, asked):
        self.asked, self.started = asked, time.monotonic()
        self.problems = []
        self.root = os.environ.get("MLFLOW_ARTIFACTS_DESTINATION") or os.environ.get("MLFLOW_DEFAULT_ARTIFACT_ROOT") or ""
        os.environ["ARTIFACTS_URI"] = self.root
        self.database, self.experiments, self.kinds, self.found = None, {}, {}, None
        self.owners = {}

    def is_over(self, part=1.0):
        return time.monotonic() - self.started > self.asked["seconds"] * part

    def attempt(self, what, function, *given):
        """None where it does not work."""
        try:
            return function(*given)
        except AWAY as error:
            self.problems.append({"what": what, "reason": in_a_line(error)})

    def read_database(self):
        reading = tables.Reading(os.environ.get("MLFLOW_BACKEND_STORE_URI", ""), STATEMENT_SECONDS)
        try:
            return self.of(reading)
        finally:
            reading.close()

    def of(self, reading):
        self.experiments = tables.experiments(reading)
        now = int(reading.now() * 1000)
        has = {name: reading.has(name) for name in ("logged_models", "trace_info")}
        active = "coalesce(lifecycle_stage, 'active') = 'active'"
        counted = {
            "runs": self.attempt("runs of each experiment", tables.counts, reading, "runs", "start_time", now, active),
            "models": self.attempt("logged models of each experiment", tables.counts, reading, "logged_models", "creation_timestamp_ms", now, active)
            if has["logged_models"]
            else None,
            "traces": self.attempt("traces of each experiment", tables.counts, reading, "trace_info", "timestamp_ms", now) if has["trace_info"] else None,
        }
        for number, experiment in self.experiments.items():
            experiment["databaseBytes"] = None
            for kind, found in counted.items():
                experiment[kind] = None if found is None else told(found.get(number, (0,) * 5), kind)
        self.places(reading, has["logged_models"])
        sizes = self.attempt("sizes of tables", tables.sizes, reading)
        if sizes is not None:
            told_sizes, by_name = sizes
            self.database = told_sizes
            shares = self.attempt("what each experiment has in the database", tables.shares, reading, by_name)
            for number, experiment in self.experiments.items():
                experiment["databaseBytes"] = None if shares is None else round(shares[0].get(number, 0))
            for table in told_sizes["tables"]:
                table["of"] = None if shares is None else shares[1].get(table["name"])
        if self.root:
            self.found = self.attempt("what would be deleted for good", freed.estimate, reading, self.asked, lambda: self.is_over(OF_DATABASE))

    def places(self, reading, has_models):
        """Which folder is whose, the first where two say the same."""
        for experiment in self.experiments.values():
            path = self.path(experiment["location"])
            experiment["isHere"] = path is not None
            experiment["sharedWith"] = self.owners.get(path) if path is not None else None
            if path is not None:
                self.owners.setdefault(path, experiment["id"])
        apart = self.attempt("runs that are not in the folder of their experiment", tables.elsewhere, reading, has_models) or []
        if len(apart) > tables.MOST_PLACES:
            self.problems.append({"what": "runs that are not in the folder of their experiment", "reason": "there are more than %d of them" % tables.MOST_PLACES})
        for number, place in apart:
            path = self.path(place)
            if path is not None:
                self.owners.setdefault(path, str(number))
        if os.environ.get("MLFLOW_REGISTRY_STORE_URI"):
            return
        for place in self.attempt("registered models", tables.sources, reading) or []:
            path = self.path(place)
            # Most lie in the folder of what they were made of.
            if path is not None and self.owner_above(path) is None:
                self.owners[path] = "registry"

    def owner_above(self, path):
        parts = path.split("/")
        return next((self.owners[folder] for folder in ("/".join(parts[:end]) for end in range(len(parts), 0, -1)) if folder in self.owners), None)

    def path(self, uri):
        try:
            return path_of(uri, self.root)
        except NoPlace:
            return None

    def store(self):
        if not self.root.startswith("s3://"):
            raise Fault("artefacts are in %r, which is no bucket" % self.root)
        return artifact_store()

    def list_bucket(self, store):
        going = [] if self.found is None else self.found.folders
        # By their folders' names, where the database says nothing.
        bucket = Bucket(store, self.owners if self.experiments else None, going, self.is_over)
        bucket.read()
        return bucket

    def read_uploads(self, store):
        before = datetime.now(timezone.utc) - timedelta(days=self.asked["uploadDays"])
        return uploads(store, before, lifecycle.old_uploads)

    def told(self):
        self.attempt("the database", self.read_database)
        store = self.attempt("the bucket", self.store)
        bucket = None if store is None else self.attempt("the bucket", self.list_bucket, store)
        begun = None if bucket is None else self.attempt("uploads that nobody has completed", self.read_uploads, store)
        if self.database is None and not self.experiments and bucket is None:
            return {"problem": "; ".join("%(what)s: %(reason)s" % problem for problem in self.problems)}
        return {
            "format": 1,
            "now": datetime.now(timezone.utc).strftime(TIME),
            "mlflow": version(),
            "database": self.database,
            "bucket": None if bucket is None else self.of_bucket(store, bucket, begun),
            "experiments": self.of_experiments(bucket),
            "others": [] if bucket is None else self.of_others(bucket),
            "free": {
                "gc": None if self.found is None else self.found.told(None if bucket is None else bucket.going),
                "lifecycle": None if bucket is None else self.of_lifecycle(bucket, begun),
            },
            "problems": self.problems,
            "took": {
                "seconds": round(time.monotonic() - self.started, 1),
                "memoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            },
        }

    def of_bucket(self, store, bucket, begun):
        return {
            "name": store.bucket,
            "prefix": store.prefix,
            **bucket.all.told(),
            "complete": bucket.is_complete,
            "versioning": bucket.versioning,
            "noncurrent": {"objects": bucket.old.objects, "bytes": bucket.old.bytes} if bucket.knows_versions or bucket.versioning == "none" else None,
            "uploads": None if begun is None else begun[0],
        }

    def of_experiments(self, bucket):
        if not self.experiments and bucket is not None:
            self.experiments = {owner: {**UNKNOWN, "id": owner} for owner in sorted(bucket.of) if owner.isdigit()}
        return [{**experiment, "artifacts": self.artifacts(bucket, experiment)} for experiment in self.experiments.values()]

    def artifacts(self, bucket, experiment):
        """None for those whose artefacts are elsewhere."""
        if bucket is None:
            return None
        if experiment["id"] in bucket.of:
            return bucket.of[experiment["id"]].told()
        return Sum().told() if experiment["isHere"] else None

    def of_others(self, bucket):
        ids = {experiment["id"] for experiment in self.experiments.values()}
        return [{"what": owner, **found.told()} for owner, found in sorted(bucket.of.items()) if owner not in ids]

    def of_lifecycle(self, bucket, begun):
        days = self.asked["noncurrentDays"]
        versions, size = bucket.ended_before(days) if days else (0, 0)
        return {"uploads": None if begun is None else begun[1], "noncurrent": {"objects": versions, "bytes": size} if days else None}


def told(found, kind):
    """Of tables.counts(); traces are not marked as deleted."""
    holds, others, *begun = found
    many = {"count": holds} if kind == "traces" else {"active": holds, "deleted": others}
    return {**many, "begun": dict(zip(PERIODS, begun))}


def version():
    try:
        return importlib.metadata.version("mlflow")
    except importlib.metadata.PackageNotFoundError:
        return None


def report(asked):
    # Whoever asked may have gone.
    signal.alarm(asked["seconds"] + 60)
    return Report(asked).told()
