"""The first part of going back to a point in time, in PostgreSQL's pod before it starts: finds the base backup and the changes that
this needs, and touches nothing of the database.

Leaves in $DATA/point-in-time, on the volume, plan.sh for recover.sh, and the list of files that fetch.sh is to bring; no plan where
nothing is to be done. Reads the variables of asked.py and of catalogue.py, and DATA, the folder of the volume.

Exit codes: 0 done, or nothing to do; 1 not done, and the last line says why.
"""
import os
import shlex
import shutil
import sys
from datetime import datetime, timezone

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from archive import BASE_FILE, along, archives, follows, is_on, moment, parts, position
from asked import asked
from catalogue import TIME, Fault, destination, own_folder
from words import in_bytes

# In the folder of a database: what was asked for when it was made, and when that was done.
RECORD = "mlflow_chart_restored"


def say(message):
    print("point in time: " + message, flush=True)


class Volume:
    def __init__(self, folder):
        self.folder = folder
        self.data = os.path.join(folder, "pgdata")
        self.fresh = os.path.join(folder, "pgdata.new")
        self.work = os.path.join(folder, "point-in-time")

    def has_database(self):
        return os.path.exists(os.path.join(self.data, "PG_VERSION"))


def record_in(data):
    """(request, when) of the restore that has made a folder of a database; None where there was none."""
    try:
        with open(os.path.join(data, RECORD)) as file:
            return tuple(file.read().split("\n")[:2])
    except OSError:
        return None


def plan(volume, request):
    if os.path.exists(os.path.join(volume.work, "plan.sh")):
        os.remove(os.path.join(volume.work, "plan.sh"))
    done = record_in(volume.data)
    if done is not None and done[0] == request.canonical():
        say("this restore, to %s, was done at %s: nothing is done now. Another restore.request restores once more" % (request.backup, done[1]))
        shutil.rmtree(volume.work, ignore_errors=True)
        return
    if not volume.has_database():
        made = record_in(volume.fresh)
        if made is not None and made[0] == request.canonical():
            return
    elif not request.overwrite:
        raise Fault(
            "the volume has a database. To go back with it, set restore.overwrite to %s, too: what is there now is kept beside it, as "
            "pgdata.replaced. To start as it is, set restore.enabled to false" % request.backup
        )
    elif request.overwrite != request.backup:
        raise Fault("restore.overwrite is %s and restore.from is %s: name the same time in both" % (request.overwrite, request.backup))
    folder, _, time = request.backup.rpartition("/")
    found = chosen(destination(), folder + "/" if folder else own_folder(), moment(time))
    check_room(volume, found)
    write(volume, request, found)
    say("base backup %s, and %d files with the changes after it, up to %s" % (found.base["name"].split("/")[1], len(found.wal), time))


class Chosen:
    def __init__(self, archive, bases, target):
        self.archive, self.target = archive, target
        before = [base for base in bases if moment(base["finished"]) <= target]
        size = before[-1]["segmentBytes"]
        segments, histories = archive.wal(size)
        reached = archive.reached()
        # Each recovery begins a timeline: what was written on it, and what it gave up, have the same positions.
        self.timeline = max((timeline for timeline, found in reached.items() if found.since <= target), default=before[0]["timeline"])
        line = archive.line(self.timeline, histories)
        # One of a timeline that had been given up by then leads elsewhere.
        before = [base for base in before if is_on(base, line)]
        if not before:
            raise Fault("every base backup of before that time is of what had been given up by then: name another time")
        self.base = base = before[-1]
        found = reached.get(self.timeline)
        if found is None or found.until < target:
            raise Fault(
                "the changes in bucket %s reach until %s. For a later time, let it run for a minute (backup.pointInTime.shipSeconds) first"
                % (archive.place.bucket, "nowhere" if found is None else found.until.strftime(TIME))
            )
        # What was written until the next base backup began is before its first change.
        ends = [position(other["begin"]) + 1 for other in bases if other["timeline"] == self.timeline and moment(other["started"]) >= target]
        first, last = position(base["begin"]) // size, (min([found.position, *ends]) - 1) // size
        mine = [segment for segment in along(segments, line, size) if first <= segment.number <= last]
        gap = follows(mine, first)
        if gap <= position(base["end"]) // size:
            raise Fault("changes that base backup %s needs are gone from %s" % (base["name"], archive.place.key("wal/")))
        self.is_whole = gap > last
        useless = parts(mine)
        # Of the first that is missing there may be a part, and the time in it.
        kept = [segment for segment in mine if segment.number <= gap and segment not in useless]
        self.wal = [segment.path for segment in kept]
        # Of all: PostgreSQL begins a timeline that nobody has had before.
        self.wal += histories.values()
        self.last, self.segment_bytes = last, size
        # What the changes add to the database, and what PostgreSQL keeps of them.
        self.bytes = base["bytes"] + base["unpackedBytes"] + sum(segment.size + size for segment in kept) + (1 << 30)


def chosen(place, folder, target):
    if target > datetime.now(timezone.utc):
        raise Fault("restore.from is a time that is still to come")
    faults, candidates, oldest = [], [], None
    for archive in archives(place, folder):
        bases = archive.bases(faults.append)
        before = [base for base in bases if moment(base["finished"]) <= target]
        oldest = min([base["finished"] for base in bases] + ([oldest] if oldest else []), default=None)
        if before:
            candidates.append((before[-1]["finished"], archive, bases))
    for fault in faults:
        say(str(fault))
    if not candidates:
        raise Fault(
            "there is no base backup below %s in bucket %s that was complete by then%s"
            % (folder + "point-in-time/", place.bucket, "; the oldest was at " + oldest if oldest else "")
        )
    _, archive, bases = max(candidates, key=lambda candidate: candidate[0])
    return Chosen(archive, bases, target)


def check_room(volume, found):
    # Of one that was interrupted, the rest is removed.
    walks = [walk for path in (volume.work, volume.fresh) for walk in os.walk(path)]
    there = sum(os.path.getsize(os.path.join(folder, file)) for folder, _, files in walks for file in files)
    free = shutil.disk_usage(volume.folder).free + there
    if free < found.bytes:
        raise Fault(
            "the volume has %s free, and going back needs %s beside what is there: enlarge the claim, or remove pgdata.replaced (docs/recovery.md)"
            % (in_bytes(free), in_bytes(found.bytes))
        )


def write(volume, request, found):
    os.makedirs(volume.work, exist_ok=True)
    with open(os.path.join(volume.work, "files"), "w") as file:
        file.writelines(path + "\n" for path in [found.base["name"] + "/" + BASE_FILE, *("wal/" + name for name in found.wal)])
    settings = {
        "SOURCE": found.archive.place.key("").rstrip("/"),
        "BASE": found.base["name"] + "/" + BASE_FILE,
        "BASE_SHA256": found.base["fileSha256"],
        "MAJOR": str(found.base["postgresql"]),
        "TIMELINE": str(found.timeline),
        "TARGET": found.target.strftime("%Y-%m-%d %H:%M:%S+00"),
        "SEGMENT_BYTES": str(found.segment_bytes),
        "LAST_SEGMENT": str(found.last),
        # Empty where changes are missing: then one may not come as far as that.
        "IS_WHOLE": "yes" if found.is_whole else "",
        "REQUEST": request.canonical(),
    }
    with open(os.path.join(volume.work, ".plan.sh"), "w") as file:
        file.writelines(name + "=" + shlex.quote(value) + "\n" for name, value in settings.items())
    os.rename(os.path.join(volume.work, ".plan.sh"), os.path.join(volume.work, "plan.sh"))


try:
    plan(Volume(os.environ["DATA"]), asked())
except (Fault, BotoCoreError, ClientError, Boto3Error, OSError, ValueError) as fault:
    sys.exit("point in time: failed, and the database is as it was, but does not run (restore.enabled: false starts it): " + " ".join(str(fault).split()))
