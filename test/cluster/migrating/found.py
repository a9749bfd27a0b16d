"""What a server has of that file store, and that it goes on."""

import json
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType


def main():
    url, parent, trace = sys.argv[1:]
    mlflow.set_tracking_uri(url)
    client = MlflowClient()
    experiments = client.search_experiments(view_type=ViewType.ALL)
    first = client.get_experiment_by_name("first")
    runs = client.search_runs([first.experiment_id], run_view_type=ViewType.ALL)
    run = client.get_run(parent)
    span = client.get_trace(trace)
    found = {
        "experiments": {one.name: [one.experiment_id, one.lifecycle_stage, one.artifact_location] for one in experiments},
        "tags": first.tags,
        "runs": {one.info.run_name: one.info.lifecycle_stage for one in runs},
        "losses": [metric.value for metric in client.get_metric_history(parent, "loss")],
        "param": len(run.data.params["long"]),
        "models": len(run.outputs.model_outputs),
        "text": mlflow.artifacts.load_text(f"{run.info.artifact_uri}/folder/hello.txt"),
        "predicted": mlflow.pyfunc.load_model("models:/reg@champion").predict([1]),
        "version": client.get_model_version("reg", "1").tags,
        "trace": [span.data.spans[0].inputs, span.data.spans[0].outputs],
        "feedback": [[one.name, one.value, one.create_time_ms] for one in span.info.assessments],
        "prompt": mlflow.genai.load_prompt("prompts:/prompt/1").template,
        "next": client.create_experiment("next"),
    }
    with mlflow.start_run(experiment_id=first.experiment_id) as more:
        mlflow.log_text("more", "more.txt")
        found["more"] = more.info.artifact_uri.replace(more.info.run_id, "RUN")
    print(json.dumps(found))


main()
