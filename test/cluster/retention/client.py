"""What people do with MLflow, by its client. Each line that comes is [function, arguments…], each that goes {"value": …} or {"error": …}."""
import json
import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import LoggedModelStatus, Metric, ViewType

client = MlflowClient()


def experiment(name, location=None):
    return client.create_experiment(name, artifact_location=location)


def rename(experiment_id, name):
    client.rename_experiment(experiment_id, name)


def _files(files, log):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            with open(os.path.join(folder, path), "w") as file:
                file.write(text)
        log(folder)


def run(experiment_id, files, name=None):
    made = client.create_run(experiment_id, run_name=name).info.run_id
    client.log_batch(made, metrics=[Metric("loss", 0.5, 1, 1), Metric("loss", 0.25, 2, 2)])
    client.log_param(made, "rate", "0.1")
    client.set_tag(made, "note", "kept")
    _files(files, lambda folder: client.log_artifacts(made, folder))
    client.set_terminated(made)
    return made


def model(experiment_id, files, run_id=None, name="model"):
    made = client.create_logged_model(experiment_id, name=name, source_run_id=run_id).model_id
    _files(files, lambda folder: client.log_model_artifacts(made, folder))
    client.finalize_logged_model(made, LoggedModelStatus.READY)
    return made


def measure(run_id, model_id):
    client.log_metric(run_id, "accuracy", 0.9, model_id=model_id)


def trace(experiment_id):
    span = mlflow.start_span_no_context("asked", inputs={"question": "why"}, experiment_id=experiment_id)
    span.end(outputs={"answer": "because"})
    mlflow.flush_trace_async_logging()
    return span.trace_id


def traces(experiment_id, count):
    return [trace(experiment_id) for _ in range(count)]


def trace_of_run(experiment_id, run_id):
    """As an evaluation makes it."""
    made = trace(experiment_id)
    client.link_traces_to_run([made], run_id)
    return made


def link(run_id, trace_id):
    client.link_traces_to_run([trace_id], run_id)


def trace_within_run(experiment_id):
    mlflow.set_experiment(experiment_id=experiment_id)
    with mlflow.start_run() as run:
        with mlflow.start_span("asked") as span:
            pass
    mlflow.flush_trace_async_logging()
    return [span.trace_id, run.info.run_id]


def trace_with_attachment(experiment_id, text):
    from mlflow.tracing.attachments import Attachment

    file = Attachment(content_type="text/plain", content_bytes=text.encode())
    span = mlflow.start_span_no_context("asked", inputs={"file": file}, experiment_id=experiment_id)
    span.end()
    mlflow.flush_trace_async_logging()
    return span.trace_id


def expect(trace_id):
    return mlflow.log_expectation(trace_id=trace_id, name="answer", value="because").assessment_id


def praise(trace_id):
    return mlflow.log_feedback(trace_id=trace_id, name="good", value=True).assessment_id


def tag(trace_id, value):
    client.set_trace_tag(trace_id, "note", value)


def dataset_of(experiment_id, trace_id):
    from mlflow.genai.datasets import create_dataset

    dataset = create_dataset(name="asked often", experiment_id=[experiment_id])
    dataset.merge_records([mlflow.get_trace(trace_id)])


def read_trace(trace_id):
    found = mlflow.get_trace(trace_id)
    return None if found is None else [[span.name, span.inputs, span.outputs] for span in found.data.spans]


def register(name, source, model_id):
    client.create_registered_model(name)
    return client.create_model_version(name, source, model_id=model_id).version


def delete(kind, *ids):
    for one in ids:
        {"run": client.delete_run, "experiment": client.delete_experiment, "model": client.delete_logged_model}[kind](one)


def restore(kind, one):
    {"run": client.restore_run, "experiment": client.restore_experiment}[kind](one)


def known():
    """What a person still sees, deleted or not."""
    experiments = client.search_experiments(view_type=ViewType.ALL)
    ids = [one.experiment_id for one in experiments]
    return {
        "experiments": sorted(one.name for one in experiments),
        "runs": sorted(one.info.run_id for one in client.search_runs(ids, run_view_type=ViewType.ALL, max_results=50000)),
    }


def read_run(run_id):
    found = client.get_run(run_id)
    history = [point.value for point in client.get_metric_history(run_id, "loss")]
    return {"params": found.data.params, "history": history, "artifacts": sorted(file.path for file in client.list_artifacts(run_id))}


for line in sys.stdin:
    what, *given = json.loads(line)
    try:
        answer = {"value": globals()[what](*given)}
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
