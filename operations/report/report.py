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
from bucket import Bucket, Folders, Sum, uploads
from catalogue import TIME, Fault, artifact_store
from places import NoPlace, path_of
from told import tell
from tracking import Interrupted

UNKNOWN = {
    **dict.fromkeys(("name", "state", "location", "sharedWith", "runs", "models", "traces", "databaseBytes")),
    "isHere": True,
}
PERIODS = ("day", "week", "month")
# Of the whole time, until nothing more is looked for that could be deleted, and until nothing more is asked of the database.
OF_DELETED = 0.4
OF_DATABASE = 0.6
STATEMENT_SECONDS = 60
AWAY = (Fault, Interrupted, BotoCoreError, ClientError, Boto3Error, sqlalchemy.exc.SQLAlchemyError, OSError)


def in_a_line(error):
    """Of the database's own words the first line: hints follow it, and the statement."""
    of_database = getattr(error, "orig", None)
    return str(of_database).strip().split("\n")[0] if of_database else " ".join(str(error).split())


def reason_of(error, needs=None):
    """And where a right is missing, which."""
    is_refused = isinstance(error, ClientError) and error.response["ResponseMetadata"]["HTTPStatusCode"] in (401, 403)
    return in_a_line(error).rstrip(".") + ("; the server's keys need %s" % needs if needs and is_refused else "")


class Report:
    def __init__(self, asked):
        self.asked, self.started = asked, time.monotonic()
        self.problems = []
        self.root = os.environ.get("MLFLOW_ARTIFACTS_DESTINATION") or os.environ.get("MLFLOW_DEFAULT_ARTIFACT_ROOT") or ""
        os.environ["ARTIFACTS_URI"] = self.root
        self.database, self.experiments, self.found, self.old, self.shares = None, {}, None, None, None
        # By the path of a folder, whose it is; None where the database does not say.
        self.owners = None

    def is_over(self, part=1.0):
        return time.monotonic() - self.started > self.asked["seconds"] * part

    def unknown(self, what, reason):
        self.problems.append({"what": what, "reason": tell(reason)})

    def attempt(self, what, function, *given, needs=None):
        """None where it does not work; `needs` is the right without which it does not."""
        try:
            return function(*given)
        except AWAY as error:
            self.unknown(what, reason_of(error, needs))

    def read_database(self):
        reading = tables.Reading(os.environ.get("MLFLOW_BACKEND_STORE_URI", ""), STATEMENT_SECONDS, lambda: self.is_over(OF_DATABASE))
        try:
            return self.of(reading)
        finally:
            reading.close()

    def of(self, reading):
        self.experiments = {number: {**UNKNOWN, **found} for number, found in tables.experiments(reading).items()}
        self.places_of_experiments()
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
            for kind, found in counted.items():
                experiment[kind] = None if found is None else told(found.get(number, (0,) * 5), kind)
        self.places_apart(reading, has["logged_models"])
        sizes = self.attempt("sizes of tables", tables.sizes, reading)
        if sizes is not None:
            told_sizes, by_name = sizes
            self.database = told_sizes
            self.shares, kinds = self.attempt("what each experiment has in the database", tables.shares, reading, by_name) or (None, {})
            for number, experiment in self.experiments.items():
                experiment["databaseBytes"] = None if self.shares is None else round(sum(self.shares.get((number, kind), 0) for kind in ("runs", "traces")))
            for table in told_sizes["tables"]:
                table["of"] = kinds.get(table["name"])
        if self.root:
            self.found = self.attempt("what would be deleted for good", freed.estimate, reading, self.asked, lambda: self.is_over(OF_DELETED))
            if has["trace_info"]:
                self.old = self.attempt("traces that would be deleted by their age", freed.old_traces, reading, self.asked, lambda: self.is_over(OF_DATABASE))
        for found, what in (self.found, "things that are deleted"), (self.old, "old traces"):
            self.tell_left(found, what)

    def tell_left(self, found, what):
        if found is None:
            return
        if found.left:
            self.unknown("whether %d %s would go" % (found.left, what), "there was no time to look at them: give it more (--minutes)")
        if found.failed:
            self.unknown("whether %d %s would go" % (found.failed, what), "of the first: %s" % found.reason)

    def places_of_experiments(self):
        """Which folder is whose, the first where two say the same."""
        self.owners = {}
        for experiment in self.experiments.values():
            path = self.path(experiment["location"])
            experiment["isHere"] = path is not None
            experiment["sharedWith"] = self.owners.get(path) if path is not None else None
            if path is not None:
                self.owners.setdefault(path, experiment["id"])

    def places_apart(self, reading, has_models):
        """Of what is not in the folder of its experiment, and of registered models."""
        apart = self.attempt("runs that are not in the folder of their experiment", tables.elsewhere, reading, has_models) or []
        if len(apart) > tables.MOST_PLACES:
            self.unknown("runs that are not in the folder of their experiment", "there are more than %d of them" % tables.MOST_PLACES)
        for number, place in apart:
            path = self.path(place)
            if path is not None:
                self.owners.setdefault(path, str(number))
        if os.environ.get("MLFLOW_REGISTRY_STORE_URI"):
            self.unknown("registered models", "they are in another database (MLFLOW_REGISTRY_STORE_URI), which is not asked; their artefacts count as nobody's")
            return
        sources = self.attempt("registered models", tables.sources, reading) or []
        if len(sources) > tables.MOST_PLACES:
            self.unknown("registered models", "there are more than %d places of them" % tables.MOST_PLACES)
        for place in sources:
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
        traces = Folders() if self.old is None else self.old.folders
        # By their folders' names, where the database says nothing.
        bucket = Bucket(store, self.owners, going, traces, self.is_over)
        bucket.read()
        if bucket.unversioned is not None:
            self.unknown("older versions in the bucket", reason_of(*bucket.unversioned))
        if not bucket.is_complete:
            self.unknown("the rest of the bucket", "there was no time to list it to its end: give it more (--minutes)")
        return bucket

    def read_uploads(self, store):
        before = datetime.now(timezone.utc) - timedelta(days=self.asked["uploadDays"])
        found = uploads(store, before, lifecycle.old_uploads, self.is_over)
        if not found[0]["complete"]:
            self.unknown("how large some uploads are that nobody has completed", "there are too many of them, or there was no time to ask (--minutes)")
        return found

    def told(self):
        self.attempt("the database", self.read_database)
        store = self.attempt("the bucket", self.store)
        bucket = None if store is None else self.attempt("the bucket", self.list_bucket, store, needs="s3:ListBucket")
        rights = "s3:ListBucketMultipartUploads and s3:ListMultipartUploadParts"
        begun = None if bucket is None else self.attempt("uploads that nobody has completed", self.read_uploads, store, needs=rights)
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
                "traces": None if self.old is None else self.old.told(None if bucket is None else bucket.of_traces, self.bytes_of_old()),
                "lifecycle": None if bucket is None else self.of_lifecycle(bucket, begun),
            },
            "problems": self.problems,
            "took": {
                "seconds": round(time.monotonic() - self.started, 1),
                "memoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            },
        }

    def bytes_of_old(self):
        """Of the tables of traces as large a part as of the traces: an estimate."""
        if self.shares is None or any(experiment["traces"] is None for experiment in self.experiments.values()):
            return None
        parts = ((self.shares.get((number, "traces"), 0), count, self.experiments[number]["traces"]["count"]) for number, count in self.old.of.items())
        return round(sum(size * count / whole for size, count, whole in parts if whole))

    def of_bucket(self, store, bucket, begun):
        return {
            "name": store.bucket,
            "prefix": store.prefix,
            **bucket.all.told(),
            "complete": bucket.is_complete,
            "versioning": bucket.versioning,
            "noncurrent": {"objects": bucket.old.objects, "bytes": bucket.old.bytes} if bucket.unversioned is None else None,
            "uploads": None if begun is None else begun[0],
        }

    def of_experiments(self, bucket):
        if self.owners is None and bucket is not None:
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
        versions, size = bucket.ended_before(days)
        is_known = days and bucket.unversioned is None
        return {"uploads": None if begun is None else begun[1], "noncurrent": {"objects": versions, "bytes": size} if is_known else None}


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
