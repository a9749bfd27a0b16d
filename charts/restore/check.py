"""The first part of a restore: looks at everything that could go wrong, and touches nothing.

Leaves in $WORK the dump, what the next parts do (plan.json, and plan.sh for shells), and lists of the artefacts that are missing
(copy/<stamp>/0001 and so on); or `done`, where this restore has been done already. Reads the variables of asked.py, of the two
stores (catalogue.py), of libpq, MLflow's keys, and RESTORE_SESSION_KEY.

Exit codes: 0 done, or nothing to do; 1 not done, and the last line says why.
"""
import itertools
import json
import os
import shlex
import shutil
import sys
from contextlib import closing

from botocore.exceptions import ClientError

from asked import asked, recorded
from catalogue import Fault, artifact_store, check_moved, destination, fetch, is_absent, read_index, sum_of
from chosen import backup_of, check_keys, say_signature
from compare import FileLists, is_odd, store_objects
from databases import FAULTS, REPLACED, RESTORING, belonging, beside, connect, drop, execute, live, locked, quoted, say, scratch_of, wait_until
from differences import Source, is_sure
from emptiness import what_is_in
from mlflow_schema import check_known
from streams import Along
from swap import creation, half_done, undo
from transaction import check_movable
from whole_lock import key_of
from words import amount, in_bytes

RENAME, TRANSACTION = "rename", "transaction"
LOCK = """DO $$ BEGIN
  IF NOT pg_try_advisory_lock(%d) THEN RAISE 'a pod migrates the database, or another restores it at this moment'; END IF;
END $$"""


def check(work, request):
    for name in ("done", "plan.json", "plan.sh"):
        if os.path.exists(os.path.join(work, name)):
            os.remove(os.path.join(work, name))
    with beside() as connection:
        if connection is not None and any(half_done(connection)):
            with locked(connection):
                undo(connection)
        with closing(wait_until(lambda: (connect(), None), "the database")) as database:
            done = recorded(database).get(request.canonical())
            if done is not None:
                note_done(work, *done)
                return
            place = destination()
            manifest = backup_of(request, place)
            say("%s, made %s by MLflow %s" % (manifest["name"], manifest["finished"], manifest["mlflow"]))
            say_signature(manifest, say)
            check_keys(manifest)
            check_known(manifest)
            check_majors(database, manifest)
            is_empty = check_empty(database, request, manifest)
            plan = {
                "request": request.canonical(),
                "backup": manifest,
                "way": checked_way(connection, database),
                "identity": identity_of(database),
                "isEmpty": is_empty,
            }
            say_room(database, manifest)
            say_dropped(connection)
        fetch_dump(work, place, manifest)
        plan_artifacts(work, place, manifest)
        if plan["way"] == RENAME:
            drop_unfinished(connection, request)
        write_plan(work, plan, connection, scratch_of(request), lock=LOCK % key_of(live()))


def note_done(work, backup, finished):
    with open(os.path.join(work, "done"), "w"):
        pass
    if finished is None:
        return say("%s has been restored; its schema is still to be upgraded" % backup)
    say("this restore, of %s, was done at %s: nothing is done now. Another restore.request restores once more" % (backup, finished))


def check_majors(database, manifest):
    server, dumped = database.info.server_version // 10000, int(manifest["postgresql"].split(".")[0])
    if server < dumped:
        raise Fault("%s is of PostgreSQL %d, and the server is %d: PostgreSQL loads no dump of a newer one" % (manifest["name"], dumped, server))


def check_empty(database, request, manifest):
    found = what_is_in(database)
    if found is None:
        say("the database is empty")
    elif not request.overwrite:
        raise Fault(
            "the database is not empty: %s. To replace what is there, set restore.from and restore.overwrite to %s; "
            "what is replaced is kept until the next restore" % (found, manifest["name"])
        )
    else:
        say("the database is not empty (%s); restore.overwrite says that it may be replaced" % found)
    return found is None


def identity_of(database):
    ((exists,),) = execute(database, "SELECT to_regclass('mlflow_chart.identity') IS NOT NULL")
    rows = execute(database, "SELECT id FROM mlflow_chart.identity") if exists else []
    return rows[0][0] if rows else None


def way_of(connection, database):
    """Says why, where the better one cannot be had."""
    ((may_create, is_own),) = execute(
        database,
        "SELECT rolcreatedb OR rolsuper, rolsuper OR (SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()) "
        "FROM pg_roles WHERE rolname = current_user",
    )
    reasons = {
        "the user may not connect to the database postgres or template1": connection is None,
        "the user may create no database": not may_create,
        "the user does not own " + live(): not is_own,
        live() + " is not a database of MLflow's own": live() in ("postgres", "template1"),
    }
    reason = next((reason for reason, applies in reasons.items() if applies), None)
    if reason is None:
        say("it is loaded beside %s, and takes its name at the end" % live())
        return RENAME
    say("it is loaded into %s itself, in one transaction, for which servers wait: %s" % (live(), reason))
    return TRANSACTION


def checked_way(connection, database):
    way = way_of(connection, database)
    if way == TRANSACTION:
        check_movable(database)
    return way


def say_room(database, manifest):
    ((size,),) = execute(database, "SELECT pg_database_size(current_database())")
    say(
        "the dump has %s and makes a database several times as large; the one that it replaces has %s, and both must fit"
        % (in_bytes(manifest["database"]["bytes"]), in_bytes(size))
    )


def say_dropped(connection):
    for name in belonging(connection, REPLACED) if connection is not None else ():
        say("%s, which the restore before has kept, will be dropped when this one is done: take out of it what you need before" % name)


def fetch_dump(work, place, manifest):
    expected = manifest["database"]
    file = os.path.join(work, expected["file"])
    if not os.path.exists(file) or sum_of(file) != expected["sha256"]:
        try:
            with open(file, "wb") as target:
                fetch(place, manifest["name"] + "/" + expected["file"], target)
        except ClientError as error:
            raise Fault("the dump of %s cannot be had: %s" % (manifest["name"], error)) from error
        if sum_of(file) != expected["sha256"]:
            os.remove(file)
            raise Fault("the dump of %s is damaged: it is not what was written" % manifest["name"])
    if manifest["encryption"] and not os.environ.get("RESTORE_SESSION_KEY"):
        raise Fault(
            "the dump of %s is encrypted to %s. Whoever has one of these keys gets the key of this one dump, and no other, with: "
            "gpg --show-session-key --output /dev/null --decrypt %s. What it prints between the quotes after 'session key:' belongs into the Secret of restore.existingSecret"
            % (manifest["name"], " and ".join(manifest["encryption"]["recipients"]), expected["file"])
        )


def plan_artifacts(work, place, manifest):
    """Lists what is missing; a Fault where the backup itself lacks something."""
    index = manifest["artifacts"]["index"]
    source, store = Source(place, index["backup"]), artifact_store()
    wait_until(lambda: is_there(store), "the artefact store")
    check_moved(store)
    lists = os.path.join(work, "copy")
    shutil.rmtree(lists, ignore_errors=True)
    os.mkdir(lists)
    present = Along(store_objects(store))
    files, gone = {}, []
    total, missing, differing = [0, 0], [0, 0], 0
    try:
        for entry in read_index(place, index["backup"], index["sha256"], work):
            if not source.has(entry):
                gone.append(entry)
            found = present.at(entry.path)
            total = [total[0] + 1, total[1] + entry.size]
            if not found:
                missing = [missing[0] + 1, missing[1] + entry.size]
                if not is_odd(entry.path):
                    list_of(files, lists, entry.location).add(entry.path)
            elif not is_sure(entry, found):
                differing += 1
    finally:
        for file in files.values():
            file.__exit__()
    if gone:
        names = ", ".join(repr(entry.path) for entry in itertools.islice(gone, 3))
        raise Fault("%s is damaged: the copies of %d artefacts are gone or changed: %s" % (manifest["name"], len(gone), names))
    say("%s in the backup: %s are missing in the artefact store, %d may differ" % (amount(*total), amount(*missing), differing))
    with open(os.path.join(work, "source"), "w") as file:
        file.write(index["backup"].rsplit("/", 1)[0])


def is_there(store):
    """On a new installation, a server's pod makes the bucket."""
    try:
        store.client.list_objects_v2(Bucket=store.bucket, Prefix=store.prefix, MaxKeys=1)
        return True, None
    except ClientError as error:
        if is_absent(error):
            return None, "there is no bucket " + store.bucket + " yet"
        raise


def list_of(files, folder, location):
    if location not in files:
        os.makedirs(os.path.join(folder, location))
        files[location] = FileLists(os.path.join(folder, location))
    return files[location]


def drop_unfinished(connection, request):
    """What other restores had begun to load: theirs are no more."""
    for name in belonging(connection, RESTORING):
        if name != scratch_of(request):
            drop(connection, name)
            say("dropped %s, of a restore that was never finished" % name)


def write_plan(work, plan, connection, scratch, lock=""):
    """`scratch` is the database to load into, where it is a new one; `lock` the statement by which it is made alone."""
    manifest = plan["backup"]
    if plan["way"] != RENAME:
        scratch = ""
    for_shells = {
        "WAY": plan["way"],
        "DUMP": manifest["database"]["file"],
        "ENTRIES": str(manifest["database"]["entries"]),
        "MAJOR": manifest["postgresql"].split(".")[0],
        "SCRATCH": scratch,
        "BESIDE": connection.info.dbname if scratch else "",
        "LOCK": lock,
        "CREATION": creation(connection, scratch) if scratch else "",
    }
    for name, text in (
        ("count.sql", "".join(count_of(table, connection) for table in sorted(manifest["database"]["tables"])) if scratch else ""),
        ("rows", "".join("%s %d\n" % item for item in sorted(manifest["database"]["tables"].items()))),
        ("plan.sh", "".join("%s=%s\n" % (key, shlex.quote(value)) for key, value in for_shells.items())),
        ("plan.json", json.dumps(plan)),
    ):
        with open(os.path.join(work, name + ".part"), "w") as file:
            file.write(text)
        os.replace(os.path.join(work, name + ".part"), os.path.join(work, name))


def count_of(table, connection):
    schema, name = (quoted(part, connection) for part in table.split(".", 1))
    words = connection.cursor().mogrify("%s", (table + " ",)).decode()
    return "SELECT %s || count(*) FROM ONLY %s.%s;\n" % (words, schema, name)


def main():
    request = asked()
    if request is None:
        sys.exit("restore: failed: RESTORE_FROM names no backup")
    try:
        check(os.environ["WORK"], request)
    except FAULTS as error:
        sys.exit("restore: failed, and nothing was touched: " + " ".join(str(error).split()))


if __name__ == "__main__":
    main()
