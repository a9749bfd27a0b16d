"""The last part of a restore: what differs in the artefact store, and then the database, which is the commit.

All of it is done under the lock of the whole database, so that nobody migrates it, or takes this for a restore that has ended.
Reads $WORK, as check.py, load.sh and restore-copy.sh have left it, and the variables of asked.py, libpq and the two stores.

Exit codes: 0 done, or nothing to do; 1 not done, and the last line says why: the next pod tries again.
"""
import json
import os
import shlex
import signal
import sys
from contextlib import closing
from datetime import datetime, timezone

import swap
import transaction
from aside import Aside, settle
from asked import asked, recorded
from catalogue import Fault, artifact_store, destination, read_index
from check import RENAME, identity_of
from databases import FAULTS, beside, connect, execute, live, locked, quoted, say, scratch_of, unmigrated
from differences import Changed, Source, differing, is_other
from emptiness import what_is_in
from mlflow_schema import upgrade
from rights import give, rights
# For an artefact that others write at the same time.
TRIES = 5


class Restore:
    is_committed = False

    def __init__(self, work, request, connection):
        self._work, self._request, self._beside = work, request, connection
        with open(os.path.join(work, "plan.json")) as file:
            self._plan = json.load(file)
        self._backup = self._plan["backup"]
        if self._plan["request"] != request.canonical():
            raise Fault("what lies in %s is of another request: %s" % (work, self._plan["request"]))
        self._stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")

    def run(self):
        with unmigrated() as database:
            self.look(database)
            store = artifact_store()
            settle(store, recorded(database), but=self._request)
            say_backups(database)
            if self._plan["way"] == RENAME:
                self._prepare(database)
            self._bring_artifacts(store, database)
            if self._plan["way"] != RENAME:
                transaction.transact(database, self._files(), self._stamp, self.look, self._complete)
                self._say_committed()
                upgrade(live())
                execute(database, "UPDATE mlflow_chart.restores SET finished = now() WHERE request = %s", (self._request.canonical(),))
        if self._plan["way"] == RENAME:
            # What is set for the database is set in that session, too.
            with closing(connect(self._beside.info.dbname)) as session:
                swap.carry_over(session, scratch_of(self._request))
            old = swap.swap(self._beside, scratch_of(self._request), self._stamp, self.look)
            self._say_committed()
            afterwards(lambda: self._say_kept(old))
        else:
            afterwards(self._say_kept_schemas)
        afterwards(lambda: settle(store, [self._request.canonical()]))

    def _say_committed(self):
        self.is_committed = True
        say(self._backup["name"] + " is restored")

    def look(self, database):
        """That the database is still what check.py has seen, and may be replaced."""
        if self._request.canonical() in recorded(database):
            raise Fault("another pod has done this restore meanwhile")
        if self._plan["identity"] not in (None, identity_of(database)):
            raise Fault("another restore has replaced the database meanwhile")
        found = what_is_in(database) if self._plan["isEmpty"] else None
        if found is not None:
            raise Fault("somebody has begun to use the database, which was empty: " + found)

    def _prepare(self, replaced):
        """Of the new database all but its name."""
        scratch = scratch_of(self._request)
        with open(os.path.join(self._work, "loaded")) as file:
            loaded = int(file.read())
        if [(loaded,)] != execute(self._beside, "SELECT oid FROM pg_database WHERE datname = %s", (scratch,)):
            raise Fault("another pod has made %s anew since this one had loaded it" % scratch)
        upgrade(scratch)
        with closing(connect(scratch)) as database:
            with database:
                self._enter(database, "now()")
                give(database, rights(replaced))

    def _enter(self, database, finished):
        """It is another database than the one that was dumped, and remembers nothing of what was done to that."""
        for table in "identity", "activity", "migration_backups", "restores":
            execute(database, "DELETE FROM mlflow_chart." + table)
        execute(database, "INSERT INTO mlflow_chart.identity SELECT substr(md5(gen_random_uuid()::text), 1, 12)")
        execute(
            database,
            "INSERT INTO mlflow_chart.restores VALUES (%s, %s, " + finished + ")",
            (self._request.canonical(), self._backup["name"]),
        )

    def _complete(self, database):
        compare_rows(database, self._backup["database"]["tables"])
        self._enter(database, "NULL")
        execute(database, "ANALYZE")

    def _files(self):
        return [os.path.join(self._work, name + ".sql") for name in ("pre-data", "data", "post-data")]

    def _bring_artifacts(self, store, database):
        """What rclone was not told of, or nobody had when it copied; and what the store has in another version."""
        index, place = self._backup["artifacts"]["index"], destination()
        source, aside = Source(place, index["backup"]), Aside(store, self._request.short())
        added = replaced = 0
        for entry, found in differing(read_index(place, index["backup"], index["sha256"], self._work), store):
            # Who has lost the lock must not go on.
            for session in self._beside, database:
                if session is not None:
                    execute(session, "SELECT 1")
            if not found and self._add(entry, source, store):
                added += 1
            elif is_other(entry, found, source, store):
                self._replace(entry, source, store, aside)
                replaced += 1
        say("the artefact store has what the backup has: %d more were added, %d replaced" % (added, replaced))

    def _add(self, entry, source, store):
        try:
            source.put(entry, store, None, None)
            return True
        except Changed:
            return False

    def _replace(self, entry, source, store, aside):
        """Whatever is there when it is replaced has been put aside."""
        if not self._request.overwrite:
            raise Fault(
                "the artefact %r is another in the artefact store, s3://%s/%s, than in %s: nobody has said that it may be replaced. If this store is somebody "
                "else's, name another one; if it may be, set restore.from and restore.overwrite to %s"
                % (entry.path, store.bucket, store.prefix, self._backup["name"], self._backup["name"])
            )
        run = aside.begin(self._request, self._backup["name"])
        source.check_contents(entry)
        for _ in range(TRIES):
            # An answer that was lost is asked for once more, and what was written then is ours.
            if aside.is_ours(entry.path):
                return
            replaced = aside.add(entry.path)
            try:
                return source.put(entry, store, run, replaced)
            except Changed:
                say("%r was written while it was replaced: that is put aside, too" % entry.path)
        raise Fault("the artefact %r is written again and again" % entry.path)

    def give_back(self):
        """Of one that has failed, so that servers have the artefacts that belong to their database."""
        if self._beside is not None:
            # Who has lost the lock must not.
            execute(self._beside, "SELECT 1")
        with unmigrated() as database:
            settle(artifact_store(), recorded(database))

    def _say_kept(self, old):
        swap.keep_one(self._beside, old)
        command = 'DROP DATABASE %s' % quoted(old, self._beside)
        say("what the database was before is kept as %s, until the next restore. To remove it: psql -U %s -d %s -c %s" % (old, self._beside.info.user, self._beside.info.dbname, shlex.quote(command)))

    def _say_kept_schemas(self):
        with closing(connect()) as database:
            kept = [quoted(name, database) for name in transaction.keep_one(database, self._stamp)]
        if kept:
            command = "DROP SCHEMA %s CASCADE" % ", ".join(kept)
            say("what was in the database before is kept in schemas, until the next restore. To remove them: psql -U %s -d %s -c %s" % (os.environ["PGUSER"], live(), shlex.quote(command)))


def afterwards(act, words="restored; but: "):
    """What follows the commit, or a failure, changes neither."""
    try:
        act()
    except FAULTS as error:
        say(words + " ".join(str(error).split()))


def compare_rows(database, tables):
    for table, expected in sorted(tables.items()):
        schema, name = table.split(".", 1)
        ((count,),) = execute(database, "SELECT count(*) FROM ONLY %s.%s" % (quoted(schema, database), quoted(name, database)))
        if count != expected:
            raise Fault("%s has %d rows, and had %d when it was backed up" % (table, count, expected))


def say_backups(database):
    ((exists,),) = execute(database, "SELECT to_regclass('mlflow_chart.activity') IS NOT NULL")
    if exists:
        for (name,) in execute(database, "SELECT name FROM mlflow_chart.activity WHERE kind = 'backup' AND until > now()"):
            say("the backup %s was under way: if it completes, it is of the database as it was, and of artefacts as they are now" % name)


def conclude(request):
    """Of a restore that is recorded: what its pod may not have come to."""
    with beside() as connection, locked(connection):
        if connection is not None:
            swap.forget(connection)
        with unmigrated() as database:
            records = recorded(database)
            if request.canonical() in records and records[request.canonical()][1] is None:
                upgrade(live())
                execute(database, "UPDATE mlflow_chart.restores SET finished = now() WHERE request = %s", (request.canonical(),))
            settle(artifact_store(), records)


def end(*_):
    """Whoever deletes the pod wants what was begun undone, and not gone on with: Python alone would not hear it."""
    raise Fault("the pod was told to end")


def main():
    signal.signal(signal.SIGTERM, end)
    work, request, restore = os.environ["WORK"], asked(), None
    is_done = os.path.exists(os.path.join(work, "done"))
    try:
        if is_done:
            return conclude(request)
        with beside() as connection, locked(connection):
            if connection is not None:
                swap.undo(connection)
            restore = Restore(work, request, connection)
            try:
                restore.run()
            except FAULTS:
                if not restore.is_committed:
                    afterwards(restore.give_back, "what was replaced in the artefact store could not be put back yet: ")
                raise
    except FAULTS as error:
        is_new = is_done or (restore is not None and restore.is_committed)
        state = "the database is restored; the next pod does what is left" if is_new else "the database is as it was"
        sys.exit("restore: failed, and %s: %s" % (state, " ".join(str(error).split())))


if __name__ == "__main__":
    main()
