"""MLflow's own client: what it is asked for is its first argument, and it prints JSON."""
import json
import sys

import mlflow
from mlflow.genai.scorers import scorer


@scorer
def answered(outputs):
    return outputs == "good"


def traces(count):
    """Ids of new traces, and that of their experiment."""
    experiment = mlflow.set_experiment("jobs").experiment_id
    ids = []
    for _ in range(int(count)):
        with mlflow.start_span("a question") as span:
            span.set_inputs("how?")
            with mlflow.start_span("inside"):
                pass
            span.set_outputs("good")
        ids.append(span.trace_id)
    mlflow.flush_trace_async_logging()
    return {"experiment": experiment, "traces": ids}


def shown(trace):
    """Spans of a trace, as everybody sees them, and what scorers have said of it."""
    found = mlflow.get_trace(trace)
    return {"spans": [span.name for span in found.data.spans], "assessments": [one.name for one in found.info.assessments]}


def serialized():
    return json.dumps(answered.model_dump())


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
