"""Completes a base backup that is in the bucket: reads it back, waits until the changes that it needs are there, and writes its
manifest, last of all. Then older ones go, and changes that no kept one needs.

Reads $WORK, as base.sh has left it, the variables of catalogue.py, POINT_IN_TIME_DAYS: how far
back one can go, and SHIP_SECONDS: how often the bucket gets what is no whole segment.
Exit codes: 0 done; 1 not done, and the last line says why.
"""
import json
import os
import sys
import time
from datetime import datetime, timedelta, timezone

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from archive import BASE_FILE, Archive, base_of, follows, is_on, moment, parts, position
from catalogue import FORMAT, MANIFEST, Fault, destination, is_absent, is_younger, manifest_text, sum_of_object
from retention import REMAINS, Denied, delete, files_of
from words import in_bytes

WAIT = timedelta(minutes=10, seconds=int(os.environ.get("SHIP_SECONDS", "60")))


def say(message):
    print("base: " + message, flush=True)


def complete(work):
    with open(os.path.join(work, "base.json")) as file:
        base = json.load(file)
    folder, _, name = base.pop("name").partition("/base/")
    base["name"] = "base/" + name
    archive = Archive(destination().below(folder + "/"))
    if base_of(archive.place, base["name"]) is None:
        check_arrived(archive.place, base)
        wait_for_changes(archive, base)
        body = manifest_text({"format": FORMAT, **base}).encode()
        archive.place.client.put_object(Bucket=archive.place.bucket, Key=archive.place.key(base["name"] + "/" + MANIFEST), Body=body)
    say("%s/%s is complete: %s" % (folder, base["name"], in_bytes(base["bytes"])))
    try:
        prune(archive, base)
    except Denied as denied:
        say("nothing is pruned: these credentials may not delete in bucket %s (%s)" % (archive.place.bucket, denied))


def check_arrived(place, base):
    path = base["name"] + "/" + BASE_FILE
    try:
        found = sum_of_object(place, path)
    except ClientError as error:
        if is_absent(error):
            raise Fault("%s is not in bucket %s: ship-base.sh has not brought it" % (path, place.bucket)) from error
        raise
    if found != base["fileSha256"]:
        raise Fault("%s in bucket %s is not what was sent there: the store damages what it is given" % (path, place.bucket))


def wait_for_changes(archive, base):
    """Without those that were made while it was read, a base backup cannot be opened."""
    first, last = (position(base[end]) // base["segmentBytes"] for end in ("begin", "end"))
    until = time.monotonic() + WAIT.total_seconds()
    while True:
        reached = archive.reached().get(base["timeline"])
        segments, _ = archive.wal(base["segmentBytes"])
        own = [segment for segment in segments if segment.timeline == base["timeline"]]
        if follows(own, first) > last and reached is not None and reached.position >= position(base["end"]):
            return
        if time.monotonic() > until:
            raise Fault(
                "the changes from %s to %s, which this base backup needs, have not come to the bucket within %d minutes: "
                "the log of pod wal-archive says why" % (base["begin"], base["end"], WAIT.total_seconds() / 60)
            )
        time.sleep(2)


def prune(archive, newest):
    """Somebody who goes back as far as that needs a base backup that is older still."""
    faults = []
    bases = archive.bases(faults.append)
    if faults:
        say("nothing is pruned: %s. Look at it, and remove its folder" % faults[0])
        return
    cutoff = datetime.now(timezone.utc) - timedelta(days=float(os.environ["POINT_IN_TIME_DAYS"]))
    old = [base for base in bases if moment(base["finished"]) < cutoff]
    segments, histories = archive.wal(newest["segmentBytes"])
    needed = [[base for base in old if is_on(base, line)][-1:] for line in lines(archive, histories, cutoff)]
    kept = [base for base in bases if base not in old or [base] in needed]
    for base in bases:
        if base not in kept:
            remove(archive.place, base["name"])
            say("pruned " + base["name"])
    complete_ones = {base["name"] for base in bases}
    for name in archive.names():
        # One that is being made is younger.
        if name not in complete_ones and not is_younger(name, REMAINS):
            remove(archive.place, name)
    first = min(position(base["begin"]) // base["segmentBytes"] for base in kept)
    useless = parts(segments)
    delete(archive.place, ("wal/" + segment.path for segment in segments if segment.number < first or segment in useless))


def lines(archive, histories, cutoff):
    """Of the timelines on which the database was since: one was left when the next began."""
    reached = archive.reached()
    for timeline in reached:
        if all(reached[other].since >= cutoff for other in reached if other > timeline):
            yield archive.line(timeline, histories)


def remove(place, name):
    """The manifest first: from then on it is none."""
    delete(place, [name + "/" + MANIFEST])
    delete(place, (name + "/" + file for file in files_of(place, name)))


try:
    complete(os.environ["WORK"])
except (Fault, BotoCoreError, ClientError, Boto3Error, OSError) as fault:
    sys.exit("base: failed: " + " ".join(str(fault).split()))
