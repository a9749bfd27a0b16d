"""Delete for good what MLflow's users have deleted longer than GC_OLDER_THAN ago: runs, logged models, experiments, and jobs.

Without GC_DELETE it only says what would go. It does what `mlflow gc` does, with MLflow's own functions, but each thing by itself: in a
transaction that holds its row, so that nobody restores it meanwhile, and what cannot go stays for the next time, without holding up
the others. Rows are deleted first, then artefacts, and only then the transaction is committed: whenever this is killed, a thing
whose artefacts are not all gone is still there, deleted, and goes the next time.

Nothing goes that a registered model or a logged model needs, or whose artefacts are not in a folder of its own in this store; and with
GC_BACKUP_HOURS nothing that the newest backup has not: its rows, as deleted, and each of its artefacts.

Reads also the variables of the server and of catalogue.py, GC_MODELS, GC_JOBS and WORK. Exit codes: 0 done; 1 something was not done,
and the lines before say what and why.
"""
import logging
import os
import sys
from collections import Counter

import sqlalchemy

import deleted
from catalogue import Fault, artifact_store, listed
from going import NAMED, Refusals, delete_objects, goes_by_backups, is_on, milliseconds, newest_backup, nothing_changed, right_now, trouble
from places import NoPlace, folder_above, folder_of, is_own, is_within, path_of
from tracking import COLLECTION, Interrupted, Tracking
from words import amount, in_a_line, printable

TRACES_AT_ONCE = 500
JOBS_AT_ONCE = 500
BACKUP_HOURS = "GC_BACKUP_HOURS"
# Later than everything.
EVER = 2**62


class Stays(Exception):
    """Why a thing is not deleted now, where nothing has failed."""


def say(message):
    print("gc: " + printable(message), flush=True)


class Collection:
    def __init__(self, tracking, before, delete, backup):
        self.tracking, self.before, self.delete, self.backup = tracking, before, delete, backup
        self.store = artifact_store()
        self.root = os.environ["ARTIFACTS_URI"]
        self.locations = ()
        self.gone, self.stay, self.failed, self.refusals = Counter(), 0, 0, Refusals()
        self.objects = self.size = 0
        # Of a report, where nothing is gone when an experiment is looked at: how many of it go, and their folders.
        self.going, self.counted = Counter(), set()

    def run(self):
        things, jobs = self.found()
        if self.backup is not None:
            folders = {folder for folder in map(self.folder_if_any, things) if folder is not None}
            self.backup.read(lambda path: folder_above(path, folders) is not None)
        try:
            for thing in things:
                self.one(thing)
            self.jobs(jobs)
        finally:
            self.summary()
        if self.failed:
            raise Fault("%d CANNOT GO, for the reasons above; they are tried again the next time" % self.failed)

    def found(self):
        """Runs and models first: an experiment goes when they have."""
        tracking = self.tracking
        with tracking.transaction() as session:
            things = deleted.runs(session, self.before)
            if tracking.has_models and is_on("GC_MODELS"):
                things += deleted.models(session, self.before)
            things += deleted.experiments(session, self.before)
            until = self.before if self.backup is None else min(self.before, self.backup.started)
            jobs = deleted.jobs(session, until) if tracking.has_jobs and is_on("GC_JOBS") else []
            query = sqlalchemy.text("SELECT experiment_id, artifact_location FROM experiments")
            self.locations = [(number, self.path_if_any(uri)) for number, uri in session.execute(query)]
            count = deleted.undated(session, tracking.has_models)
        if count:
            say("%d are deleted, but MLflow has not noted when: they stay" % count)
        return things, jobs

    def path_if_any(self, uri):
        try:
            return path_of(uri, self.root)
        except NoPlace:
            return None

    def folder_if_any(self, thing):
        try:
            return self.folder(thing)
        except NoPlace:
            return None

    def folder(self, thing):
        """Its own, below the root; None for an experiment whose folder somebody has chosen: others may have their things there."""
        if thing.kind == "experiment":
            folder = path_of(thing.uri, self.root)
            if not is_own(folder, thing.id):
                return None
        else:
            folder = folder_of(thing.uri, thing.id, self.root)
        for number, path in self.locations:
            is_itself = thing.kind == "experiment" and number == thing.experiment
            if path is not None and not is_itself and is_within(path, folder):
                raise NoPlace("experiment %s has its artefacts in the same folder: %s" % (number, folder))
        return folder

    def one(self, thing):
        try:
            objects = self.removed(thing)
        except (Stays, NoPlace) as reason:
            self.stay += 1
            say("%s stays: %s" % (thing, reason))
        except trouble() as error:
            self.fail(thing, self.refusals.words(error))
        else:
            self.refusals.end()
            size = sum(size for _, size, _ in objects)
            self.gone[thing.kind] += 1
            self.objects += len(objects)
            self.size += size
            say("%s %s, with %s" % (self.verb, thing, amount(len(objects), size)))

    @property
    def verb(self):
        return "deleted" if self.delete else "would delete"

    def fail(self, thing, reason):
        self.failed += 1
        if self.failed <= NAMED:
            say("%s CANNOT GO, and stays: %s" % (thing, reason))

    def removed(self, thing):
        """The objects that it had; in a report nothing is changed."""
        if self.backup is not None and thing.since > self.backup.started:
            raise Stays("it was deleted after the newest backup had begun")
        with self.tracking.transaction() as session:
            if self.delete:
                self.tracking.check_quiet(session)
                if not deleted.lock(session, thing, self.before):
                    raise Stays("it has been restored, or is gone")
            reason = deleted.needed_by(session, thing, self.before, self.tracking.has_models, self.going)
            if reason is not None:
                raise Stays(reason)
            objects = self.objects_of(thing)
            if self.delete:
                self.delete_rows(session, thing)
                # Listing has taken its time, and whoever makes a version of a model of it does not wait for its row.
                reason = deleted.needed_by(session, thing, self.before, self.tracking.has_models, self.going)
                if reason is not None:
                    raise Stays(reason)
                delete_objects(self.store, [path for path, _, _ in objects])
            else:
                self.going[thing.kind, thing.experiment] += 1
            return objects

    def objects_of(self, thing):
        folder = self.folder(thing)
        if folder is None:
            say("what traces of %s have in %s stays there: that folder is not its own" % (thing, ascii(thing.uri)))
            return []
        found = [(folder + "/" + path, size, etag) for path, size, etag in listed(self.store.below(folder + "/"))]
        found = [one for one in found if folder_above(one[0], self.counted) is None]
        if self.backup is not None:
            for path, size, etag in found:
                reason = self.backup.lack(path, size, etag)
                if reason is not None:
                    raise Stays(reason)
        if not self.delete:
            self.counted.add(folder)
        return found

    def delete_rows(self, session, thing):
        store = self.tracking.store
        if thing.kind == "run":
            store._hard_delete_run(thing.id)
        elif thing.kind == "logged model":
            store._hard_delete_logged_model(thing.id)
        else:
            # Some at a time: MLflow would load them all.
            while store.delete_traces(thing.id, max_timestamp_millis=EVER, max_traces=TRACES_AT_ONCE):
                session.expire_all()
            store._hard_delete_experiment(thing.id)
        session.flush()

    def jobs(self, ids):
        if self.delete and ids:
            from mlflow.store.jobs.sqlalchemy_store import SqlAlchemyJobStore

            store = SqlAlchemyJobStore(os.environ["MLFLOW_BACKEND_STORE_URI"])
            parts = [ids[start : start + JOBS_AT_ONCE] for start in range(0, len(ids), JOBS_AT_ONCE)]
            # Only of those that have ended, whatever is asked for.
            ids = [one for part in parts for one in store.delete_jobs(job_ids=part)]
        self.gone["job"] = len(ids)

    def summary(self):
        found = ["%d %s%s" % (count, kind, "" if count == 1 else "s") for kind, count in sorted(self.gone.items()) if count]
        say("%s %s: %s" % (self.verb, ", ".join(found) or "nothing", amount(self.objects, self.size)))
        if self.stay:
            say("%d more stay, for the reasons above" % self.stay)
        if self.failed > NAMED:
            say("%d CANNOT GO, the %d above among them" % (self.failed, NAMED))


def collect():
    delete, age = is_on("GC_DELETE"), os.environ["GC_OLDER_THAN"]
    span = milliseconds("GC_OLDER_THAN", age)
    tracking = Tracking()
    with tracking.alone(COLLECTION):
        before = right_now(tracking) - span
        backup = newest_backup(tracking, BACKUP_HOURS, delete, say)
        say("%s what was deleted longer than %s ago%s" % (
            "deletes for good" if delete else "only says",
            age,
            "" if backup is None else ", and is in the backup " + backup.name,
        ))
        Collection(tracking, before, delete, backup).run()
        if not delete:
            say(nothing_changed("retention.gc.delete", goes_by_backups(BACKUP_HOURS) and backup is None))


def main():
    logging.disable(logging.WARNING)
    try:
        collect()
    except Interrupted as reason:
        sys.exit("gc: stopped: %s. The rest is tried the next time" % in_a_line(reason))
    except (*trouble(), OSError) as error:
        sys.exit("gc: failed: " + in_a_line(getattr(error, "orig", None) or error))


if __name__ == "__main__":
    main()
