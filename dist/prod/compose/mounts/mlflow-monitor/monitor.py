"""Say how the server's database, bucket, keys and certificates do: to the proxy of its pod, on a socket.

GET /metrics is for Prometheus, and has MLflow's own metrics, too; GET /deep-health says good or bad of each part. Each check runs in a
thread of its own, again and again: who asks gets what was found last, and never waits. One that takes longer than LIMIT counts as
failed until it ends, and is not begun again before. What is wrong is said in the log, without a secret.
"""
import http.server
import json
import os
import socketserver
import sys
import threading
import time

import bucket_check
import certificate_check
import database_check
from told import tell

SOCKET = os.environ.get("MONITOR_SOCKET", "/run/mlflow/monitor.sock")
# Seconds.
PERIOD = 30
LIMIT = 5

HELP = {
    "mlflow_database_up": "Whether the database answers.",
    "mlflow_database_connect_seconds": "How long it took to connect to the database.",
    "mlflow_database_schema_current": "Whether the database has the schema of this MLflow.",
    "mlflow_migration_running_seconds": "How long somebody has held the lock of migrations; 0 for nobody.",
    "mlflow_keys_consistent": "Whether what is encrypted in the database can be read with the keys.",
    "mlflow_bucket_up": "Whether the bucket can be listed.",
    "mlflow_bucket_writable": "Whether an object could be written, read back and deleted, at most five minutes ago or as of the last trial.",
    "mlflow_bucket_seconds": "How long it took to list the bucket.",
    "mlflow_certificate_expiry_timestamp_seconds": "Until when the certificate is good that the server of this name shows.",
    "mlflow_deep_health": "1 for good, 0 for bad: what GET /deep-health says.",
    "mlflow_monitor_check_age_seconds": "How old what this check found last is.",
}

# What has to be 1 for a part to be good.
OF_DATABASE = {
    "database": ("mlflow_database_up",),
    "schema": ("mlflow_database_schema_current",),
    "keys": ("mlflow_keys_consistent",),
}
OF_BUCKET = {"bucket": ("mlflow_bucket_up", "mlflow_bucket_writable")}


def say(message):
    print("monitor: " + tell(message), flush=True)


class Check:
    """Something that is looked at every PERIOD seconds.

    look() gives {sample: value}, and `failed` is what it counts as where that cannot be had.
    """

    def __init__(self, name, look, failed, parts=None):
        self.name, self.look, self.failed, self.parts = name, look, failed, parts or {}
        # What was found, and when; since when it has been looked at, if it is. Replaced as one.
        self.state = ({}, None, None)
        self.said = None

    def once(self):
        found, ended, _ = self.state
        self.state = (found, ended, time.monotonic())
        problem = None
        try:
            found = self.look()
        except Exception as error:  # Of drivers, which have many; none may end this thread.
            found, problem = self.failed, type(error).__name__ + ": " + str(error)
        self.state = (found, time.monotonic(), None)
        if problem != self.said:
            self.said = problem
            say(self.name + ": " + (problem or "is well again"))

    def forever(self):
        while True:
            self.once()
            time.sleep(PERIOD)

    def samples(self):
        found, ended, began = self.state
        now = time.monotonic()
        samples = dict(self.failed if began is not None and now - began > LIMIT else found)
        if ended is not None:
            samples['mlflow_monitor_check_age_seconds{check="%s"}' % self.name] = now - ended
        return samples


def checks():
    """Of what the environment names: MLflow may have another database than PostgreSQL, and other stores than S3."""
    if database_check.is_ours():
        looked = database_check.Database(say)
        yield Check("database", looked.look, {"mlflow_database_up": 0}, OF_DATABASE)
    if bucket_check.uri():
        looked = bucket_check.Bucket(say)
        yield Check("bucket", looked.look, {"mlflow_bucket_up": 0, "mlflow_bucket_writable": 0}, OF_BUCKET)
    for name, address, before in certificate_check.servers():
        yield Check("certificate-" + name, certificate_check.looker(name, address, before), {})


class Monitor:
    def __init__(self, every):
        self.every = every
        # Who scrapes twice at a time waits for the first.
        self.lock = threading.Lock()

    def start(self):
        for check in self.every:
            threading.Thread(target=check.forever, daemon=True).start()

    def samples(self):
        return {name: value for check in self.every for name, value in check.samples().items()}

    def parts(self, samples):
        """Part → whether it is good, which is what was seen to be."""
        needed = {part: names for check in self.every for part, names in check.parts.items()}
        return {part: all(samples.get(name) == 1 for name in names) for part, names in needed.items()}

    def metrics(self):
        samples = self.samples()
        for part, is_good in self.parts(samples).items():
            samples['mlflow_deep_health{part="%s"}' % part] = int(is_good)
        with self.lock:
            return exposition(samples) + mlflow_metrics(os.environ.get("METRICS_FOLDER", ""))

    def health(self):
        parts = self.parts(self.samples())
        return all(parts.values()), json.dumps({part: "good" if is_good else "bad" for part, is_good in parts.items()}) + "\n"


def exposition(samples):
    """Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/"""
    lines = []
    before = None
    for sample in sorted(samples):
        name = sample.split("{")[0]
        if name != before:
            lines += ["# HELP " + name + " " + HELP[name], "# TYPE " + name + " gauge"]
            before = name
        lines.append(sample + " " + repr(samples[sample]))
    return "".join(line + "\n" for line in lines)


def mlflow_metrics(folder):
    """MLflow's own, of all its workers; nothing where it writes none. Of a gauge each dead worker would leave one behind."""
    # A second place would be read instead.
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    if not folder or not os.path.isdir(folder):
        return ""
    try:
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector
    except ImportError:
        return ""

    class Own:
        def collect(self):
            of_all = MultiProcessCollector(CollectorRegistry(), path=folder).collect()
            return [metric for metric in of_all if metric.name.startswith("mlflow_") and metric.type != "gauge"]

    registry = CollectorRegistry()
    try:
        registry.register(Own())
        return generate_latest(registry).decode()
    except Exception as error:  # Of a file that a worker is just making.
        say("MLflow's own metrics cannot be read: " + str(error))
        return ""


def handler(monitor):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/metrics":
                return self.answer(200, "text/plain; version=0.0.4", monitor.metrics())
            if self.path == "/deep-health":
                is_good, text = monitor.health()
                return self.answer(200 if is_good else 503, "application/json", text)
            return self.answer(404, "text/plain", "")

        def answer(self, status, kind, text):
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 16

    def handle_error(self, *_):
        """Who asked has gone."""


def main():
    monitor = Monitor(list(checks()))
    if os.path.exists(SOCKET):
        os.remove(SOCKET)
    server = Server(SOCKET, handler(monitor))
    # As MLflow's own is: only containers of this pod come to it.
    os.chmod(SOCKET, 0o666)
    monitor.start()
    say("looks at " + (", ".join(check.name for check in monitor.every) or "nothing"))
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
