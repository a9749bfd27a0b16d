"""What charts/retention would delete for good, found by its own functions, which are asked without MLflow, and delete nothing."""
import contextlib
import importlib.util
import io
import json
import os

from sqlalchemy import text

import bucket
import going
import traces
from catalogue import Fault
from collect import Collection

# Each takes a few questions, and half a kilobyte.
MOST = 50_000
# Of traces, of which a number is kept.
MOST_TRACES = 500_000
# After so many, the next ones would fail for the same reason.
MOST_FAILURES = 20
# MLflow is not loaded: what fails is none of its errors, and to ask for their class would load it.
going.mlflow_error = lambda: Fault


class Estimate(Collection):
    """Of collect.py, as in a report: which things go. What they have in the bucket is counted later, by these folders, in this order."""

    def __init__(self, reading, before, is_over):
        super().__init__(reading, before, False, None)
        self.is_over = is_over
        self.folders, self.left, self.reason = [], 0, None

    def look(self):
        with contextlib.redirect_stdout(io.StringIO()):
            things, jobs = self.found()
        for number, thing in enumerate(things):
            if number == MOST or self.is_over():
                self.left = len(things) - number
                break
            with contextlib.redirect_stdout(io.StringIO()):
                self.one(thing)
        self.jobs(jobs)

    def fail(self, thing, reason):
        self.failed += 1
        self.reason = self.reason or "%s: %s" % (thing, reason)

    def objects_of(self, thing):
        folder = self.folder(thing)
        if folder is not None:
            self.folders.append(folder)
        return []

    def told(self, sums):
        counted = list(bucket.in_order(self.folders, sums)) if sums is not None else None
        return {
            "runs": self.gone["run"],
            "models": self.gone["logged model"],
            "experiments": self.gone["experiment"],
            "jobs": self.gone["job"],
            "objects": None if counted is None else sum(objects for objects, _ in counted),
            "bytes": None if counted is None else sum(size for _, size in counted),
            "stay": self.stay,
            "failed": self.failed,
            "reason": self.reason,
            "unseen": self.left,
        }


def deletes_models():
    """Whether this MLflow can, as tracking.py asks it; by its text, without loading it."""
    found = importlib.util.find_spec("mlflow")
    if found is None or not found.submodule_search_locations:
        return False
    file = os.path.join(found.submodule_search_locations[0], "store/tracking/sqlalchemy_store.py")
    try:
        with open(file, encoding="utf-8") as text:
            return any("def _hard_delete_logged_model(" in line for line in text)
    except OSError:
        return False


class Over(Exception):
    """Nothing more is looked at."""


class TraceEstimate(traces.Sweep):
    """Of traces.py, as in a report: which traces go, of which experiment. What they have in the bucket is counted later."""

    def __init__(self, reading, is_over):
        super().__init__(reading, False, None)
        self.is_over = is_over
        self.folders, self.of, self.all, self.stays, self.reason = bucket.Folders(), {}, 0, 0, None
        self.left = 0

    def look(self, experiments):
        query = text("SELECT count(*) FROM trace_info WHERE experiment_id = :number AND timestamp_ms <= :before")
        for number, _, before in experiments:
            with self.tracking.transaction() as session:
                self.all += session.execute(query, {"number": number, "before": before}).scalar()
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.suppress(Over):
                self.run(experiments)
        except Fault:
            # It ends so where some cannot go.
            if not self.failed:
                raise
        self.reason = next((line for line in said.getvalue().split("\n") if "CANNOT GO" in line), None)
        self.left = self.all - sum(self.of.values()) - self.stays - self.failed

    def experiment(self, number, name, before):
        try:
            super().experiment(number, name, before)
        finally:
            self.of[number] = self.found["traces"]
            self.stays += sum(self.stay.values())

    def batch(self, experiment, before, ids):
        if self.is_over() or self.failed >= MOST_FAILURES or len(self.folders.hashes) >= MOST_TRACES:
            raise Over
        super().batch(experiment, before, ids)

    def below(self, folder):
        self.folders.add(folder)
        return []

    def told(self, of_traces, database_bytes):
        going = sum(self.of.values())
        return {
            "traces": going,
            "objects": None if of_traces is None else of_traces.objects,
            "bytes": None if of_traces is None else of_traces.bytes,
            "databaseBytes": database_bytes,
            "stay": self.stays,
            "failed": self.failed,
            "reason": self.reason,
            "unseen": self.left,
            "experiments": [{"id": str(number), "traces": count} for number, count in self.of.items() if count],
        }


def old_traces(reading, asked, is_over):
    without_workspaces("retention.traces")
    os.environ["TRACES_LINKED"] = str(asked["tracesLinked"]).lower()
    os.environ["TRACES_EXPERIMENTS"] = json.dumps(asked["tracesExperiments"])
    age = going.milliseconds("olderThan", asked["tracesOlderThan"])
    found = TraceEstimate(reading, is_over)
    found.look(traces.chosen(reading, going.right_now(reading), age))
    return found


def without_workspaces(what):
    """As tracking.py refuses them."""
    if os.environ.get("MLFLOW_ENABLE_WORKSPACES", "").lower() in ("true", "1"):
        raise Fault("MLflow has workspaces (MLFLOW_ENABLE_WORKSPACES), which %s does not know" % what)


def estimate(reading, asked, is_over):
    without_workspaces("retention.gc")
    os.environ["GC_MODELS"], os.environ["GC_JOBS"] = (str(asked[name]).lower() for name in ("loggedModels", "jobs"))
    reading.has_models = reading.has("logged_models") and deletes_models()
    before = going.right_now(reading) - going.milliseconds("olderThan", asked["olderThan"])
    found = Estimate(reading, before, is_over)
    found.look()
    return found
