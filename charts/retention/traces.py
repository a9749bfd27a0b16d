"""Delete for good the traces that began longer than TRACES_OLDER_THAN ago, of experiments that are not deleted.

Without TRACES_DELETE it only says what would go. Traces go in batches, each in one transaction that holds their rows: what is needed
elsewhere, or was written meanwhile, stays. Rows are deleted first, by MLflow's own function, then artefacts, and only then the
transaction is committed: whenever this is killed, no artefacts are without their trace, and what is left goes the next time. A batch
that cannot go is halved, until the traces that hold it up are alone.

With TRACES_BACKUP_HOURS nothing goes that the newest backup has not: every row as it is, and each artefact.

Reads also the variables of the server and of catalogue.py, TRACES_LINKED, TRACES_EXPERIMENTS (JSON: [{"id", "name", "olderThan"}], an id, a
name or both, and an age or "never") and WORK. Exit codes: 0 done; 1 something was not done, and the lines before say what and why.
"""
import logging
import os
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy
from sqlalchemy import text

from aged import BUSY, FUTURE, UNSAVED, Reason, Traces
from ages import chosen
from catalogue import Fault, artifact_store, listed
from going import NAMED, Refusals, delete_objects, goes_by_backups, is_on, milliseconds, newest_backup, nothing_changed, right_now, trouble
from places import NoPlace, is_within, path_of
from tracking import TRACES, Interrupted, Tracking
from words import amount, in_a_line, printable

BATCH = 500
# As many connections as boto3 keeps.
AT_ONCE = 10
BACKUP_HOURS = "TRACES_BACKUP_HOURS"
# In milliseconds: so far clocks are off, and time zones are mistaken.
DAY = 86_400_000
# Before everything.
START = (-(2**62), "")
FOLDER = re.compile(r"(^|/)traces/[^/]+/artifacts(/|$)")


def say(message):
    print("traces: " + printable(message), flush=True)


class Meanwhile(Exception):
    """While a batch was on its way, something came for which one of it stays: {trace: reason}."""

    def __init__(self, reasons):
        super().__init__()
        self.reasons = reasons


class Sweep:
    def __init__(self, tracking, now, delete, backup):
        self.tracking, self.now, self.delete, self.backup = tracking, now, delete, backup
        self.store, self.root = artifact_store(), os.environ["ARTIFACTS_URI"]
        self.traces = Traces(set(sqlalchemy.inspect(tracking.engine).get_table_names()), is_on("TRACES_LINKED"))
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self.gone, self.failed, self.refusals = Counter(), 0, Refusals()
        # Of the experiment that is looked at.
        self.found, self.stay, self.refused = Counter(), Counter(), 0
        # {experiment: where MLflow says that it has its artefacts}
        self.locations = {}
        # In the folder of a trace nobody else has anything, but somebody may have said so.
        self.theirs = {}

    def run(self, experiments):
        with self.tracking.transaction() as session:
            query = text("SELECT experiment_id, artifact_location FROM experiments")
            for number, uri in session.execute(query):
                self.locations[number] = (uri or "").rstrip("/")
                try:
                    path = path_of(uri, self.root)
                except NoPlace:
                    continue
                if FOLDER.search(path):
                    self.theirs[path] = number
        if self.backup is not None:
            self.backup.read(FOLDER.search)
        try:
            for one in experiments:
                self.experiment(*one)
        finally:
            say("%s %s" % (self.verb, sentence(self.gone)))
        if self.failed:
            raise Fault("%d traces CANNOT GO, for the reasons above; they are tried again the next time" % self.failed)

    @property
    def verb(self):
        return "deleted" if self.delete else "would delete"

    def experiment(self, number, name, before):
        self.found, self.stay, self.refused = Counter(), Counter(), 0
        last = START
        try:
            self.name_future(number)
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
            if self.refused > NAMED:
                say("experiment %s: %d traces CANNOT GO, the %d above among them" % (number, self.refused, NAMED))

    def name_future(self, experiment):
        with self.tracking.transaction() as session:
            count, first = self.traces.future(session, experiment, self.now + DAY, NAMED)
        for one in first:
            self.keep(experiment, one, FUTURE)
        if count > len(first):
            self.stay[FUTURE.words] += count - len(first)

    def keep(self, experiment, trace, reason):
        self.stay[reason.words] += 1
        if self.stay[reason.words] <= NAMED:
            say("trace %s of experiment %s stays: %s" % (ascii(trace)[1:-1], experiment, reason))

    def refuse(self, experiment, trace, words):
        self.failed += 1
        self.refused += 1
        if self.refused <= NAMED:
            say("trace %s of experiment %s CANNOT GO, and stays: %s" % (ascii(trace)[1:-1], experiment, words))

    def batch(self, experiment, before, ids):
        try:
            objects, kept, count = self.removed(experiment, before, ids)
        except Meanwhile as change:
            if len(ids) > 1:
                return self.halves(experiment, before, ids)
            objects, kept, count = [], change.reasons, 0
        except trouble() as error:
            words = self.refusals.words(error)
            if len(ids) > 1:
                return self.halves(experiment, before, ids)
            return self.refuse(experiment, ids[0], words)
        if count:
            self.refusals.end()
        for one, reason in sorted(kept.items()):
            self.keep(experiment, one, reason)
        self.found.update(traces=count, objects=len(objects), bytes=sum(size for _, size, _ in objects))

    def halves(self, experiment, before, ids):
        half = len(ids) // 2
        self.batch(experiment, before, ids[:half])
        self.batch(experiment, before, ids[half:])

    def removed(self, experiment, before, ids):
        """The objects that they had, {trace: reason} of those that stay, and how many go; in a report nothing is changed."""
        traces, kept = self.traces, {}
        with self.tracking.transaction() as session:
            if self.delete:
                self.tracking.check_quiet(session)
            left = traces.still(session, experiment, before, ids, self.delete)
            kept.update((one, BUSY) for one in set(ids).difference(left))
            kept.update(self.reasons(session, before, left))
            left = [one for one in left if one not in kept]
            objects = self.objects(session, experiment, left, kept)
            left = [one for one in left if one not in kept]
            if self.delete and left:
                # Listing has taken its time, and links to a trace do not wait for its row.
                self.check_unchanged(session, before, left)
                count = traces.delete(session, self.tracking.store, experiment, left)
                if count != len(left):
                    raise Fault("MLflow would delete %d traces instead of %d" % (count, len(left)))
                self.check_unchanged(session, before, left)
                delete_objects(self.store, [path for path, _, _ in objects])
        return objects, kept, len(left)

    def reasons(self, session, before, ids):
        """{trace: reason} of those that stay, whatever they have in the store."""
        found = self.traces.kept(session, before, ids)
        if self.backup is not None:
            for one in self.traces.written_since(session, self.backup.rows_before, ids):
                found.setdefault(one, UNSAVED)
        return found

    def check_unchanged(self, session, before, ids):
        reasons = self.reasons(session, before, ids)
        if reasons:
            raise Meanwhile(reasons)

    def objects(self, session, experiment, ids, kept):
        """Of each of these traces, unless there is a reason for which it stays, which is added to the others."""
        folders = {}
        for one, places in self.traces.places(session, ids).items():
            try:
                folders[one] = {self.folder(experiment, one, *place) for place in places}
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

    def folder(self, experiment, trace, uri, is_archive):
        """The one that MLflow makes for it, below its experiment's artefacts or below what is archived, and in which no experiment has its own."""
        path, own = path_of(uri, self.root), ["traces", trace, "artifacts"]
        if is_archive:
            is_own = path.split("/")[-4:] == [str(experiment), *own]
        else:
            is_own = path.split("/")[-3:] == own and path == path_of("/".join((self.locations[experiment], *own)), self.root)
        if not is_own:
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
        now = right_now(tracking)
        experiments = chosen(tracking, now, span, delete, say)
        note_rollups(tracking)
        backup = newest_backup(tracking, BACKUP_HOURS, delete, say, by_rows=True)
        say("%s traces that began longer than %s ago%s" % (
            "deletes for good" if delete else "only says which",
            age,
            "" if backup is None else ", and are in the backup " + backup.name,
        ))
        Sweep(tracking, now, delete, backup).run(experiments)
        if not delete:
            say(nothing_changed("retention.traces.delete", goes_by_backups(BACKUP_HOURS) and backup is None))


def main():
    logging.disable(logging.WARNING)
    try:
        sweep()
    except Interrupted as reason:
        sys.exit("traces: stopped: %s. The rest is tried the next time" % in_a_line(reason))
    except (*trouble(), OSError) as error:
        sys.exit("traces: failed: " + in_a_line(getattr(error, "orig", None) or error))


if __name__ == "__main__":
    main()
