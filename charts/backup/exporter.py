"""Say which backups there are: to Prometheus (GET /metrics), and to mlflow-chart backups (the argument `list`: JSON).

Reads the manifests of this release in the bucket, of all databases that it has had, and the results of rehearsals beside them.
Whoever scrapes gets what was read last, at most PERIOD seconds ago; mlflow_backup_read_success says whether that worked.
"""
import http.server
import json
import socket
import sys
import threading
import time
from datetime import datetime, timezone

from botocore.exceptions import BotoCoreError, ClientError

import catalogue
from archive import along, archives, is_on, is_within, moment
from catalogue import TIME, stamp_of

PORT = 9114
PERIOD = 60
REHEARSAL = "rehearsal.json"
LOOKED_AT = 40


def seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Reader:
    """Of a bucket. Manifests never change: each is read once, as long as it is there."""

    def __init__(self, place):
        self.place = place
        self.known = {}

    def backups(self):
        """Of each: its manifest, or a problem in words. The oldest first."""
        names = catalogue.names_below(self.place, catalogue.own_folder())
        read = {name: self.known[name] if name in self.known and self.has(name) else self.read(name) for name in names}
        self.known = {name: backup for name, backup in read.items() if "manifest" in backup}
        newest = max(map(stamp_of, self.known), default="")
        # Of older ones nothing is left but artefacts that others refer to.
        return [backup for name, backup in read.items() if "damage" in backup or name in self.known or stamp_of(name) > newest]

    def has(self, name):
        try:
            self.place.client.head_object(Bucket=self.place.bucket, Key=self.place.key(name + "/" + catalogue.MANIFEST))
            return True
        except ClientError as error:
            if catalogue.is_absent(error):
                return False
            raise

    def read(self, name):
        try:
            manifest = catalogue.manifest_of(self.place, name)
        except catalogue.Fault as fault:
            return {"name": name, "problem": str(fault), "damage": True}
        if manifest is None:
            return {"name": name, "problem": "has no manifest: it is being made, or was interrupted"}
        return {"name": name, "manifest": manifest}

    def rehearsal(self, name):
        text = catalogue.read(self.place, name + "/" + REHEARSAL)
        return None if text is None else json.loads(text)

    def reach(self):
        """From when on, and until when, the database can go back to any second; None for what is not there."""
        newest = (None, None)
        for archive in archives(self.place, catalogue.own_folder()):
            for timeline, reached in list(archive.reached().items())[-1:]:
                if newest[1] is None or reached.until > newest[1]:
                    newest = (since(archive, timeline, reached.position), reached.until)
        return newest


def since(archive, timeline, reached):
    """When the oldest base backup was made after which no change is missing."""
    bases = archive.bases(lambda fault: print("exporter: " + str(fault), flush=True))
    if not bases:
        return None
    segments, histories = archive.wal(bases[-1]["segmentBytes"])
    line = archive.line(timeline, histories)
    # One of a timeline that was given up later leads elsewhere.
    bases = [base for base in bases if is_on(base, line)]
    found = along(segments, line, bases[-1]["segmentBytes"]) if bases else []
    return next((moment(base["finished"]) for base in bases if is_within(found, base, reached)), None)


def samples(backups, rehearsal_of, reach=(None, None)):
    """(name, help, value) of each metric."""
    complete = [backup["manifest"] for backup in backups if "manifest" in backup]
    yield "complete", "Complete backups in the bucket.", len(complete)
    yield "incomplete", "Backups without a whole manifest.", len(backups) - len(complete)
    scheduled = [manifest for manifest in complete if manifest["kind"] == "scheduled"]
    if scheduled:
        newest = scheduled[-1]
        started, finished = seconds(newest["started"]), seconds(newest["finished"])
        yield "newest_started_timestamp_seconds", "What was written until then is in the newest scheduled backup.", started
        yield "newest_finished_timestamp_seconds", "When the newest scheduled backup was complete.", finished
        yield "newest_duration_seconds", "How long it took.", finished - started
        yield "newest_database_bytes", "Size of its dump.", newest["database"]["bytes"]
        yield "newest_runs", "Runs in it.", newest["database"]["tables"].get("public.runs", 0)
        yield "newest_artifact_bytes", "Size of all artefacts in it.", newest["artifacts"]["bytes"]
        yield "newest_artifact_objects", "Artefacts in it.", newest["artifacts"]["objects"]
        yield "newest_vanished_objects", "Artefacts that were deleted while it was made.", newest["artifacts"]["vanished"]
        yield "newest_left_out_objects", "Artefacts that are not in it, because their names are too long.", newest["artifacts"].get("leftOut", 0)
        yield "bucket_protected", "Whether the bucket had versioning or object lock then.", int(newest["protection"] in ("versioning", "lock"))
    # A weekly one is of a backup that many have followed.
    results = [result for result in (rehearsal_of(manifest["name"]) for manifest in complete[-LOOKED_AT:]) if result]
    if results:
        latest = max(results, key=lambda result: result["finished"])
        yield "rehearsal_timestamp_seconds", "When the last rehearsal of a restore ended.", seconds(latest["finished"])
        yield "rehearsal_success", "Whether it brought everything back.", int(latest["ok"])
    for name, text, time in zip(("from", "until"), ("From when on the database can go back to any second.", "Until when."), reach):
        if time is not None:
            yield "point_in_time_" + name + "_timestamp_seconds", text, time.timestamp()


def exposition(found):
    """Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/"""
    lines = []
    for name, help_text, value in found:
        name = "mlflow_backup_" + name
        lines += ["# HELP " + name + " " + help_text, "# TYPE " + name + " gauge", "%s %s" % (name, repr(value))]
    return "\n".join(lines) + "\n"


class Exporter:
    def __init__(self, reader):
        self.reader = reader
        self.lock = threading.Lock()
        self.read_at = float("-inf")
        self.text = ""

    def page(self):
        with self.lock:
            if time.monotonic() - self.read_at >= PERIOD:
                self.text = exposition(self.look())
                self.read_at = time.monotonic()
            return self.text

    def look(self):
        try:
            found = list(samples(self.reader.backups(), self.reader.rehearsal, self.reader.reach()))
        except (BotoCoreError, ClientError, catalogue.Fault, ValueError, KeyError) as error:
            print("exporter: cannot read the bucket: " + str(error), flush=True)
            return [("read_success", "Whether the bucket could be read.", 0)]
        return [("read_success", "Whether the bucket could be read.", 1), *found]


def handler(exporter):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path not in ("/metrics", "/health"):
                return self.send_error(404)
            body = exporter.page().encode() if self.path == "/metrics" else b"OK\n"
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


class Server(http.server.ThreadingHTTPServer):
    # Of both families, where there are both.
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET
    daemon_threads = True


def show(reader):
    try:
        backups = reader.backups()
        results = {backup["name"]: reader.rehearsal(backup["name"]) for backup in backups[-LOOKED_AT:] if "manifest" in backup}
        reach = dict(zip(("from", "until"), (time and time.strftime(TIME) for time in reader.reach())))
    except (BotoCoreError, ClientError, catalogue.Fault) as error:
        sys.exit("exporter: cannot read the bucket " + reader.place.bucket + ": " + str(error))
    now = datetime.now(timezone.utc).strftime(TIME)
    print(json.dumps({"bucket": reader.place.bucket, "now": now, "backups": backups, "rehearsals": results, "pointInTime": reach}))


def main(arguments):
    reader = Reader(catalogue.destination())
    if arguments == ["list"]:
        return show(reader)
    server = Server(("", PORT), handler(Exporter(reader)))
    print("exporter: backups below " + catalogue.own_folder() + " of bucket " + reader.place.bucket, flush=True)
    server.serve_forever()


main(sys.argv[1:])
