"""What charts/retention would delete for good, found by its own functions, which are asked without MLflow, and delete nothing."""
import contextlib
import importlib.util
import io
import os

import bucket
import going
from catalogue import Fault
from collect import Collection

# Each takes a few questions, and half a kilobyte.
MOST = 50_000


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


def estimate(reading, asked, is_over):
    # As tracking.py refuses it.
    if os.environ.get("MLFLOW_ENABLE_WORKSPACES", "").lower() in ("true", "1"):
        raise Fault("MLflow has workspaces (MLFLOW_ENABLE_WORKSPACES), which retention.gc does not know")
    os.environ["GC_MODELS"], os.environ["GC_JOBS"] = (str(asked[name]).lower() for name in ("loggedModels", "jobs"))
    reading.has_models = reading.has("logged_models") and deletes_models()
    before = going.right_now(reading) - going.milliseconds("olderThan", asked["olderThan"])
    found = Estimate(reading, before, is_over)
    found.look()
    return found
