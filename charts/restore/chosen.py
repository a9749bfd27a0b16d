"""The backup that is asked for, and whether it may be restored here."""
import os

from catalogue import NAME, Fault, check_clock, fingerprint, is_signed, manifest_of, names_below, own_folder, stamp_of, whole_manifests
from retention import losses, runs, unacknowledged, whole_name

LATEST = "latest"


def backup_of(request, place):
    """The manifest of the backup that is to be restored."""
    if request.backup == LATEST and request.overwrite:
        raise Fault("restore.overwrite and restore.from latest: what is latest changes. Name the backup that may replace what is there, in both")
    if request.overwrite and whole_name(request.overwrite) != whole_name(request.backup):
        raise Fault("restore.overwrite is %s and restore.from is %s: name the same backup in both" % (request.overwrite, request.backup))
    return newest(place) if request.backup == LATEST else named(place, whole_name(request.backup))


def newest(place):
    """Of this release, whatever database it is of, unless that has far less than one before it had: it may be what came after a loss."""
    names = names_below(place, own_folder())
    check_clock(names)
    # A Fault where it is damaged: another one is not taken unasked.
    found = next((manifest for manifest in (manifest_of(place, name) for name in reversed(names)) if manifest), None)
    if found is None:
        raise Fault("there is no complete backup of this release below %s in bucket %s" % (own_folder(), place.bucket))
    of_others, own = {}, []
    for manifest in whole_manifests(place, names):
        if manifest["identity"] != found["identity"]:
            of_others[manifest["identity"]] = manifest
        else:
            own.append(manifest)
    larger = [before for before, _ in unacknowledged(own, whole_name(os.environ.get("RETENTION_ACKNOWLEDGE", "")))]
    larger += [other for other in of_others.values() if any(losses(other, found))]
    if larger:
        newest_first = sorted(larger, key=lambda manifest: stamp_of(manifest["name"]), reverse=True)
        raise Fault(
            "the latest backup, %s, has %s, or follows one that had far less than the one before: it may be what came after a loss. "
            "Name the one that you mean in restore.from: %s"
            % (found["name"], what_is_in(found), ", ".join("%s with %s" % (other["name"], what_is_in(other)) for other in newest_first[:5]))
        )
    return found


def what_is_in(manifest):
    return "%d runs and %d artefacts" % (runs(manifest), manifest["artifacts"]["objects"])


def named(place, name):
    manifest = manifest_of(place, name) if NAME.fullmatch(name) else None
    if manifest is not None:
        if manifest["name"] != name:
            raise Fault("in the place of backup %s is the manifest of %s" % (name, manifest["name"]))
        return manifest
    folder = "/".join(name.split("/")[:2]) + "/" if name.count("/") == 3 else own_folder()
    there = [manifest["name"] for manifest in whole_manifests(place, names_below(place, folder))]
    newest_first = ", ".join(reversed(there[-5:]))
    raise Fault("there is no complete backup %s in bucket %s. %s" % (name, place.bucket, "The newest: " + newest_first if there else "There is none below " + folder))


def say_signature(manifest, say):
    if not is_signed(manifest):
        say(
            "%s is not signed with the password that the database has here. After a change of the password, and in another place, that is as it should be; "
            "else somebody who can write to the bucket has made it, and loading it does in the database whatever that wants" % manifest["name"]
        )


def check_keys(manifest):
    """Without its key, what MLflow has encrypted is lost."""
    wrong = []
    for variable, expected in sorted(manifest["keys"].items()):
        given = os.environ.get(variable)
        if not given:
            wrong.append("the key %s is missing, and was there when it was made" % variable)
        elif fingerprint(given, manifest["identity"]) != expected:
            wrong.append("the key %s is another one than when it was made" % variable)
    if wrong:
        raise Fault(
            "%s cannot be restored with the keys that are here: %s. What MLflow has encrypted with it would be lost. Put the old key back into its Secret "
            "(mlflow.encryption.existingSecret), restore, and rotate the key then (docs/secrets.md)" % (manifest["name"], "; ".join(wrong))
        )
