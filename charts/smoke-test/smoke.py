"""Whether somebody can work with MLflow: log in, log a run with an artefact, register it, read all of it back, send a trace, and remove it again.

Exits with 0, or with 1 and the words for which step failed, what came back, and where to look. `helm test` runs it with MLflow's own client.
"""
import base64
import glob
import inspect
import json
import logging
import os
import re
import secrets
import signal
import sys
import tempfile
import time
import warnings
from collections import namedtuple

# Before MLflow is imported, which reads some of them only then: here nobody waits for long, and what fails is said once.
os.environ.update(
    {
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
        "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
        "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
        "MLFLOW_ENABLE_ASYNC_TRACE_LOGGING": "false",
        "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
        "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "AWS_MAX_ATTEMPTS": "2",
        # For commits of a repository, which there is none of.
        "GIT_PYTHON_REFRESH": "quiet",
    }
)

# Of parameters that have newer names, which old versions do not know.
warnings.simplefilter("ignore")

PREFIX = "mlflow-chart-smoke-test-"
# Others may call theirs by what it begins with.
NAME = re.compile(PREFIX + "[0-9a-f]{12}")
SIZE = 2**20
# Of an answer; whoever answers without end fills the memory otherwise.
LARGEST = 2**17
# How long a server may take to answer at all: the release may have been installed a moment ago, and policies come to one node after the
# other: the first answer is of one pod, the next request may find one that does not let this pod in yet.
PATIENCE = 60
ANONYMOUS = "/api/2.0/mlflow/experiments/search?max_results=1"

MODE = os.environ.get("SMOKE_AUTH_MODE", "none")
LOGIN = os.environ.get("SMOKE_LOGIN", "none")
SECRET = os.environ.get("SMOKE_SECRET", "")
NAMESPACE = os.environ.get("SMOKE_NAMESPACE", "default")
SERVER = os.environ.get("SMOKE_SERVER", "mlflow-tracking")
BEGUN = time.monotonic()
SECONDS = int(os.environ.get("SMOKE_TIMEOUT_SECONDS", "180"))
# Of these, what is kept for cleaning up.
CLEANING = min(60, SECONDS // 3)
URI = os.environ.get("MLFLOW_TRACKING_URI", "").rstrip("/")
AUTHORITIES = os.environ.get("SMOKE_AUTHORITIES", "/authorities")
USERS = os.environ.get("SMOKE_USERS", "/login/users.json")
TOKEN = os.environ.get("SMOKE_TOKEN", "/var/run/secrets/mlflow/token")

LOGS = "kubectl -n %s logs deployment/%s -c mlflow" % (NAMESPACE, SERVER)
PODS = "kubectl -n %s get pods -l app.kubernetes.io/component=tracking" % NAMESPACE
STORE = "Look at the store, its bucket and its keys (docs/store.md), and at what the server says: " + LOGS
PROXIED = "Look at the database and at what the server says: " + LOGS


class Failed(Exception):
    def __init__(self, came_back, look):
        super().__init__(came_back)
        self.look = look


class Skipped(Exception):
    pass


class Ended(BaseException):
    """No library takes it for a fault of its own, and tries again."""


Answer = namedtuple("Answer", "status_code text")


def say(state, seconds, what):
    print("%-7s %6.1f s  %s" % (state, seconds, told(what)), flush=True)


def indent(text):
    for line in text.strip().splitlines() or ["nothing"]:
        print(" " * 18 + told(line.strip()), flush=True)


def told(text):
    """Others' words: what a terminal would obey is written out, and what it was given to log in is left out: a server may send it back."""
    for secret in given():
        text = text.replace(secret, "…")
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def given():
    names = "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
    values = [os.environ.get(name, "") for name in names]
    user, password = os.environ.get("MLFLOW_TRACKING_USERNAME", ""), values[0]
    header = base64.b64encode((user + ":" + password).encode()).decode() if password else ""
    # A password of a development that is also a name stands in many words.
    return [each for each in (header, *values) if len(each) >= 4 and each != user]


def said(error):
    """What came back, in some lines: an answer may be a page of HTML."""
    text = " ".join(str(error).split()) or "nothing"
    text = text if len(text) < 600 else text[:600] + " …"
    return text if isinstance(error, str) else "%s: %s" % (type(error).__name__, text)


def end_after(seconds, why):
    def end(*_):
        raise Ended(why)

    signal.signal(signal.SIGALRM, end)
    signal.alarm(max(1, int(seconds)))


# ---- who asks -------------------------------------------------------------------------------------------------------------


def believe_given():
    """One file of the public authorities and of those that the chart knows, for all that asks."""
    given = sorted(glob.glob(os.path.join(AUTHORITIES, "*.crt")))
    if not given:
        return
    import certifi

    target = os.path.join(tempfile.gettempdir(), "authorities.crt")
    with open(target, "wb") as file:
        for path in [certifi.where(), *given]:
            with open(path, "rb") as one:
                file.write(one.read() + b"\n")
    for name in "MLFLOW_TRACKING_SERVER_CERT_PATH", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE":
        os.environ[name] = target


def login():
    """Words for who logs in; the variables are MLflow's own. None where nobody is known."""
    if LOGIN == "none":
        return "nobody: there is no login"
    if LOGIN == "users":
        with open(USERS, encoding="utf-8") as file:
            name, password = sorted(json.load(file).items())[0]
        os.environ.update(MLFLOW_TRACKING_USERNAME=name, MLFLOW_TRACKING_PASSWORD=password)
        return name + ", the first of auth.basic.users"
    if LOGIN == "service-account":
        with open(TOKEN, encoding="utf-8") as file:
            os.environ["MLFLOW_TRACKING_TOKEN"] = file.read().strip()
        return "the pod’s ServiceAccount"
    if LOGIN not in ("secret", "administrator"):
        return None
    needed = ["MLFLOW_TRACKING_TOKEN"] if MODE == "oidc" else ["MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"]
    if not all(os.environ.get(name) for name in needed):
        lacking = "the Secret %s, or its key for %s, is not there, or it is empty" % (SECRET, " or ".join(needed))
        raise Failed(lacking, "Make it: see docs/install.md. kubectl -n %s get secret %s" % (NAMESPACE, SECRET))
    if MODE == "oidc":
        return "whom the token of the Secret %s is for" % SECRET
    name = os.environ["MLFLOW_TRACKING_USERNAME"]
    return "%s, of the Secret %s%s" % (name, SECRET, ": the administrator" if LOGIN == "administrator" else "")


def where_login():
    if LOGIN == "service-account":
        return "Let it in: auth.oidc.serviceAccounts.allowed (docs/access.md)"
    if LOGIN == "users":
        return "Look at auth.basic.users, and whether the pods have been restarted since: " + PODS
    return "Look at the Secret %s: has it the login of a user who may come in now (docs/access.md)?" % SECRET


def ask(path, with_login=False):
    """What comes back, once that is no fault that may be over in a moment, or PATIENCE is."""
    while True:
        fault = answer = None
        try:
            answer = ask_once(path, with_login)
        except Exception as error:
            fault = error
        if answer is not None and answer.status_code < 500:
            return answer
        if time.monotonic() - BEGUN > min(PATIENCE, SECONDS / 3):
            if fault is not None:
                raise Failed(said(fault), where_unreached(fault))
            return answer
        time.sleep(2)


def ask_once(path, with_login):
    import requests

    with requests.Session() as session:
        # No .netrc, and no proxy: as MLflow's client asks, without what the environment adds.
        session.trust_env = False
        if with_login and os.environ.get("MLFLOW_TRACKING_TOKEN"):
            session.headers["Authorization"] = "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]
        elif with_login and os.environ.get("MLFLOW_TRACKING_USERNAME"):
            name, password = os.environ["MLFLOW_TRACKING_USERNAME"], os.environ["MLFLOW_TRACKING_PASSWORD"]
            session.auth = (name.encode(), password.encode())
        verify = os.environ.get("MLFLOW_TRACKING_SERVER_CERT_PATH", True)
        with session.get(URI + path, timeout=10, allow_redirects=False, verify=verify, stream=True) as answer:
            return Answer(answer.status_code, answer.raw.read(LARGEST, decode_content=True).decode(errors="replace"))


def status_of(error):
    """Of an answer that MLflow's client, or requests, made an exception of."""
    get = getattr(error, "get_http_status_code", None)
    answer = getattr(error, "response", None)
    if answer is not None and getattr(answer, "status_code", None):
        return answer.status_code
    return get() if get is not None else None


# ---- what is done ---------------------------------------------------------------------------------------------------------


class Smoke:
    def __init__(self, folder):
        self.folder = folder
        self.name = PREFIX + secrets.token_hex(6)
        self.content = secrets.token_bytes(SIZE)
        self.experiment = None
        self.client = None
        self.trace = None
        self.complaints = []

    def reach(self):
        answer = ask(ANONYMOUS)
        if answer.status_code >= 500:
            raise Failed("%d: %s" % (answer.status_code, said(answer.text)), "Is a pod of the server Ready? " + PODS)
        self.anonymous = answer
        return "%d comes back" % answer.status_code

    def refuse(self):
        status = self.anonymous.status_code
        if MODE == "none":
            if status == 200:
                raise Skipped("auth.mode is none: there is no login to ask for")
            raise Failed("%d: %s" % (status, said(self.anonymous.text)), "Look at what the server says: " + LOGS)
        if status == 401:
            return "401"
        if status == 200:
            raise Failed("200: whoever reaches the Service gets in, though auth.mode is %s" % MODE, "Look at what is before MLflow (docs/access.md)")
        raise Failed("%d: %s" % (status, said(self.anonymous.text)), "Look at what the proxy says: kubectl -n %s logs deployment/%s -c proxy" % (NAMESPACE, SERVER))

    def log_in(self):
        who = login()
        if who is None:
            raise Skipped("no login is known here: name a Secret in smokeTest.existingSecret (docs/install.md)")
        answer = ask(ANONYMOUS, with_login=True)
        if answer.status_code in (401, 403):
            raise Failed("%d for %s: %s" % (answer.status_code, who, said(answer.text)), where_login())
        if answer.status_code != 200:
            raise Failed("%d: %s" % (answer.status_code, said(answer.text)), PROXIED)
        version = ask("/version", with_login=True)
        import mlflow

        self.mlflow = mlflow
        logging.getLogger("mlflow").setLevel(logging.WARNING)
        logging.getLogger("mlflow").addHandler(Complaints(self.complaints))
        for name in "mlflow", "urllib3", "alembic", "botocore":
            logging.getLogger(name).propagate = False
        self.client = mlflow.MlflowClient(URI)
        mlflow.set_tracking_uri(URI)
        number = version.text.strip()[:40] if version.status_code == 200 else "of some version"
        return "%s; the server is MLflow %s" % (who, number)

    def make_experiment(self):
        try:
            self.experiment = self.client.create_experiment(self.name)
            # Where the server puts those for which nobody says where.
            self.all = self.client.get_experiment(self.experiment).artifact_location[: -len(self.experiment)]
        except Exception as error:
            raise self.refused(error, "make an experiment") from None
        self.sweep()
        return self.name

    def log(self):
        try:
            run = self.client.create_run(self.experiment, run_name="smoke-test")
            self.run, self.root = run.info.run_id, run.info.artifact_uri
            self.client.log_param(self.run, "written", self.name)
            self.client.log_metric(self.run, "size", SIZE)
            self.client.set_tag(self.run, "mlflow.note.content", "Written by helm test, which removes it.")
        except Exception as error:
            raise self.refused(error, "log a run") from None
        return self.run

    def upload(self):
        file = os.path.join(self.folder, "payload.bin")
        with open(file, "wb") as target:
            target.write(self.content)
        try:
            self.client.log_artifact(self.run, file, "model")
        except Exception as error:
            raise self.refused(error, "upload an artefact", STORE) from None
        return "1 MiB of random bytes to " + self.root.split(":/")[0] + ":/"

    def read_back(self):
        try:
            self.client.set_terminated(self.run)
            found = self.client.get_run(self.run)
        except Exception as error:
            raise self.refused(error, "read a run") from None
        expected = ({"written": self.name}, {"size": SIZE}, "FINISHED")
        got = (found.data.params, found.data.metrics, found.info.status)
        if got != expected:
            raise Failed("%s, where %s was written" % (got, expected), PROXIED)
        return "parameter, metric and status are the same"

    def download(self):
        return self.compare("runs:/%s/model" % self.run)

    def compare(self, uri):
        target = tempfile.mkdtemp(dir=self.folder)
        try:
            path = self.mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=target)
            with open(os.path.join(path, "payload.bin"), "rb") as file:
                content = file.read()
        except Exception as error:
            raise self.refused(error, "download an artefact", STORE) from None
        if content != self.content:
            raise Failed("%d bytes that are not the %d that were uploaded" % (len(content), SIZE), STORE)
        return "1 MiB, each byte as it was"

    def register(self):
        try:
            self.client.create_registered_model(self.name)
            version = self.client.create_model_version(self.name, self.root + "/model", self.run, await_creation_for=30)
            self.client.set_registered_model_alias(self.name, "smoke", version.version)
        except Exception as error:
            raise self.refused(error, "register a model", "Look at the registry (mlflow.registry), and at what the server says: " + LOGS) from None
        return "version %s of %s" % (version.version, self.name)

    def read_model(self):
        try:
            version = self.client.get_model_version_by_alias(self.name, "smoke")
        except Exception as error:
            raise self.refused(error, "read a model", "Look at the registry (mlflow.registry), and at what the server says: " + LOGS) from None
        if (version.run_id, version.status) != (self.run, "READY"):
            raise Failed("%s of run %s, where READY of %s was registered" % (version.status, version.run_id, self.run), PROXIED)
        return self.compare("models:/%s/%s" % (self.name, version.version))

    def send_trace(self):
        if not hasattr(self.mlflow, "start_span") or not hasattr(self.mlflow, "get_trace"):
            raise Skipped("MLflow %s has no traces" % self.mlflow.__version__)
        del self.complaints[:]
        try:
            self.mlflow.set_experiment(experiment_id=self.experiment)
            with self.mlflow.start_span(name="smoke-test") as span:
                span.set_inputs({"sent": self.name})
                span.set_outputs({"size": SIZE})
            self.trace = getattr(span, "trace_id", None) or span.request_id
        except Exception as error:
            raise self.refused(error, "send a trace") from None
        return self.trace

    def find_trace(self):
        if self.trace is None:
            raise Skipped("none was sent")
        begun = time.monotonic()
        while True:
            try:
                found = [trace for trace in self.traces(self.experiment) if id_of(trace) == self.trace]
            except Exception as error:
                raise self.refused(error, "look for a trace") from None
            inputs = [span.inputs for trace in found for span in trace.data.spans]
            if inputs == [{"sent": self.name}]:
                return "its span has what was sent"
            if time.monotonic() - begun > 15:
                complaint = self.complaints[-1] if self.complaints else "%d traces, with %s" % (len(found), inputs)
                raise Failed(complaint, PROXIED)
            time.sleep(1)

    def traces(self, experiment):
        return self.client.search_traces(experiment_ids=[experiment])

    def refused(self, error, what, look=PROXIED):
        status = status_of(error)
        if status == 401:
            look = where_login()
        elif status == 403:
            look = "Whom the test logs in as may not %s: give it a user who may (docs/install.md)" % what
        return Failed(said(error), look)

    # ---- cleaning up --------------------------------------------------------------------------------------------------------

    def clean(self):
        """All that has its name. The experiment goes last: as long as it is there, the next test finds what is left."""
        faults = []
        for do in self.clean_registry, self.clean_experiment:
            try:
                words = do()
            except Exception as error:
                faults.append(error)
        if faults:
            raise faults[0]
        return words

    def clean_registry(self):
        for model in self.client.search_registered_models(filter_string="name = '%s'" % self.name):
            self.client.delete_registered_model(model.name)

    def clean_experiment(self):
        experiment = self.client.get_experiment_by_name(self.name)
        if experiment is None:
            return "there is nothing"
        self.remove(experiment.experiment_id)
        return "model, artefact and trace are gone, run and experiment deleted"

    def remove(self, experiment):
        """Artefacts and traces for good; of runs and the experiment itself, MLflow's client can only mark the rows."""
        from mlflow.entities import ViewType
        from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

        for run in self.client.search_runs([experiment], run_view_type=ViewType.ALL):
            # Of a run, never of the experiment: for 1, MLflow 2.9 and 3.10 would delete what 10 has, too.
            if self.is_of(experiment, run.info.artifact_uri):
                get_artifact_repository(run.info.artifact_uri).delete_artifacts()
            if run.info.lifecycle_stage == "active":
                self.client.delete_run(run.info.run_id)
        if hasattr(self.client, "delete_traces"):
            traces = self.traces(experiment)
            for trace in traces:
                location = trace.info.tags.get("mlflow.artifactLocation")
                if location and self.is_of(experiment, location):
                    get_artifact_repository(location).delete_artifacts()
            if traces:
                delete_traces(self.client, experiment, traces)
        self.client.delete_experiment(experiment)

    def is_of(self, experiment, location):
        """Whoever makes an experiment says where its artefacts are, and of a trace, too: it may be where others have theirs, and this deletes
        what an administrator may delete."""
        return location.startswith(self.all + experiment + "/") and ".." not in location.split("/")

    def sweep(self):
        """What a test that was killed has left: nothing younger than a test can be, for it may still be running."""
        before = (time.time() - SECONDS - 120) * 1000
        like = "name LIKE '%s%%'" % PREFIX
        try:
            for model in self.client.search_registered_models(filter_string=like):
                if NAME.fullmatch(model.name) and (model.creation_timestamp or 0) < before:
                    self.client.delete_registered_model(model.name)
            for one in self.client.search_experiments(filter_string=like):
                if NAME.fullmatch(one.name) and (one.creation_time or 0) < before:
                    self.remove(one.experiment_id)
        except Exception as error:
            # Somebody else's, or a store that is gone: the steps after this one say what is wrong.
            say("--", 0, "what an earlier test has left stays: " + said(error))


class Complaints(logging.Handler):
    """What MLflow's client only warns about, such as a trace that it could not send."""

    def __init__(self, complaints):
        super().__init__(logging.WARNING)
        self.complaints = complaints

    def emit(self, record):
        self.complaints.append(" ".join(record.getMessage().split())[:600])


def id_of(trace):
    return getattr(trace.info, "trace_id", None) or trace.info.request_id


def delete_traces(client, experiment, traces):
    """MLflow 2 called them requests."""
    parameter = "trace_ids" if "trace_ids" in inspect.signature(client.delete_traces).parameters else "request_ids"
    client.delete_traces(experiment, **{parameter: [id_of(trace) for trace in traces]})


def where_unreached(error):
    text = str(error)
    if "certificate" in text.lower() or "SSL" in text:
        return "Look at the certificate: is it for the names of the Service, and is its authority in ca.crt or tls.caBundle (docs/tls.md)?"
    if "timed out" in text.lower() or "timeout" in text.lower():
        return "Is a pod of the server Ready, and may the test come in (networkPolicy.clients, docs/isolation.md)? " + PODS
    return "Is a pod of the server Ready? " + PODS


def steps(smoke):
    return [
        ("reach the server", smoke.reach),
        ("be refused without a login", smoke.refuse),
        ("log in", smoke.log_in),
        ("make an experiment", smoke.make_experiment),
        ("log a run", smoke.log),
        ("upload an artefact", smoke.upload),
        ("read the run back", smoke.read_back),
        ("download the artefact", smoke.download),
        ("register a model version", smoke.register),
        ("read it back, artefact and all", smoke.read_model),
        ("send a trace", smoke.send_trace),
        ("find it", smoke.find_trace),
    ]


def perform(what, do):
    """Words, or an exception: Skipped or Failed."""
    begun = time.monotonic()
    try:
        words = do()
        say("ok", time.monotonic() - begun, what + (": " + words if words else ""))
    except Skipped as skipped:
        say("skipped", time.monotonic() - begun, "%s: %s" % (what, skipped))
        raise
    except (Exception, Ended) as error:
        say("FAILED", time.monotonic() - begun, what)
        indent(str(error) if isinstance(error, (Failed, Ended)) else said(error))
        if not isinstance(error, Ended):
            indent(error.look if isinstance(error, Failed) else PROXIED)
        raise


def attempt(smoke):
    """The step that failed; None where nothing did, and False where nothing could be tried."""
    what = ""
    try:
        believe_given()
        for what, do in steps(smoke):
            try:
                perform(what, do)
            except Skipped:
                if do == smoke.log_in:
                    return False
    except (Exception, Ended):
        return what
    return None


def main():
    def end(*_):
        raise Ended("the pod was told to end")

    print("%s, auth.mode %s" % (URI, MODE), flush=True)
    begun = time.monotonic()
    signal.signal(signal.SIGTERM, end)
    end_after(SECONDS - CLEANING, "%d seconds are over (smokeTest.timeoutSeconds)" % SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        smoke = Smoke(folder)
        failed = attempt(smoke)
        end_after(CLEANING, "there was no time left for it")
        if smoke.client is not None:
            try:
                perform("clean up", smoke.clean)
            except (Exception, Ended):
                failed = failed or "clean up"
                indent("What is left is called %s: the next test removes it" % smoke.name)
        signal.alarm(0)
    if failed:
        print("failed: %s. It took %.0f s" % (failed, time.monotonic() - begun), flush=True)
        return 1
    if failed is False:
        print("passed, as far as it could try: the server answers, and asks for a login. NOT TRIED: all that needs one", flush=True)
        return 0
    print("passed. It took %.0f s" % (time.monotonic() - begun), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
