"""A file store with one of everything that MLflow has in one. Prints what the test has to know."""

import json
import sys

import mlflow
from mlflow import MlflowClient


class Same(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input


def main():
    mlflow.set_tracking_uri(sys.argv[1])
    client = MlflowClient()
    gone = client.create_experiment("gone")
    first = mlflow.set_experiment("first").experiment_id
    client.set_experiment_tag(first, "team", "a")
    with mlflow.start_run(run_name="parent") as parent:
        mlflow.log_param("long", "x" * 5000)
        for step in range(5):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metric("none", float("nan"))
        mlflow.log_text("hello", "folder/hello.txt")
        # It notes the metrics of the run a second time.
        mlflow.pyfunc.log_model(name="model", python_model=Same(), registered_model_name="reg", pip_requirements=[])
        with mlflow.start_run(run_name="child", nested=True):
            mlflow.set_tag("word", "täg")
    with mlflow.start_run(run_name="deleted") as deleted:
        pass
    client.delete_run(deleted.info.run_id)
    client.delete_experiment(gone)
    client.set_registered_model_alias("reg", "champion", 1)
    client.set_model_version_tag("reg", "1", "key", "value")
    with mlflow.start_span(name="root") as span:
        span.set_inputs({"question": "why"})
        span.set_outputs("because")
    mlflow.flush_trace_async_logging()
    mlflow.log_feedback(trace_id=span.trace_id, name="good", value=True)
    mlflow.genai.register_prompt(name="prompt", template="Hi {{name}}")
    print(json.dumps({"first": first, "gone": gone, "parent": parent.info.run_id, "trace": span.trace_id}))


main()
