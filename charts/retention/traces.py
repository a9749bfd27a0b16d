"""Delete for good the traces that began longer than TRACES_OLDER_THAN ago, of experiments that are not deleted.

Without TRACES_DELETE it only says what would go. Traces go in batches, each in one transaction that holds their rows: what is needed
elsewhere, or was written meanwhile, stays. Rows are deleted first, by MLflow's own function, then artefacts, and only then the
transaction is committed: whenever this is killed, no artefacts are without their trace, and what is left goes the next time. A batch
that cannot go is halved, until the traces that hold it up are alone.

With TRACES_BACKUP_HOURS nothing goes that the newest backup has not: every row as it is, and each artefact.

Reads also the variables of the server and of catalogue.py, TRACES_LINKED, TRACES_EXPERIMENTS (JSON: [{"name", "olderThan"}], an age or
"never") and WORK. Exit codes: 0 done; 1 something was not done, and the lines before say what and why.
"""
import json
import logging
import os
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy
from sqlalchemy import text

from aged import BUSY, UNSAVED, Reason, Traces
from catalogue import Fault, artifact_store, listed
from going import delete_objects, in_a_line, is_on, milliseconds, newest_backup, right_now, trouble, words_of
from places import NoPlace, is_within, path_of
from tracking import TRACES, Interrupted, Tracking
from words import amount

BATCH = 500
# As many connections as boto3 keeps.
AT_ONCE = 10
# Of each reason, in each experiment, so many are named.
NAMED = 10
NEVER = "never"
# Before everything.
START = (-(2**62), "")
FOLDER = re.compile(r"(^|/)traces/[^/]+/artifacts(/|$)")


def say(message):
    print("traces: " + message, flush=True)


class Sweep:
    def __init__(self, tracking, delete, backup):
        self.tracking, self.delete, self.backup = tracking, delete, backup
        self.store, self.root = artifact_store(), os.environ["ARTIFACTS_URI"]
        self.history = None if backup is None else tracking.history()
        self.traces = Traces(set(sqlalchemy.inspect(tracking.engine).get_table_names()), is_on("TRACES_LINKED"))
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self.gone, self.failed = Counter(), 0
        # Of the experiment that is looked at.
        self.found, self.stay = Counter(), Counter()
        # In the folder of a trace nobody else has anything, but somebody may have said so.
        self.theirs = {}

    def run(self, experiments):
        with self.tracking.transaction() as session:
            query = text("SELECT experiment_id, artifact_location FROM experiments")
            for number, uri in session.execute(query):
                try:
                    path = path_of(uri, self.root)
                except NoPlace:
                    continue
                if FOLDER.search(path):
                    self.theirs[path] = number
        if self.backup is not None:
            self.backup.read(FOLDER.search)
        try:
            for number, name, before in experiments:
                self.experiment(number, name, before)
        finally:
            say("%s %s" % (self.verb, sentence(self.gone)))
        if self.failed:
            raise Fault("%d traces CANNOT GO, for the reasons above; they are tried again the next time" % self.failed)

    @property
    def verb(self):
        return "deleted" if self.delete else "would delete"

    def experiment(self, number, name, before):
        self.found, self.stay = Counter(), Counter()
        last = START
        try:
            while True:
                with self.tracking.transaction() as session:
                    found = self.traces.after(session, number, before, last, BATCH)
                if not found:
                    break
                last = found[-1]
                self.batch(number, before, [one for _, one in found])
        finally:
            self.gone += self.found
            if self.found or self.stay:
                say("experiment %s (%s): %s %s" % (number, ascii(name)[:80], self.verb, sentence(self.found)))
            for reason, count in sorted(self.stay.items()):
                if count > NAMED:
                    say("experiment %s: %d traces stay, the %d above among them: %s" % (number, count, NAMED, reason))

    def batch(self, experiment, before, ids):
        try:
            objects, kept, count = self.removed(experiment, before, ids)
        except trouble() as error:
            words = words_of(error)
            if len(ids) > 1:
                half = len(ids) // 2
                self.batch(experiment, before, ids[:half])
                self.batch(experiment, before, ids[half:])
                return
            self.failed += 1
            say("trace %s of experiment %s CANNOT GO, and stays: %s" % (ids[0], experiment, words))
            return
        for one, reason in sorted(kept.items()):
            self.stay[reason.words] += 1
            if self.stay[reason.words] <= NAMED:
                say("trace %s of experiment %s stays: %s" % (ascii(one)[1:-1], experiment, reason))
        self.found.update(traces=count, objects=len(objects), bytes=sum(size for _, size, _ in objects))

    def removed(self, experiment, before, ids):
        """The objects that they had, {trace: reason} of those that stay, and how many go; in a report nothing is changed."""
        traces, kept = self.traces, {}
        with self.tracking.transaction() as session:
            if self.delete:
                self.tracking.check_quiet(session)
            left = traces.still(session, experiment, before, ids, self.delete)
            kept.update((one, BUSY) for one in set(ids).difference(left))
            kept.update(traces.kept(session, before, left))
            if self.backup is not None:
                for one in traces.written_since(session, self.backup.rows_before(self.history), left):
                    kept.setdefault(one, UNSAVED)
            left = [one for one in left if one not in kept]
            objects = self.objects(session, left, kept)
            left = [one for one in left if one not in kept]
            if self.delete and left:
                count = traces.delete(session, self.tracking.store, experiment, left)
                if count != len(left):
                    raise Fault("MLflow would delete %d traces instead of %d" % (count, len(left)))
                delete_objects(self.store, [path for path, _, _ in objects])
        return objects, kept, len(left)

    def objects(self, session, ids, kept):
        """Of each of these traces, unless there is a reason for which it stays, which is added to the others."""
        folders = {}
        for one, uris in self.traces.places(session, ids).items():
            try:
                folders[one] = {self.folder(one, uri) for uri in uris}
            except NoPlace as reason:
                kept[one] = Reason("its artefacts are elsewhere", str(reason))
        pairs = [(one, folder) for one, own in folders.items() for folder in sorted(own)]
        found = []
        for (one, folder), objects in zip(pairs, self.pool.map(self.below, [folder for _, folder in pairs])):
            lack = next(filter(None, (self.backup.lack(*each) for each in objects)), None) if self.backup is not None else None
            if lack is not None:
                kept.setdefault(one, Reason("the newest backup has not all of it", lack))
            found += [(one, each) for each in objects]
        return [each for one, each in found if one not in kept]

    def folder(self, trace, uri):
        """Its own: one that is called as it is, and in which no experiment has its artefacts."""
        path = path_of(uri, self.root)
        if path.split("/")[-3:] != ["traces", trace, "artifacts"]:
            raise NoPlace("they are not in a folder of its own: %r" % uri)
        for theirs, number in self.theirs.items():
            if is_within(theirs, path):
                raise NoPlace("experiment %s has its artefacts in the same folder: %s" % (number, path))
        return path

    def below(self, folder):
        return [(folder + "/" + path, size, etag) for path, size, etag in listed(self.store.below(folder + "/"))]


def sentence(found):
    count = found["traces"]
    return "%s trace%s, with %s" % (format(count, ","), "" if count == 1 else "s", amount(found["objects"], found["bytes"]))


def chosen(tracking, now, default):
    """(number, name, before) of each experiment that is not deleted, but for those of which traces never go."""
    others = {one["name"]: one["olderThan"] for one in json.loads(os.environ.get("TRACES_EXPERIMENTS") or "[]")}
    ages = {name: None if age == NEVER else milliseconds("olderThan of experiment %s" % ascii(name), age) for name, age in others.items()}
    with tracking.transaction() as session:
        rows = list(session.execute(text("SELECT experiment_id, name, lifecycle_stage FROM experiments ORDER BY experiment_id")))
    unknown = sorted(set(ages).difference(row.name for row in rows))
    if unknown:
        # By another name it would have the age of all others.
        raise Fault("there is no experiment %s, which retention.traces.experiments names: mend its name, or remove it" % ascii(unknown[0]))
    found = [(row.experiment_id, row.name, ages.get(row.name, default)) for row in rows if row.lifecycle_stage == "active"]
    return [(number, name, now - age) for number, name, age in found if age is not None]


def note_rollups(tracking):
    """Where MLflow keeps sums of traces by the day, it has to make them anew: it has no other switch for it than the server's."""
    try:
        from mlflow.store.db.trace_rollups import sql_trace_rollup_rows_exist
    except ImportError:
        return
    if sql_trace_rollup_rows_exist(tracking.engine):
        os.environ["MLFLOW_SQL_TRACE_ROLLUPS_ENABLED"] = "true"


def sweep():
    delete, age = is_on("TRACES_DELETE"), os.environ["TRACES_OLDER_THAN"]
    span = milliseconds("TRACES_OLDER_THAN", age)
    tracking = Tracking()
    with tracking.alone(TRACES):
        experiments = chosen(tracking, right_now(tracking), span)
        note_rollups(tracking)
        backup = newest_backup(tracking, "TRACES_BACKUP_HOURS", delete, say, by_rows=True)
        say("%s traces that began longer than %s ago%s" % (
            "deletes for good" if delete else "only says which",
            age,
            "" if backup is None else ", and are in the backup " + backup.name,
        ))
        Sweep(tracking, delete, backup).run(experiments)
        if not delete:
            say("nothing was changed: with retention.traces.delete: true it would be")


def main():
    logging.disable(logging.WARNING)
    try:
        sweep()
    except Interrupted as reason:
        sys.exit("traces: stopped: %s. The rest is tried the next time" % reason)
    except (*trouble(), OSError) as error:
        sys.exit("traces: failed: " + in_a_line(getattr(error, "orig", None) or error))


if __name__ == "__main__":
    main()
