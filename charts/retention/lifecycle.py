"""Tidy the bucket of artefacts: end uploads that nobody completes, and, where asked, versions that were replaced or deleted long ago.

Without LIFECYCLE_APPLY it only says what it would do. Uploads in several parts that began more than LIFECYCLE_UPLOAD_DAYS ago are
aborted here, one by one: MinIO takes no rule for that. Versions are ended by a rule of the bucket, after LIFECYCLE_NONCURRENT_DAYS,
which has this release's name and is about its folder alone; without that variable, it is taken away. Rules of others stay as they
are, to the letter. If one of them ends artefacts by their age, this says so, and fails.

Reads the variables of catalogue.py; with LIFECYCLE_BACKUPS no version ends that is younger than the oldest backup. Exit codes: 0 done;
1 not done, or artefacts are in danger, and the lines before say why.
"""
import os
import sys
import xml.etree.ElementTree as xml
from datetime import datetime, timedelta, timezone

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from catalogue import Fault, artifact_store, destination, is_absent, names_below, own_folder, stamp_of, whole_manifests
from words import in_a_line, printable

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
LEAST_DAYS = 30


def say(message):
    print("lifecycle: " + printable(message), flush=True)


def local(element):
    """Its name: some stores leave the namespace out."""
    return element.tag.rpartition("}")[2]


def child(element, *names):
    for name in names:
        element = next((one for one in element if local(one) == name), None) if element is not None else None
    return element


def text_of(element, *names):
    found = child(element, *names)
    return "" if found is None else (found.text or "")


class Rules:
    """Of the bucket, as XML: what boto3 does not know of others' rules would be lost by it."""

    def __init__(self, store):
        self.store = store
        self.root = self.read()

    def read(self):
        bodies = []

        def keep(response_dict, **_):
            bodies.append(response_dict["body"])

        events = self.store.client.meta.events
        events.register("before-parse.s3.GetBucketLifecycleConfiguration", keep)
        try:
            self.store.client.get_bucket_lifecycle_configuration(Bucket=self.store.bucket)
        except ClientError as error:
            if is_absent(error) and error.response["Error"]["Code"] == "NoSuchLifecycleConfiguration":
                return xml.Element("{%s}LifecycleConfiguration" % NAMESPACE)
            raise
        finally:
            events.unregister("before-parse.s3.GetBucketLifecycleConfiguration", keep)
        return xml.fromstring(bodies[-1])

    def all(self):
        return [element for element in self.root if local(element) == "Rule"]

    def write(self, rules):
        for rule in self.all():
            self.root.remove(rule)
        self.root.extend(rules)
        client, bucket = self.store.client, self.store.bucket
        if not rules:
            client.delete_bucket_lifecycle(Bucket=bucket)
            return
        xml.register_namespace("", NAMESPACE)
        body = xml.tostring(self.root, encoding="utf-8")

        def replace(params, **_):
            params["body"] = body

        client.meta.events.register("before-call.s3.PutBucketLifecycleConfiguration", replace)
        try:
            # What is given here is only what boto3 asks for.
            stand_in = {"ID": "a", "Status": "Disabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 36500}}
            client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [stand_in]})
        finally:
            client.meta.events.unregister("before-call.s3.PutBucketLifecycleConfiguration", replace)


def own_name():
    return "mlflow-chart/" + own_folder() + "noncurrent"


def rule_for(days, prefix, tag):
    """`tag` is how the others' elements are called."""
    rule = xml.Element(tag("Rule"))
    for name, value in ("ID", own_name()), ("Status", "Enabled"):
        xml.SubElement(rule, tag(name)).text = value
    xml.SubElement(xml.SubElement(rule, tag("Filter")), tag("Prefix")).text = prefix
    xml.SubElement(xml.SubElement(rule, tag("NoncurrentVersionExpiration")), tag("NoncurrentDays")).text = str(days)
    return rule


def is_same(one, other):
    return xml.canonicalize(xml.tostring(one), strip_text=True) == xml.canonicalize(xml.tostring(other), strip_text=True)


def dangers(rules, prefix):
    """Names of enabled rules that end artefacts by their age, whatever else they ask for."""
    for rule in rules:
        if text_of(rule, "Status") != "Enabled" or child(rule, "Expiration") is None:
            continue
        if not (text_of(rule, "Expiration", "Days") or text_of(rule, "Expiration", "Date")):
            continue
        theirs = text_of(rule, "Filter", "Prefix") or text_of(rule, "Filter", "And", "Prefix") or text_of(rule, "Prefix")
        if theirs.startswith(prefix) or prefix.startswith(theirs):
            yield text_of(rule, "ID") or "without a name"


def wanted_days():
    days = os.environ.get("LIFECYCLE_NONCURRENT_DAYS")
    if days is None:
        return None
    days = int(days)
    if days < LEAST_DAYS:
        raise Fault("LIFECYCLE_NONCURRENT_DAYS is %d: versions have to live at least %d days" % (days, LEAST_DAYS))
    if os.environ.get("LIFECYCLE_BACKUPS") == "true":
        age = age_of_oldest()
        if days < age:
            raise Fault(
                "the oldest backup is %d days old, and versions would end after %d: set retention.lifecycle.noncurrentDays to more than that" % (age, days)
            )
    return days


def age_of_oldest():
    """In days, of whatever backup of this release is complete, of any of its databases."""
    place = destination()
    oldest = next(whole_manifests(place, names_below(place, own_folder())), None)
    if oldest is None:
        return 0
    began = datetime.strptime(stamp_of(oldest["name"])[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    return (datetime.now(timezone.utc) - began).days + 1


def arrange(store, apply):
    """Whether no artefact is in danger."""
    rules = Rules(store)
    everything = rules.all()
    others = [rule for rule in everything if text_of(rule, "ID") != own_name()]
    ours = [rule for rule in everything if text_of(rule, "ID") == own_name()]
    days = wanted_days()
    namespace = rules.root.tag[: -len(local(rules.root))]
    wanted = [] if days is None else [rule_for(days, store.prefix, lambda name: namespace + name)]
    if len(ours) == len(wanted) and all(map(is_same, ours, wanted)):
        say("the rules of bucket %s are as they should be: %d of others, %d of this release" % (store.bucket, len(others), len(ours)))
    else:
        for sign, found in ("-", ours), ("+", wanted):
            for rule in found:
                say("%s %s: versions below %r end %s days after they were replaced or deleted" % (
                    sign, own_name(), store.prefix, text_of(rule, "NoncurrentVersionExpiration", "NoncurrentDays"),
                ))
        say("  %d rules of others stay as they are" % len(others))
        if apply:
            rules.write(others + wanted)
            say("the rules of bucket %s are changed" % store.bucket)
    if days is not None and store.client.get_bucket_versioning(Bucket=store.bucket).get("Status") is None:
        say("bucket %s has no versioning: there are no older versions to end" % store.bucket)
    found = list(dangers(others, store.prefix))
    for name in found:
        say("THE RULE %r OF BUCKET %s ENDS ARTEFACTS BY THEIR AGE: whatever is older is lost. It is not this chart's; remove it" % (name, store.bucket))
    return not found


def end_uploads(store, apply):
    before = datetime.now(timezone.utc) - timedelta(days=int(os.environ["LIFECYCLE_UPLOAD_DAYS"]))
    count = 0
    for upload in old_uploads(store, before):
        count += 1
        say("%s the upload of %r, which began on %s" % ("ends" if apply else "would end", upload["Key"], upload["Initiated"].strftime("%Y-%m-%d")))
        if apply:
            end_upload(store, upload)
    say("%d uploads that nobody has completed%s" % (count, " are ended" if apply else ""))


def old_uploads(store, before):
    """Those that began by then, below the folder of the artefacts."""
    # MinIO finds none below a prefix: they are told apart here.
    for page in store.client.get_paginator("list_multipart_uploads").paginate(Bucket=store.bucket):
        for upload in page.get("Uploads", ()):
            if upload["Key"].startswith(store.prefix) and upload["Initiated"] <= before:
                yield upload


def end_upload(store, upload):
    try:
        store.client.abort_multipart_upload(Bucket=store.bucket, Key=upload["Key"], UploadId=upload["UploadId"])
    except ClientError as error:
        # Somebody has completed it, or ended it.
        if not is_absent(error):
            raise


def main():
    apply = os.environ.get("LIFECYCLE_APPLY") == "true"
    try:
        store = artifact_store()
        is_safe = arrange(store, apply)
        end_uploads(store, apply)
    except (Fault, BotoCoreError, ClientError, Boto3Error, OSError) as error:
        sys.exit("lifecycle: failed: " + in_a_line(error))
    if not apply:
        say("nothing was changed: with retention.lifecycle.apply: true it would be")
    if not is_safe:
        sys.exit("lifecycle: failed: artefacts are lost by a rule of the bucket, which is named above")


if __name__ == "__main__":
    main()
