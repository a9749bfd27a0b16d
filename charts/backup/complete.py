"""Completes a backup: what rclone could not copy, the index, the dump, and last of all the manifest.

Whatever is started again finds what has been done, and does the rest.
"""
import os
import tempfile
from datetime import datetime, timedelta, timezone
from importlib import metadata

import psycopg2
from botocore.exceptions import ClientError

from catalogue import (
    ARTIFACTS,
    FORMAT,
    INDEX,
    MANIFEST,
    SKEW,
    TIME,
    TRANSFER,
    Fault,
    artifact_store,
    check_clock,
    destination,
    fingerprints,
    folder_of,
    is_absent,
    listed,
    manifest_of,
    manifest_text,
    names_of,
    protection,
    signature,
    stamp_of,
    sum_of,
    sum_of_object,
    whole_manifests,
    write_index,
)
from compare import is_odd, left_out, planned
from retention import prune
from streams import Along
from words import amount, in_bytes, say

WORDS = (("vanished", "deleted meanwhile"), ("leftOut", "left out, because their names are too long"))
# As dump.sh has it: what a migration may go back to.
FRESH = timedelta(hours=1)


def complete(work, dump):
    place = destination()
    manifest = manifest_of(place, dump["name"])
    check_fresh(manifest or dump)
    check_clock(names_of(place, folder_of(dump["name"])))
    if manifest is None:
        artifacts = newest_artifacts(place, dump, work) if dump["kind"] == "before-migration" else Artifacts(work, place, dump).complete()
        manifest = {
            "format": FORMAT,
            **dump,
            # Of the image that runs, whatever the chart's own is.
            "mlflow": metadata.version("mlflow"),
            "artifacts": artifacts,
            "keys": fingerprints(dump["identity"]),
            "protection": protection(place),
        }
        upload(place, dump["name"] + "/" + dump["database"]["file"], os.path.join(work, dump["database"]["file"]))
        manifest["finished"] = datetime.now(timezone.utc).strftime(TIME)
        manifest["signature"] = signature(manifest)
        body = manifest_text(manifest).encode()
        place.client.put_object(Bucket=place.bucket, Key=place.key(dump["name"] + "/" + MANIFEST), Body=body)
    others = enter_finished(work, manifest)
    if manifest["kind"] == "scheduled":
        prune(place, manifest, others, work)
    say_complete(manifest)


def check_fresh(dump):
    """A container that is started again finds the dump of its pod, which may have waited for the bucket for hours."""
    if dump["kind"] != "before-migration":
        return
    age = datetime.now(timezone.utc) - datetime.strptime(dump["started"], TIME).replace(tzinfo=timezone.utc)
    if age > FRESH:
        raise Fault(
            "the dump of %s is older than an hour, and what was written since is not in it: delete this pod, and its successor makes another"
            % dump["started"]
        )


class Artifacts:
    """Those of a scheduled backup, as they are listed and copied by now."""

    def __init__(self, work, place, dump):
        self._work, self._place, self._name = work, place, dump["name"]
        self._started = datetime.strptime(dump["started"], TIME).replace(tzinfo=timezone.utc)
        self._own = place.below(self._name + "/" + ARTIFACTS)
        self._store = artifact_store()
        self._figures = dict.fromkeys(("bytes", "objects", "copied", "copiedBytes", "vanished"), 0)

    def complete(self):
        with tempfile.NamedTemporaryFile(dir=self._work) as file:
            write_index(file, self._objects())
            file.flush()
            objects, vanished = self._figures["objects"], self._figures["vanished"]
            if vanished > objects:
                raise Fault(
                    "of %d artefacts %d were deleted while they were copied: the next backup is of what is left, if that was meant"
                    % (objects + vanished, vanished)
                )
            upload(self._place, self._name + "/" + INDEX, file.name)
            return {**self._figures, "leftOut": left_out(self._work), "index": {"backup": self._name, "sha256": sum_of(file.name)}}

    def _objects(self):
        """Each Object as it is stored; those that are gone from the store are counted and left out."""
        copied = Along(listed(self._own))
        for entry in planned(self._work):
            is_own = entry.location == stamp_of(self._name)
            if is_own:
                entry = self._stored(entry, copied.at(entry.path))
            if entry is None:
                self._figures["vanished"] += 1
                continue
            self._figures["objects"] += 1
            self._figures["bytes"] += entry.size
            if is_own:
                self._figures["copied"] += 1
                self._figures["copiedBytes"] += entry.stored_size
            yield entry

    def _stored(self, entry, found):
        for _, size, etag in found:
            if size == entry.size and (etag == entry.etag or self._is_unchanged(entry)):
                return entry._replace(stored_size=size, stored_etag=etag)
        return self._copy(entry)

    def _is_unchanged(self, entry):
        """Of one whose copy has another ETag, as where it is in several parts: whether the store has had no other since the dump."""
        try:
            head = self._store.client.head_object(Bucket=self._store.bucket, Key=self._store.key(entry.path))
        except ClientError as error:
            if is_absent(error):
                return False
            raise
        return head["ETag"].strip('"') == entry.etag and head["LastModified"] < self._started - SKEW

    def _copy(self, entry):
        """What has an odd name, was changed while it was copied, or is gone."""
        try:
            source = self._store.client.get_object(Bucket=self._store.bucket, Key=self._store.key(entry.path))
        except ClientError as error:
            if is_absent(error) and error.response["Error"]["Code"] != "NoSuchBucket":
                say("%r was deleted before it was copied" % entry.path)
                return None
            raise
        key = self._own.key(entry.path)
        if not is_odd(entry.path):
            say("%r may have been changed while it was copied: copied again" % entry.path)
        try:
            self._own.client.upload_fileobj(source["Body"], self._own.bucket, key, Config=TRANSFER)
        except ClientError as error:
            raise Fault("bucket %s does not take the artefact %r: %s" % (self._own.bucket, entry.path, error)) from error
        head = self._own.client.head_object(Bucket=self._own.bucket, Key=key)
        if head["ContentLength"] != source["ContentLength"]:
            raise Fault("%r has %d bytes in the store and %d in the backup" % (entry.path, source["ContentLength"], head["ContentLength"]))
        return entry._replace(
            size=source["ContentLength"],
            etag=source["ETag"].strip('"'),
            stored_size=head["ContentLength"],
            stored_etag=head["ETag"].strip('"'),
        )


def newest_artifacts(place, dump, work):
    """A migration touches no artefacts: those of the newest complete backup are named again, or of the one that was restored."""
    none = {"copied": 0, "copiedBytes": 0, "vanished": 0}
    names = [*reversed(names_of(place, folder_of(dump["name"]))), *restored()]
    for manifest in whole_manifests(place, names):
        say("the artefacts are those of " + manifest["artifacts"]["index"]["backup"])
        return {**manifest["artifacts"], **none}
    say("no backup has copied artefacts yet: this one is of the database alone")
    with tempfile.NamedTemporaryFile(dir=work) as file:
        write_index(file, ())
        file.flush()
        upload(place, dump["name"] + "/" + INDEX, file.name)
        return {"bytes": 0, "objects": 0, "leftOut": 0, **none, "index": {"backup": dump["name"], "sha256": sum_of(file.name)}}


def restored():
    """The name of the backup that has made this database what it is, if one has: nothing else has copied artefacts for it yet."""
    connection = psycopg2.connect("")
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT backup FROM mlflow_chart.restores ORDER BY finished DESC NULLS FIRST LIMIT 1")
        names = [name for (name,) in cursor]
    connection.close()
    return names


def upload(place, path, file):
    """It is read back."""
    place.client.upload_file(file, place.bucket, place.key(path), Config=TRANSFER)
    if sum_of_object(place, path) != sum_of(file):
        raise Fault(path + " in bucket " + place.bucket + " is not what was sent there: the store damages what it is given")


def enter_finished(work, manifest):
    """In the database; gives the names of other backups that are under way."""
    name = manifest["name"]
    # By the variables of libpq.
    connection = psycopg2.connect("")
    with connection, connection.cursor() as cursor:
        if manifest["kind"] == "before-migration":
            with open(os.path.join(work, "needed")) as file:
                revision = file.read()
            cursor.execute("DELETE FROM mlflow_chart.migration_backups WHERE name = %s", (name,))
            # As old as what is in it, however long it lay here.
            cursor.execute("INSERT INTO mlflow_chart.migration_backups VALUES (%s, now(), %s, %s)", (revision, manifest["started"], name))
        cursor.execute("DELETE FROM mlflow_chart.activity WHERE kind = 'backup' AND name = %s", (name,))
        cursor.execute("SELECT name FROM mlflow_chart.activity WHERE kind = 'backup' AND until > now() ORDER BY name")
        others = [other for (other,) in cursor]
        say_elsewhere(cursor)
    connection.close()
    return others


def say_elsewhere(cursor):
    cursor.execute("SELECT to_regclass('public.experiments') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return
    cursor.execute(
        "SELECT count(*), min(artifact_location) FROM public.experiments WHERE NOT starts_with(artifact_location, 'mlflow-artifacts:') "
        "AND NOT starts_with(artifact_location, %s)",
        (os.environ["ARTIFACTS_URI"],),
    )
    count, example = cursor.fetchone()
    if count:
        say("%d experiments have their artefacts elsewhere, such as %s: those are in no backup of this chart" % (count, example))


def say_complete(manifest):
    started, finished = (datetime.strptime(manifest[moment], TIME) for moment in ("started", "finished"))
    artifacts = manifest["artifacts"]
    say(
        "%s is complete: dump of %s with %s runs; %s, of which %s copied%s; %d s"
        % (
            manifest["name"],
            in_bytes(manifest["database"]["bytes"]),
            format(manifest["database"]["tables"].get("public.runs", 0), ","),
            amount(artifacts["objects"], artifacts["bytes"]),
            amount(artifacts["copied"], artifacts["copiedBytes"]),
            "".join(", %d %s" % (artifacts[key], words) for key, words in WORDS if artifacts.get(key)),
            (finished - started).total_seconds(),
        )
    )
