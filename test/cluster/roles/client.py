"""MLflow's own client: what it is asked for is its first argument, and it prints JSON."""
import hashlib
import json
import os
import sys
import tempfile

import mlflow
import requests


def log(megabytes):
    """A run with an artefact of that size, read back: the run, and whether it is the same."""
    mlflow.set_experiment("roles")
    with tempfile.TemporaryDirectory() as folder, mlflow.start_run() as run:
        path = os.path.join(folder, "some.bin")
        content = os.urandom(int(megabytes) * 1024 * 1024)
        with open(path, "wb") as file:
            file.write(content)
        mlflow.log_artifact(path)
        mlflow.log_metric("a", 1)
        back = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="some.bin", dst_path=folder + "/back")
        with open(back, "rb") as file:
            same = hashlib.sha256(file.read()).digest() == hashlib.sha256(content).digest()
        listed = [one.path for one in mlflow.MlflowClient().list_artifacts(run.info.run_id)]
    return {"run": run.info.run_id, "uri": run.info.artifact_uri, "same": same, "listed": listed}


def refused():
    """What comes of logging an artefact, and what the run says then."""
    mlflow.set_experiment("roles")
    with mlflow.start_run() as run:
        mlflow.log_param("b", "c")
        try:
            mlflow.log_text("text", "a.txt")
            said = ""
        except (mlflow.MlflowException, requests.RequestException) as error:
            said = str(error)
    return {"said": said, "params": mlflow.get_run(run.info.run_id).data.params}


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
