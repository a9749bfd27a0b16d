"""What lies in the bucket for recovery to a point in time: base backups, and the changes (WAL) that came after.

A release's folder has, beside its backups, point-in-time/<system identifier of PostgreSQL>/:

    base/<stamp>/base.tar.gz   all files of the database, as pg_basebackup gives them
    base/<stamp>/manifest.json what it is; without it there is no base backup
    wal/<segment>.gz           changes; <segment>.partial.gz is of the one that was being written; <timeline>.history.gz
    reached/<timeline>.json    up to when everything of that timeline is there

A segment's name has its timeline, of which each recovery begins another, and its number. What was given up by a recovery stays: its
timeline has other changes at the same positions. Positions are as PostgreSQL prints them.
"""
import gzip
import json
import re
from datetime import datetime, timezone
from typing import NamedTuple

from catalogue import TIME, Fault, folders, listed, read, whole_manifests, written

FOLDER = "point-in-time/"
BASE_FILE = "base.tar.gz"
SEGMENT = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(\.partial)?\.gz")
HISTORY = re.compile(r"([0-9A-F]{8})\.history\.gz")


class Segment(NamedTuple):
    """Or what there is of one."""

    timeline: int
    number: int
    is_partial: bool
    path: str
    size: int


class Reached(NamedTuple):
    """Of a timeline: from when on it was the database's, and the moment and the position up to which everything is here."""

    since: datetime
    until: datetime
    position: int


class Archive:
    """Of one database; `place` is its folder."""

    def __init__(self, place):
        self.place = place

    def bases(self, tell=lambda fault: None):
        """Manifests of the complete base backups, the oldest first."""
        return list(whole_manifests(self.place, self.names(), tell, of=base_of))

    def names(self):
        return ["base/" + stamp for stamp in sorted(folders(self.place.below("base/")))]

    def wal(self, segment_bytes):
        """(segments in the order of their numbers, {timeline: path} of histories)"""
        segments, histories = [], {}
        for path, size, _ in listed(self.place.below("wal/")):
            found = SEGMENT.fullmatch(path)
            if found:
                timeline, high, low = (int(part, 16) for part in found.groups()[:3])
                segments.append(Segment(timeline, high * (2**32 // segment_bytes) + low, found[4] is not None, path, size))
            elif HISTORY.fullmatch(path):
                histories[int(path[:8], 16)] = path
        return sorted(segments, key=lambda segment: segment.number), histories

    def reached(self):
        """{timeline: Reached}, the newest last."""
        found = {}
        for path, _, _ in listed(self.place.below("reached/")):
            try:
                said = json.loads(read(self.place, "reached/" + path))
                since = moment(said["since"]) if said["since"] else datetime.min.replace(tzinfo=timezone.utc)
                found[int(path.removesuffix(".json"), 16)] = Reached(since, moment(said["time"]), position(said["position"]))
            except (ValueError, KeyError, TypeError) as error:
                raise Fault(self.place.key("reached/" + path) + " is damaged") from error
        return dict(sorted(found.items()))

    def line(self, timeline, histories):
        """{timeline: the position at which it begins} of those that led to this one."""
        if timeline not in histories:
            return {timeline: 0}
        begins, begin = {}, 0
        for line in gzip.decompress(read(self.place, "wal/" + histories[timeline])).decode().splitlines():
            # <timeline> <position at which it was left> <why>
            fields = line.split("#")[0].split()
            if len(fields) >= 2:
                begins[int(fields[0])] = begin
                begin = position(fields[1])
        return {**begins, timeline: begin}


def base_of(place, name):
    """The manifest of the base backup of this name, None where it has none; a Fault where it is damaged."""
    manifest = written(place, name)
    if manifest is not None and manifest.get("name") != name:
        raise Fault("the manifest of " + name + " is that of another base backup: this chart did not write it there")
    return manifest


def archives(place, folder):
    """Of each database that this release has had: each new volume begins another."""
    below = place.below(folder + FOLDER)
    return [Archive(below.below(system + "/")) for system in folders(below)]


def moment(text):
    return datetime.strptime(text, TIME).replace(tzinfo=timezone.utc)


def position(text):
    high, low = text.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def follows(segments, number):
    """The number of the first segment from this one on that is nowhere, or is one of which only a part is there but for the last."""
    newest = max((segment.number for segment in segments), default=0)
    for found in sorted({segment.number for segment in segments if not segment.is_partial or segment.number == newest}):
        if found == number:
            number += 1
    return number


def parts(segments):
    """What there was of a segment that is there as a whole."""
    whole = {(segment.timeline, segment.number) for segment in segments if not segment.is_partial}
    return {segment for segment in segments if segment.is_partial and (segment.timeline, segment.number) in whole}


def along(segments, line, segment_bytes):
    """Those of a line of timelines: the one in which a recovery was, is of the timeline that it began."""
    begins = sorted((begin // segment_bytes, timeline) for timeline, begin in line.items())

    def owner(number):
        return max(timeline for begin, timeline in begins if begin <= number)

    return [segment for segment in segments if segment.timeline == owner(segment.number)]


def is_on(base, line):
    """Whether a base backup leads along a line of timelines: it was made before its own was left."""
    ends = {timeline: end for (timeline, _), (_, end) in zip(list(line.items()), list(line.items())[1:])}
    return base["timeline"] in line and position(base["end"]) <= ends.get(base["timeline"], position(base["end"]))


def is_within(segments, base, reached):
    """Whether every change from a base backup up to a position is among these."""
    number = position(base["begin"]) // base["segmentBytes"]
    # At the very beginning of a segment, nothing of that one is written.
    return follows(segments, number) > max(position(base["end"]), reached - 1) // base["segmentBytes"]
