"""Practises a restore: the newest backup into a database beside MLflow's own, which is compared with the manifest and dropped.

`rehearse.py fetch`, load.sh and `rehearse.py compare` share $WORK. What came of it goes into the bucket, <backup>/rehearsal.json:
{started, finished, ok, reason}. A backup that cannot be restored is a result, and no error of this program.

Exit codes: 0 there is a result; 1 there is none, and the last line says why.
"""
import json
import os
import random
import sys
from contextlib import closing
from datetime import datetime, timezone

from catalogue import MANIFEST, Fault, destination, is_signed, manifest_of, names_below, own_folder, read, read_index
from check import RENAME, check_majors, fetch_dump, way_of, write_plan
from chosen import check_keys
from databases import FAULTS, beside, connect, drop, rehearsal_database, say, wait_until
from differences import Source
from mlflow_schema import check_known

RESULT = "rehearsal.json"
# Objects that are read whole: each run others.
SAMPLE = 100
TIME = "%Y-%m-%dT%H:%M:%SZ"


def now():
    return datetime.now(timezone.utc).strftime(TIME)


def fetch(work):
    for name in ("failure", "plan.sh", "done"):
        if os.path.exists(os.path.join(work, name)):
            os.remove(os.path.join(work, name))
    place = destination()
    name = next((name for name in reversed(names_below(place, own_folder())) if read(place, name + "/" + MANIFEST) is not None), None)
    write(work, "rehearsal", json.dumps({"name": name, "started": now()}))
    if name is None:
        write(work, "done", "")
        return say("there is no complete backup yet: nothing can be rehearsed")
    say("rehearsed with " + name)
    try:
        prepare(work, place, manifest_of(place, name))
    except Fault as fault:
        write(work, "failure", str(fault))
        # For load.sh: there is nothing to load.
        write(work, "done", "")


def prepare(work, place, manifest):
    # What is loaded may do what it wants in the server: nobody looks at a rehearsal before.
    if not is_signed(manifest):
        raise Fault("it is not signed with the password that the database has now: somebody else has made it, or the password was changed since")
    check_keys(manifest)
    check_known(manifest)
    with beside() as connection:
        with closing(wait_until(lambda: (connect(), None), "the database")) as database:
            check_majors(database, manifest)
            way = way_of(connection, database)
        if way != RENAME:
            raise Fault("it needs a database of its own, which the user may not create")
        fetch_dump(work, place, manifest)
        write_plan(work, {"backup": manifest, "way": way}, connection, rehearsal_database())


def compare(work):
    with open(os.path.join(work, "rehearsal")) as file:
        rehearsal = json.load(file)
    if rehearsal["name"] is None:
        return
    place = destination()
    reason = None
    if os.path.exists(os.path.join(work, "failure")):
        with open(os.path.join(work, "failure")) as file:
            reason = file.read()
    else:
        try:
            check_objects(work, place, manifest_of(place, rehearsal["name"]))
        except Fault as fault:
            reason = str(fault)
    with beside() as connection:
        if connection is not None:
            drop(connection, rehearsal_database())
    result = {"started": rehearsal["started"], "finished": now(), "ok": reason is None, "reason": reason}
    body = json.dumps(result, sort_keys=True).encode()
    place.client.put_object(Bucket=place.bucket, Key=place.key(rehearsal["name"] + "/" + RESULT), Body=body)
    say(rehearsal["name"] + (" can be restored" if reason is None else " cannot be restored: " + reason))


def check_objects(work, place, manifest):
    """That each is there, and that a few are what was written."""
    index = manifest["artifacts"]["index"]
    source, sample, count = Source(place, index["backup"]), [], 0
    for entry in read_index(place, index["backup"], index["sha256"], work):
        if not source.has(entry):
            raise Fault("the copy of the artefact %r is gone or changed" % entry.path)
        count += 1
        # Each has the same chance, however many there are.
        if len(sample) < SAMPLE:
            sample.append(entry)
        elif random.randrange(count) < SAMPLE:
            sample[random.randrange(SAMPLE)] = entry
    for entry in sample:
        source.check_contents(entry)
    say("all %d artefacts are there, and %d that were read are what was written" % (count, len(sample)))


def write(work, name, text):
    with open(os.path.join(work, name), "w") as file:
        file.write(text)


def main():
    try:
        {"fetch": fetch, "compare": compare}[sys.argv[1]](os.environ["WORK"])
    except FAULTS as error:
        sys.exit("restore: the rehearsal has no result: " + " ".join(str(error).split()))


if __name__ == "__main__":
    main()
