"""Which backups of a database go, and with them what no kept one refers to.

A backup is kept while it is among the newest RETENTION_COUNT scheduled ones, or younger than RETENTION_DAYS days; one that was
made before a migration, while it is that young. The newest complete one stays in any case. Nothing outside of the folder of
this database is ever looked at: a database that has lost its volume has another.

A backup with far fewer runs or objects than the one before holds everything back, itself and all that follow, until a person
has looked: RETENTION_ACKNOWLEDGE, the name of a backup, says that what was lost by then may be lost. Naming a newer one than
the loss is as good; naming one of another database, or of a time that no backup has reached yet, says nothing.
"""
import os
from datetime import timedelta

from botocore.exceptions import ClientError

from catalogue import (
    ARTIFACTS,
    INDEX,
    MANIFEST,
    NAME,
    Fault,
    folder_of,
    is_younger,
    names_of,
    own_folder,
    read_index,
    stamp_of,
    whole_manifests,
)
from streams import Along, copies, merged
from words import say

# A run that is being written, or was killed and is adopted by the next, is younger.
REMAINS = timedelta(days=7)
KEYS_IN_A_REQUEST = 1000
# As stores call it.
DENIED = {"AccessDenied", "Forbidden", "MethodNotAllowed"}


class Denied(Exception):
    pass


def prune(place, newest, others, work):
    """`newest` is the manifest of the backup that has just been completed, `others` are names of those under way."""
    folder = folder_of(newest["name"])
    names = names_of(place, folder)
    faults = []
    manifests = list(whole_manifests(place, names, faults.append))
    held = next(reasons_to_wait(manifests, faults, others), None)
    if held is not None:
        say("nothing is pruned: " + held)
        return
    gone = expired(manifests, int(os.environ["RETENTION_COUNT"]), float(os.environ.get("RETENTION_DAYS") or 0))
    indices = dict(index_of(manifest) for manifest in manifests if manifest["name"] not in gone)
    try:
        # All that is kept can be read: only then anything is deleted.
        references = Along(merged([read_index(place, name, sha256, work) for name, sha256 in indices.items()]))
    except Fault as fault:
        say("nothing is pruned: %s. Look at it, and remove the backups that need it" % fault)
        return
    complete = {manifest["name"] for manifest in manifests}
    remains = [name for name in names if name not in complete and not is_younger(name, REMAINS)]
    try:
        for name in gone:
            delete(place, [name + "/" + MANIFEST])
            say("pruned " + name)
        delete_unreferred(place, folder, gone + remains, indices, references)
    except Denied as denied:
        say(
            "nothing more is pruned: these credentials may not delete in bucket %s (%s). Old backups stay: no rule "
            "of the bucket may end them by their age, since younger ones refer to what they have" % (place.bucket, denied)
        )


def reasons_to_wait(manifests, faults, others):
    for fault in faults:
        yield str(fault) + ". Look at it, and remove its folder"
    if others:
        yield others[0] + " is under way"
    for before, manifest in unacknowledged(manifests, whole_name(os.environ.get("RETENTION_ACKNOWLEDGE", ""))):
        yield (
            "%s has far less than %s before it (%s). Where that is as it should be, set backup.retention.acknowledge to %s"
            % (manifest["name"], before["name"], "; ".join(losses(before, manifest)), manifest["name"])
        )


def whole_name(name):
    """Of a backup of this release, its identity and stamp are enough."""
    return own_folder() + name if name.count("/") == 1 else name


def unacknowledged(manifests, acknowledged):
    """Pairs of scheduled backups, one after the other, between which much was lost."""
    scheduled = [manifest for manifest in manifests if manifest["kind"] == "scheduled"]
    is_one = NAME.fullmatch(acknowledged) and scheduled and folder_of(acknowledged) == folder_of(scheduled[-1]["name"])
    for before, manifest in zip(scheduled, scheduled[1:]):
        if is_one and manifest["name"] <= acknowledged <= scheduled[-1]["name"]:
            continue
        if any(losses(before, manifest)):
            yield before, manifest


def losses(before, after):
    for what, count in ("runs", runs), ("objects", lambda manifest: manifest["artifacts"]["objects"]):
        old, new = count(before), count(after)
        if new < old / 2 and old - new >= 10:
            yield "%d %s instead of %d" % (new, what, old)


def runs(manifest):
    return manifest["database"]["tables"].get("public.runs", 0)


def expired(manifests, count, days):
    scheduled = [manifest["name"] for manifest in manifests if manifest["kind"] == "scheduled"]
    kept = {manifests[-1]["name"], *scheduled[-max(count, 1) :]}
    return [
        manifest["name"]
        for manifest in manifests
        if manifest["name"] not in kept and not is_younger(manifest["name"], timedelta(days=days))
    ]


def index_of(manifest):
    """The backup that holds it, and its sum."""
    index = manifest["artifacts"]["index"]
    return index["backup"], index["sha256"]


def delete_unreferred(place, folder, names, indices, references):
    """Of backups without a manifest everything that no kept one refers to, and no index that one names."""
    for name in names:
        delete(place, (name + "/" + file for file in files_of(place, name) if file != INDEX or name not in indices))
    found = ((path, stamp) for path, stamp, _, _ in copies(place, folder, [stamp_of(name) for name in names]))
    delete(place, (folder + stamp + "/" + ARTIFACTS + path for path, stamp in unreferred(found, references)))


def unreferred(found, references):
    path, locations = None, ()
    for this, stamp in found:
        if this != path:
            path, locations = this, {entry.location for entry in references.at(this)}
        if stamp not in locations:
            yield path, stamp


def files_of(place, name):
    """Those of a backup beside its artefacts."""
    prefix = place.key(name + "/")
    pages = place.client.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, Prefix=prefix, Delimiter="/")
    return [entry["Key"][len(prefix) :] for page in pages for entry in page.get("Contents", ())]


def delete(place, paths):
    batch = []
    for path in paths:
        batch.append({"Key": place.key(path)})
        if len(batch) == KEYS_IN_A_REQUEST:
            delete_batch(place, batch)
            batch = []
    if batch:
        delete_batch(place, batch)


def delete_batch(place, batch):
    try:
        answer = place.client.delete_objects(Bucket=place.bucket, Delete={"Objects": batch, "Quiet": True})
    except ClientError as error:
        if error.response["Error"]["Code"] in DENIED:
            raise Denied(error.response["Error"]["Code"]) from error
        raise
    for error in answer.get("Errors", ()):
        if error["Code"] in DENIED:
            raise Denied(error["Code"])
        raise Fault("bucket %s does not delete %s: %s" % (place.bucket, error["Key"], error.get("Message", error["Code"])))
