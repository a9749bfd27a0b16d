"""What of MLflow works with this server, as a client meets it: a line of JSON, for each use `true` or what the server said."""
import json
import os
import sys
import uuid

os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
os.environ["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] = "false"

import mlflow  # noqa: E402
from mlflow import MlflowClient  # noqa: E402


def runs(client, name):
    experiment = client.create_experiment(name)
    run = client.create_run(experiment)
    client.log_metric(run.info.run_id, "loss", 1.0)
    client.log_param(run.info.run_id, "param", "1")
    client.log_text(run.info.run_id, "hello", "hello.txt")
    assert client.search_runs([experiment], "metrics.loss = 1")[0].info.run_id == run.info.run_id
    assert mlflow.artifacts.load_text(client.get_run(run.info.run_id).info.artifact_uri + "/hello.txt") == "hello"


def models(client, name):
    client.create_registered_model(name)
    client.create_model_version(name, "s3://a/b")
    client.set_registered_model_alias(name, "champion", "1")
    assert client.get_model_version_by_alias(name, "champion").version in (1, "1")
    assert [one.name for one in client.search_registered_models("name = '%s'" % name)] == [name]


def written(client, name):
    # Its own failures a client only logs.
    experiment = client.create_experiment(name + "-written")
    from mlflow.entities.trace_info import TraceInfo
    from mlflow.entities.trace_location import TraceLocation
    from mlflow.entities.trace_state import TraceState

    location = TraceLocation.from_experiment_id(experiment)
    mlflow.tracing.client.TracingClient().start_trace(
        TraceInfo(trace_id="tr-" + uuid.uuid4().hex, trace_location=location, request_time=1700000000000, state=TraceState.OK, trace_metadata={}, tags={})
    )


def searched(client, name):
    experiments = [one.experiment_id for one in client.search_experiments()]
    mlflow.search_traces(experiment_ids=experiments, return_type="list")


def read(client, name):
    client.get_trace(sys.argv[2])


def main():
    mlflow.set_tracking_uri(sys.argv[1])
    client = MlflowClient()
    uses = [runs, models, written, searched, *([read] if len(sys.argv) > 2 else [])]
    found = {}
    for use in uses:
        try:
            use(client, use.__name__ + uuid.uuid4().hex[:8])
            found[use.__name__] = True
        except Exception as error:
            found[use.__name__] = " ".join(str(error).split())[:300]
    print(json.dumps(found))


main()
