"""What a team leaves in MLflow: as MLFLOW_TRACKING_USERNAME, who administers it.

    fill.py fill    nested runs, a model with an alias, a trace, a webhook with a secret, a credential of the gateway, a user with a permission
    fill.py spoil   deletes some of it for good, changes other things, writes over an artefact
    fill.py use     prints in JSON what the model answers, what was traced, and what the user may
"""

import json
import os
import sys
import tempfile

import mlflow
import requests
from mlflow import MlflowClient
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

URI = os.environ["MLFLOW_TRACKING_URI"]
ADMIN = (os.environ["MLFLOW_TRACKING_USERNAME"], os.environ["MLFLOW_TRACKING_PASSWORD"])

# As MLflow's own client has it: each node learns for itself that this pod is let in, and a server on one that has not is refused.
session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=Retry(connect=7, read=0, status=0, backoff_factor=1)))


def call(path, body, method="POST"):
    content = {"params" if method == "GET" else "json": body}
    answer = session.request(method, URI + path, auth=ADMIN, timeout=60, **content)
    assert answer.status_code == 200, (path, answer.status_code, answer.text)
    return answer.json() if answer.text else {}


def artifact(run_id, name, text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        mlflow.log_artifact(path, run_id=run_id)


class Answers(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [42 for _ in model_input]


def fill():
    experiment = mlflow.set_experiment("filled")
    with mlflow.start_run(run_name="parent") as run:
        mlflow.log_metrics({"a": 1.5, "b": float("inf")}, step=3)
        mlflow.set_tag("note", "naïve 🙂")
        artifact(run.info.run_id, "report.txt", "as it was at first\n")
        mlflow.pyfunc.log_model(name="answers", python_model=Answers(), pip_requirements=[], registered_model_name="answers")
        MlflowClient().set_registered_model_alias("answers", "champion", "1")
        with mlflow.start_run(run_name="child", nested=True):
            mlflow.log_param("deep", "yes")
    with mlflow.start_span("question") as span:
        span.set_inputs({"q": "what is kept?"})
        span.set_outputs({"a": "all of it"})
    mlflow.flush_trace_async_logging(terminate=True)
    webhook = {
        "name": "deploy",
        "url": "https://1.1.1.1/",
        "status": "DISABLED",
        "events": [{"entity": "MODEL_VERSION", "action": "CREATED"}],
        "secret": "a secret",
    }
    call("/api/2.0/mlflow/webhooks", webhook)
    secret = {"secret_name": "a provider", "secret_value": {"api_key": "of the provider"}, "provider": "openai"}
    call("/api/3.0/mlflow/gateway/secrets/create", secret)
    call("/api/2.0/mlflow/users/create", {"username": "ann", "password": "what ann remembers"})
    grant = {"username": "ann", "permission": "EDIT"}
    if mlflow.__version__.startswith("3.10."):
        call("/api/2.0/mlflow/experiments/permissions/create", grant | {"experiment_id": experiment.experiment_id})
    else:
        grant |= {"resource_type": "experiment", "resource_id": experiment.experiment_id}
        call("/api/3.0/mlflow/users/permissions/grant", grant)
    print("filled " + run.info.run_id)


def spoil():
    client = MlflowClient()
    experiment = client.get_experiment_by_name("filled")
    [parent] = client.search_runs([experiment.experiment_id], "tags.`mlflow.runName` = 'parent'")
    artifact(parent.info.run_id, "report.txt", "written over\n")
    client.set_tag(parent.info.run_id, "note", "changed")
    call("/api/2.0/mlflow/users/update-password", {"username": "ann", "password": "another that is long"}, "PATCH")
    client.delete_registered_model("answers")
    for run in client.search_runs([experiment.experiment_id], "tags.`mlflow.runName` = 'child'"):
        client.delete_run(run.info.run_id)
    with mlflow.start_run(experiment_id=experiment.experiment_id, run_name="later") as run:
        artifact(run.info.run_id, "later.txt", "came later\n")
    print("spoilt " + parent.info.run_id)


def use():
    experiment = mlflow.get_experiment_by_name("filled").experiment_id
    [trace] = mlflow.search_traces(locations=[experiment], return_type="list")
    [span] = trace.data.spans
    asked = {"username": "ann", "resource_type": "experiment", "resource_id": experiment}
    may = call("/api/3.0/mlflow/users/permissions/get", asked, "GET")["permission"]
    answers = mlflow.pyfunc.load_model("models:/answers@champion").predict([1, 2])
    print(json.dumps({"answers": answers, "span": [span.name, span.inputs, span.outputs], "may": may}))


{"fill": fill, "spoil": spoil, "use": use}[sys.argv[1]]()
