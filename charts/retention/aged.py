"""Which traces are old enough to go, and why one of them stays all the same: rows alone, of a batch at a time.

Each question is asked in the transaction in which the traces go, while their rows are locked. MLflow's own model says what belongs to
a trace, so that a table which a later MLflow adds is looked at, too. Moments are MLflow's: milliseconds since 1970.
"""
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import text

# Of TraceTagKey, SpansLocation and mlflow_tags.
LOCATION = "mlflow.artifactLocation"
ARCHIVE = "mlflow.trace.archiveLocation"
SPANS_LOCATION = "mlflow.trace.spansLocation"
ARCHIVED = "ARCHIVE_REPO"
# PostgreSQL counts transactions with 32 bits, and those below this one are of no transaction that could have been lately.
XIDS = 1 << 32
FIRST_XID = 3


class Reason(NamedTuple):
    """Why a trace stays: what it has in common with others, and of which thing."""

    words: str
    what: str = ""

    def __str__(self):
        return self.words + (": " + self.what if self.what else "")


BUSY = Reason("somebody is writing it, or it is gone")
YOUNG = Reason("it was still at work later than that")
SPANS = Reason("spans of it are younger")
ASSESSED = Reason("it was assessed later than that")
UNSAVED = Reason("it was written after the newest backup had begun")
# What is needed elsewhere: (of which tables, why, (trace, of what) in SQL).
NEEDED = (
    (
        ("entity_associations",),
        "it is linked to a run",
        "SELECT a.source_id, r.run_uuid FROM entity_associations a JOIN runs r ON r.run_uuid = a.destination_id"
        " WHERE a.source_type = 'trace' AND a.destination_type = 'run' AND a.source_id = ANY(:ids)",
    ),
    (
        (),
        "a run made it",
        "SELECT m.request_id, r.run_uuid FROM trace_request_metadata m JOIN runs r ON r.run_uuid = m.value"
        " WHERE m.key = 'mlflow.sourceRun' AND m.request_id = ANY(:ids)",
    ),
    (
        ("assessments",),
        "a run has assessed it",
        "SELECT a.trace_id, r.run_uuid FROM assessments a JOIN runs r ON r.run_uuid = a.run_id WHERE a.trace_id = ANY(:ids)",
    ),
    (
        ("evaluation_dataset_records",),
        "a record of an evaluation dataset was made of it",
        "SELECT r.source_id, d.name FROM evaluation_dataset_records r JOIN evaluation_datasets d USING (dataset_id) WHERE r.source_id = ANY(:ids)",
    ),
    (
        ("assessments",),
        "somebody has said what is expected of it",
        "SELECT trace_id, name FROM assessments WHERE assessment_type = 'expectation' AND valid AND trace_id = ANY(:ids)",
    ),
    (
        ("assessments", "issues"),
        "it shows an issue that is open",
        "SELECT a.trace_id, i.name FROM assessments a JOIN issues i ON i.issue_id = a.name"
        " WHERE a.assessment_type = 'issue' AND i.status NOT IN ('resolved', 'rejected') AND a.trace_id = ANY(:ids)",
    ),
    (
        ("review_queue_items",),
        "it waits for a review",
        "SELECT i.item_id, q.name FROM review_queue_items i JOIN review_queues q USING (queue_id)"
        " WHERE i.item_type = 'trace' AND i.status = 'pending' AND i.item_id = ANY(:ids)",
    ),
)
# Of nothing that MLflow links today.
UNKNOWN = (
    "SELECT CASE source_type WHEN 'trace' THEN source_id ELSE destination_id END,"
    " CASE source_type WHEN 'trace' THEN destination_type || ' ' || destination_id ELSE source_type || ' ' || source_id END"
    " FROM entity_associations WHERE (source_type = 'trace' AND source_id = ANY(:ids) AND destination_type NOT IN ('run', 'prompt_version'))"
    " OR (destination_type = 'trace' AND destination_id = ANY(:ids))"
)


class Traces:
    def __init__(self, tables, has_linked):
        """`tables` are those of the database; `has_linked` says that those go, too, which are needed elsewhere."""
        self._tables = tables
        self._has_linked = has_linked

    @cached_property
    def owned(self):
        """By MLflow's model, which is loaded for it: operations/report counts without."""
        return {table: column for table, column in owned().items() if table in self._tables}

    def after(self, session, experiment, before, last, count):
        """(moment, trace) of the next ones, the oldest first, after the last that there was."""
        query = (
            "SELECT timestamp_ms, request_id FROM trace_info WHERE experiment_id = :experiment AND timestamp_ms <= :before"
            " AND (timestamp_ms, request_id) > (:moment, :last) ORDER BY timestamp_ms, request_id LIMIT :count"
        )
        words = {"experiment": experiment, "before": before, "moment": last[0], "last": last[1], "count": count}
        return [tuple(row) for row in session.execute(text(query), words)]

    def still(self, session, experiment, before, ids, lock):
        """Those that still are what they were, and that nobody is writing; locked, they stay so until this transaction ends."""
        query = (
            "SELECT request_id FROM trace_info t JOIN experiments e USING (experiment_id) WHERE request_id = ANY(:ids)"
            " AND t.experiment_id = :experiment AND timestamp_ms <= :before AND e.lifecycle_stage = 'active' ORDER BY request_id"
        )
        found = session.execute(text(query + (" FOR UPDATE OF t SKIP LOCKED" if lock else "")), {"ids": ids, "experiment": experiment, "before": before})
        return [one for (one,) in found]

    def kept(self, session, before, ids):
        """{trace: reason} of those that have to do with what is younger, or with something else."""
        words = {"ids": ids, "before": before, "nanoseconds": before * 1_000_000}
        found = {}
        queries = [
            (YOUNG, "SELECT request_id FROM trace_info WHERE request_id = ANY(:ids) AND timestamp_ms + coalesce(execution_time_ms, 0) > :before"),
            (
                SPANS,
                "SELECT DISTINCT trace_id FROM spans WHERE trace_id = ANY(:ids)"
                " AND greatest(start_time_unix_nano, end_time_unix_nano) > :nanoseconds",
            ),
            (ASSESSED, "SELECT DISTINCT trace_id FROM assessments WHERE trace_id = ANY(:ids) AND last_updated_timestamp > :before"),
        ]
        for reason, query in queries:
            for (one,) in session.execute(text(query), words):
                found.setdefault(one, reason)
        if not self._has_linked:
            for tables, reason, query in (*NEEDED, (("entity_associations",), "something is linked to it", UNKNOWN)):
                if self._tables.issuperset(tables):
                    for one, what in session.execute(text(query), words):
                        found.setdefault(one, Reason(reason, ascii(what)))
        return found

    def written_since(self, session, transaction, ids):
        """Those of which a row was written by this transaction or a later one: MLflow notes no moment for that, but PostgreSQL does."""
        owned = {**self.owned, **{table: column for table, column in LOOSE.items() if table in self._tables}}
        since = "xmin::text::bigint >= :first AND (xmin::text::bigint - :transaction + :xids) % :xids < :half"
        queries = ("SELECT %s FROM %s WHERE %s = ANY(:ids) AND %s" % (column, table, column, since) for table, column in sorted(owned.items()))
        words = {"ids": ids, "first": FIRST_XID, "transaction": transaction % XIDS, "xids": XIDS, "half": XIDS // 2}
        return {one for (one,) in session.execute(text(" UNION ".join(queries)), words)}

    def places(self, session, ids):
        """{trace: URIs} of where MLflow says that it has something of them."""
        places = {one: [] for one in ids}
        query = (
            "SELECT request_id, value FROM trace_tags t WHERE request_id = ANY(:ids) AND (key = :location OR key = :archive AND EXISTS"
            " (SELECT FROM trace_tags s WHERE s.request_id = t.request_id AND s.key = :spans AND upper(s.value) = :archived))"
        )
        words = {"ids": ids, "location": LOCATION, "archive": ARCHIVE, "spans": SPANS_LOCATION, "archived": ARCHIVED}
        for one, uri in session.execute(text(query), words):
            places[one].append(uri)
        return places

    def delete(self, session, store, experiment, ids):
        """Their rows, as MLflow does it; how many it were."""
        # Otherwise MLflow would delete what it has archived first, and then the rows.
        session.execute(text("DELETE FROM trace_tags WHERE key = :key AND request_id = ANY(:ids)"), {"key": SPANS_LOCATION, "ids": ids})
        count = store.delete_traces(str(experiment), trace_ids=ids)
        if "entity_associations" in self._tables:
            session.execute(text("DELETE FROM entity_associations WHERE source_type = 'trace' AND source_id = ANY(:ids)"), {"ids": ids})
        return count


# What goes with a trace, and has no foreign key: by which of its columns.
LOOSE = {"entity_associations": "source_id", "review_queue_items": "item_id"}


def owned():
    """{table: column} of the rows that go with a trace, by MLflow's model: those that cascade from it."""
    from mlflow.store.db.base_sql_model import Base

    found = {"trace_info": "request_id"}
    # Until nothing is new: a row of a span goes with the span.
    while True:
        before = len(found)
        for table in Base.metadata.tables.values():
            for key in table.foreign_key_constraints:
                for column, element in zip(key.columns, key.elements):
                    if key.ondelete == "CASCADE" and found.get(element.column.table.name) == element.column.name:
                        found.setdefault(table.name, column.name)
        if len(found) == before:
            return found
