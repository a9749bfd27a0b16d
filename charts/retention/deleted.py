"""What MLflow's users have deleted long enough ago, and what of it something else still needs.

MLflow only marks what somebody deletes. Whatever is not marked is never looked at here, and the marks are looked at once more, under
a lock, when something goes: it may have been restored meanwhile. Moments are MLflow's: milliseconds since 1970.
"""
from typing import NamedTuple

from sqlalchemy import text

# MLflow makes it anew where it is missing, and clients that name none go there.
DEFAULT_EXPERIMENT = 0
RUN = "r.lifecycle_stage = 'deleted' AND r.deleted_time <= :before"
EXPERIMENT = "e.lifecycle_stage = 'deleted' AND e.last_update_time <= :before"
MODEL = "m.lifecycle_stage = 'deleted' AND m.last_updated_timestamp_ms <= :before"
# Of JobStatus: SUCCEEDED, FAILED, TIMEOUT, CANCELED.
ENDED = (2, 3, 4, 5)


class Thing(NamedTuple):
    """A run, a logged model or an experiment: `since` when it is deleted, `uri` where MLflow says that its artefacts are."""

    kind: str
    id: str
    experiment: int
    name: str
    uri: str
    since: int

    def __str__(self):
        return "%s %s (%s)" % (self.kind, self.id, ascii(self.name or "")[:80])


def _things(session, query, **words):
    return [Thing(*row) for row in session.execute(text(query), words)]


def runs(session, before):
    query = "SELECT 'run', r.run_uuid, r.experiment_id, r.name, r.artifact_uri, r.deleted_time FROM runs r WHERE " + RUN
    return _things(session, query + " ORDER BY r.deleted_time, r.run_uuid", before=before)


def models(session, before):
    """Those that are deleted, and those of experiments that are: MLflow marks the runs of an experiment, but not its models."""
    return _things(
        session,
        "SELECT 'logged model', m.model_id, m.experiment_id, m.name, m.artifact_location,"
        " CASE WHEN " + MODEL + " THEN m.last_updated_timestamp_ms ELSE e.last_update_time END"
        " FROM logged_models m JOIN experiments e USING (experiment_id) WHERE (" + MODEL + ") OR (" + EXPERIMENT + ") ORDER BY 6, 2",
        before=before,
    )


def experiments(session, before):
    return _things(
        session,
        "SELECT 'experiment', e.experiment_id::text, e.experiment_id, e.name, e.artifact_location, e.last_update_time"
        " FROM experiments e WHERE e.experiment_id <> :default AND " + EXPERIMENT + " ORDER BY 6, 3",
        before=before,
        default=DEFAULT_EXPERIMENT,
    )


def jobs(session, before):
    """Identifiers of those that have ended, and that nothing has changed since."""
    query = "SELECT id FROM jobs WHERE status IN :ended AND creation_time <= :before AND last_update_time <= :before ORDER BY id"
    return [one for (one,) in session.execute(text(query), {"before": before, "ended": ENDED})]


def lock(session, thing, before):
    """Whether it still is what it was; then nobody restores it until this transaction ends."""
    words = {"id": thing.id, "before": before}
    if thing.kind == "run":
        return _locked(session, "SELECT FROM runs r WHERE r.run_uuid = :id AND " + RUN + " FOR UPDATE", words)
    if thing.kind == "experiment":
        return _locked_experiment(session, thing.id, before)
    if _locked(session, "SELECT FROM logged_models m WHERE m.model_id = :id AND " + MODEL + " FOR UPDATE", words):
        return True
    # The experiment first: whoever restores it waits for both.
    return _locked_experiment(session, thing.experiment, before) and _locked(
        session, "SELECT FROM logged_models m WHERE m.model_id = :id FOR UPDATE", words
    )


def _locked_experiment(session, identifier, before):
    query = "SELECT FROM experiments e WHERE e.experiment_id = :id AND " + EXPERIMENT + " FOR UPDATE"
    return _locked(session, query, {"id": int(identifier), "before": before})


def _locked(session, query, words):
    return session.execute(text(query), words).first() is not None


def needed_by(session, thing, before, has_models, going):
    """In words, what would be damaged without it; None if nothing would. `going` is how many of a kind go before, of each experiment."""
    if thing.kind == "experiment":
        return _content(session, thing, has_models, going)
    version = session.execute(
        text(
            "SELECT name, version FROM model_versions WHERE run_id = :id OR position(:id in coalesce(source, '')) > 0"
            " OR position(:id in coalesce(storage_location, '')) > 0 ORDER BY name, version LIMIT 1"
        ),
        {"id": thing.id},
    ).first()
    if version is not None:
        return "version %s of the registered model %s was made of it" % (version.version, ascii(version.name))
    if thing.kind != "run" or not has_models:
        return None
    # The row of a metric of a model goes with the run that logged it.
    model = session.execute(
        text(
            "SELECT m.model_id FROM logged_models m JOIN experiments e USING (experiment_id)"
            " WHERE (position(:id in coalesce(m.artifact_location, '')) > 0"
            "  OR m.model_id IN (SELECT model_id FROM logged_model_metrics WHERE run_id = :id))"
            # Of what has no date, nobody knows.
            " AND (" + MODEL + ") IS NOT TRUE AND (" + EXPERIMENT + ") IS NOT TRUE"
            " ORDER BY m.model_id LIMIT 1"
        ),
        {"id": thing.id, "before": before},
    ).first()
    return None if model is None else "the logged model %s, which is not deleted, has metrics or artefacts of it" % model.model_id


def _content(session, experiment, has_models, going):
    tables = [("runs", "run")] + ([("logged_models", "logged model")] if has_models else [])
    for table, kind in tables:
        query = text("SELECT count(*) FROM " + table + " WHERE experiment_id = :id")
        count = session.execute(query, {"id": experiment.experiment}).scalar() - going[kind, experiment.experiment]
        if count:
            return "%d of its %ss stay" % (count, kind)
    archived = text(
        "SELECT count(*) FROM trace_info JOIN trace_tags USING (request_id)"
        " WHERE experiment_id = :id AND key = 'mlflow.trace.spansLocation' AND upper(value) = 'ARCHIVE_REPO'"
    )
    count = session.execute(archived, {"id": experiment.experiment}).scalar()
    return "%d of its traces are archived elsewhere" % count if count else None


def undated(session, has_models):
    """How many are deleted and nobody knows when: an older MLflow did not note it. They stay."""
    tables = [("runs", "deleted_time"), ("experiments", "last_update_time")]
    tables += [("logged_models", "last_updated_timestamp_ms")] if has_models else []
    counts = " + ".join("(SELECT count(*) FROM %s WHERE lifecycle_stage = 'deleted' AND %s IS NULL)" % pair for pair in tables)
    return session.execute(text("SELECT " + counts)).scalar()
