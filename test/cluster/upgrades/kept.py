"""What people keep in MLflow: `write URL` makes one of everything that this client knows, `read URL` says what a server has of it.

Both end with the same line of JSON, whatever the versions: what was written by an old one has to come back by a new one. From MLflow 3 on
there are traces, too; what an older one wrote, the newer does not write again.
"""
import json
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType

MODERN = not mlflow.__version__.startswith("2.")


class Same(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input


def write(client):
    if client.get_experiment_by_name("kept") is None:
        tracked(client)
    if MODERN:
        traced()


def tracked(client):
    gone = client.create_experiment("gone")
    kept = mlflow.set_experiment("kept").experiment_id
    client.set_experiment_tag(kept, "team", "a")
    with mlflow.start_run(run_name="parent"):
        mlflow.log_param("long", "x" * 500)
        for step in range(3):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.set_tag("word", "täg")
        mlflow.log_text("hello", "folder/hello.txt")
        mlflow.pyfunc.log_model("model", python_model=Same(), registered_model_name="reg", pip_requirements=[])
        # After the model: MLflow 3.10 logs the run's metrics with it once more, and PostgreSQL refuses a second one of these.
        mlflow.log_metric("none", float("nan"))
        with mlflow.start_run(run_name="child", nested=True):
            pass
    with mlflow.start_run(run_name="deleted") as deleted:
        pass
    client.delete_run(deleted.info.run_id)
    client.delete_experiment(gone)
    client.set_registered_model_alias("reg", "champion", "1")
    client.set_model_version_tag("reg", "1", "key", "value")


def traced():
    mlflow.set_experiment("traced")
    with mlflow.start_span(name="root") as span:
        span.set_inputs({"question": "why"})
        with mlflow.start_span(name="inner"):
            span.set_outputs("because")
    mlflow.flush_trace_async_logging()
    mlflow.log_feedback(trace_id=span.trace_id, name="good", value=True)
    mlflow.genai.register_prompt(name="prompt", template="Hi {{name}}")


def found(client):
    experiments = client.search_experiments(view_type=ViewType.ALL)
    kept = client.get_experiment_by_name("kept")
    runs = client.search_runs([kept.experiment_id], run_view_type=ViewType.ALL)
    parent = next(run for run in runs if run.info.run_name == "parent")
    version = client.get_model_version("reg", "1")
    return {
        "experiments": {one.name: [one.experiment_id, one.lifecycle_stage, one.artifact_location] for one in experiments if one.name != "traced"},
        "tags": kept.tags["team"],
        "runs": {run.info.run_name: [run.info.run_id, run.info.status, run.info.lifecycle_stage, run.info.start_time] for run in runs},
        "params": parent.data.params,
        "losses": [[metric.step, metric.value] for metric in sorted(client.get_metric_history(parent.info.run_id, "loss"), key=lambda metric: metric.step)],
        "none": str(parent.data.metrics["none"]),
        "word": parent.data.tags["word"],
        "text": mlflow.artifacts.load_text(parent.info.artifact_uri + "/folder/hello.txt"),
        "predicted": mlflow.pyfunc.load_model("models:/reg@champion").predict([1]),
        "version": [version.tags, list(version.aliases), version.run_id],
    }


def traces(client):
    experiment = client.get_experiment_by_name("traced")
    if experiment is None or not MODERN:
        return None
    [trace] = mlflow.search_traces(experiment_ids=[experiment.experiment_id], return_type="list")
    return {
        "id": trace.info.trace_id,
        "name": trace.info.tags.get("mlflow.traceName"),
        "spans": [[span.name, span.inputs, span.outputs] for span in sorted(trace.data.spans, key=lambda span: span.start_time_ns)],
        "feedback": [[one.name, one.value] for one in trace.info.assessments],
        "prompt": mlflow.genai.load_prompt("prompts:/prompt/1").template,
    }


def main():
    action, url = sys.argv[1:]
    mlflow.set_tracking_uri(url)
    client = MlflowClient()
    if action == "write":
        write(client)
    print(json.dumps({"kept": found(client), "traces": traces(client)}))


if __name__ == "__main__":
    main()
