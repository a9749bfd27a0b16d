"""What a team does with MLflow, through MLflow's own client. Prints one JSON object as its last line.

    client.py log NAME MIB      logs a run with an artefact of MIB mebibytes, registers a model with an alias
    client.py check FACTS       reads all of that back; FACTS is what `log` printed
    client.py stream SECONDS    logs metrics one by one, and says which were acknowledged
    client.py upload MIB        logs an artefact of MIB mebibytes and reads it back
"""

import hashlib
import json
import os
import sys
import tempfile
import time

import mlflow
import numpy
from mlflow import MlflowClient
from sklearn.linear_model import LinearRegression

PARAMS = {"learning_rate": "0.01", "note": "naïve @ / % : ' \" \\ $ 🙂"}
LOSSES = [1.0, 0.5, 0.25]


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def log(name, mebibytes):
    facts = {"name": name, "client": mlflow.__version__, "tracking_uri": mlflow.get_tracking_uri()}
    experiment = mlflow.set_experiment(name)
    facts["artifact_location"] = experiment.artifact_location
    x = numpy.arange(10.0).reshape(-1, 1)
    model = LinearRegression().fit(x, 2 * x[:, 0] + 1)
    with mlflow.start_run(run_name=name) as run, tempfile.TemporaryDirectory() as folder:
        facts["run_id"] = run.info.run_id
        facts["artifact_uri"] = run.info.artifact_uri
        mlflow.log_params(PARAMS)
        for step, loss in enumerate(LOSSES):
            mlflow.log_metric("loss", loss, step=step)
        path = os.path.join(folder, "weights.bin")
        with open(path, "wb") as file:
            for _ in range(int(mebibytes)):
                file.write(os.urandom(1 << 20))
        facts["sha256"] = sha256(path)
        begun = time.monotonic()
        mlflow.log_artifact(path)
        facts["upload_seconds"] = round(time.monotonic() - begun, 1)
        # Requirements are given, or the client would start another Python to find them.
        mlflow.sklearn.log_model(model, "model", registered_model_name=name, pip_requirements=["scikit-learn"])
    client = MlflowClient()
    version = client.search_model_versions(f"name = '{name}'")[0]
    client.set_registered_model_alias(name, "champion", version.version)
    facts["version"] = str(version.version)
    facts["source"] = version.source
    facts["download_uri"] = client.get_model_version_download_uri(name, version.version)
    return facts


def check(facts):
    client = MlflowClient()
    run = client.get_run(facts["run_id"])
    assert run.data.params == PARAMS, run.data.params
    history = [(metric.step, metric.value) for metric in client.get_metric_history(run.info.run_id, "loss")]
    assert sorted(history) == list(enumerate(LOSSES)), history
    assert run.info.status == "FINISHED", run.info.status
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        path = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="weights.bin", dst_path=folder)
        seconds = round(time.monotonic() - begun, 1)
        assert sha256(path) == facts["sha256"], "the artefact came back changed"
    assert str(client.get_model_version_by_alias(facts["name"], "champion").version) == facts["version"]
    model = mlflow.pyfunc.load_model(f"models:/{facts['name']}@champion")
    answer = model.predict(numpy.array([[20.0]]))
    assert abs(answer[0] - 41) < 1e-6, answer
    return {"download_seconds": seconds}


def stream(seconds):
    client = MlflowClient()
    run = client.create_run("0")
    acknowledged, errors, slowest = [], [], 0
    end = time.monotonic() + float(seconds)
    print("streaming", flush=True)
    while time.monotonic() < end:
        step, begun = len(acknowledged) + len(errors), time.monotonic()
        try:
            client.log_metric(run.info.run_id, "tick", step, step=step)
            acknowledged.append(step)
        except Exception as error:
            errors.append(str(error)[:300])
        slowest = max(slowest, time.monotonic() - begun)
        time.sleep(0.05)
    stored = {metric.step for metric in client.get_metric_history(run.info.run_id, "tick")}
    lost = [step for step in acknowledged if step not in stored]
    return {"acknowledged": len(acknowledged), "errors": errors, "lost": lost, "slowest": round(slowest, 1)}


def upload(mebibytes):
    run = MlflowClient().create_run("0")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as back:
        path = os.path.join(folder, "weights.bin")
        with open(path, "wb") as file:
            for _ in range(int(mebibytes)):
                file.write(os.urandom(1 << 20))
        print("uploading", flush=True)
        begun = time.monotonic()
        error = None
        try:
            mlflow.log_artifact(path, run_id=run.info.run_id)
        except Exception as failure:
            error = str(failure)[:300]
        seconds = round(time.monotonic() - begun, 1)
        listed = [file.path for file in mlflow.artifacts.list_artifacts(run_id=run.info.run_id)]
        same = None
        if listed:
            copy = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="weights.bin", dst_path=back)
            same = sha256(copy) == sha256(path)
    return {"error": error, "seconds": seconds, "listed": listed, "same": same}


def main(what, *arguments):
    actions = {"log": log, "check": lambda facts: check(json.loads(facts)), "stream": stream, "upload": upload}
    print(json.dumps(actions[what](*arguments)))


main(*sys.argv[1:])
