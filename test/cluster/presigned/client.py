"""MLflow's client, as people use it: arguments are what to do, and for what; it prints JSON.

    log BYTES      a run with an artefact of so many random bytes, a small one, an empty one and a model; all of it is read back
    read URI       an artefact
"""
import hashlib
import json
import os
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
import mlflow

WORK = tempfile.mkdtemp(dir=os.environ["WORK"])


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fill(name, size):
    path = os.path.join(WORK, name)
    with open(path, "wb") as file:
        while size > 0:
            file.write(os.urandom(min(size, 2**20)))
            size -= 2**20
    return path


class Same(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input


def log(size):
    files = {"large.bin": fill("large.bin", int(size)), "empty.txt": fill("empty.txt", 0), "small.txt": os.path.join(WORK, "small.txt")}
    with open(files["small.txt"], "w") as file:
        file.write("a small artefact")
    with mlflow.start_run() as run:
        for path in files.values():
            mlflow.log_artifact(path, "folder")
        mlflow.pyfunc.log_model(name="model", python_model=Same(), pip_requirements=[], registered_model_name="of-urls")
    there = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="folder", dst_path=os.path.join(WORK, "back"))
    same = {name: digest(path) == digest(os.path.join(there, name)) for name, path in files.items()}
    predicted = mlflow.pyfunc.load_model("models:/of-urls/1").predict([7])
    return {"run": run.info.run_id, "uri": run.info.artifact_uri, "same": same, "predicted": predicted}


def read(uri):
    with open(mlflow.artifacts.download_artifacts(uri, dst_path=WORK)) as file:
        return file.read()


what, *given = sys.argv[1:]
print("\n" + json.dumps({"log": log, "read": read}[what](*given)))
