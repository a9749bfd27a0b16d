"""At which age traces go, of which experiment: that of all others, or one of its own.

People rename experiments, and give their old names to others. An id means one experiment for good. Of a name the database remembers, in
mlflow_chart.trace_experiments, to which one it led; where it leads to another one now, nobody but who wrote it knows which is meant.
"""
import json
import os
from typing import NamedTuple, Optional

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from catalogue import Fault
from going import milliseconds
from tracking import NO_RIGHT

NEVER = "never"
VALUE = "retention.traces.experiments"
MEMORY = "mlflow_chart.trace_experiments"
# Whoever makes the schema holds it: charts/backup/dump.sh.
CREATION = 0x6D6C666C6F772D63


class Entry(NamedTuple):
    """Of the values: an experiment by its id, by its name, or by both, and the age in milliseconds; None is never."""

    id: Optional[int]
    name: Optional[str]
    age: Optional[int]


class Experiment(NamedTuple):
    """`before` is the latest moment at which traces may have begun that go."""

    id: int
    name: str
    before: int


def entries():
    found = []
    for given in json.loads(os.environ.get("TRACES_EXPERIMENTS") or "[]"):
        name, number, age = given.get("name") or None, given.get("id") or None, given["olderThan"]
        if name is None and number is None:
            raise Fault("an entry of %s has neither an id nor a name" % VALUE)
        what = "olderThan of experiment %s" % (ascii(name) if number is None else number)
        found.append(Entry(None if number is None else int(number), name, None if age == NEVER else milliseconds(what, age)))
    return found


def chosen(tracking, now, default, delete, say):
    """Each Experiment that is not deleted, but for those of which traces never go. What names lead to is remembered, in a report, too."""
    given = entries()
    with tracking.transaction() as session:
        rows = list(session.execute(text("SELECT experiment_id, name, lifecycle_stage FROM experiments ORDER BY experiment_id")))
        known = remembered(session)
    names = {row.experiment_id: row.name for row in rows}
    ages, led = {}, {}
    for entry in given:
        number = by_name(entry.name, names, known) if entry.id is None else by_id(entry, names)
        if number in ages:
            raise Fault("%s has experiment %s (%s) more than once: which age is meant?" % (VALUE, number, ascii(names[number])))
        ages[number] = entry.age
        if entry.id is None:
            led[entry.name] = number
    if led != known:
        try:
            remember(tracking, led)
        except ProgrammingError as error:
            if error.orig.pgcode != NO_RIGHT:
                raise
            reason = "what names lead to cannot be remembered: give ids in %s, or, as the owner: GRANT CREATE ON DATABASE %s TO %s" % (VALUE, *tracking.names())
            if delete:
                raise Fault(reason) from error
            say(reason)
    found = [Experiment(row.experiment_id, row.name, ages.get(row.experiment_id, default)) for row in rows if row.lifecycle_stage == "active"]
    return [one._replace(before=now - one.before) for one in found if one.before is not None]


def by_id(entry, names):
    name = names.get(entry.id)
    if name is None:
        raise Fault("there is no experiment %d, which %s names: mend its id, or remove it" % (entry.id, VALUE))
    if entry.name is not None and entry.name != name:
        raise Fault("experiment %d is called %s, and not %s as in %s: mend that, or leave the name out" % (entry.id, ascii(name), ascii(entry.name), VALUE))
    return entry.id


def by_name(name, names, known):
    number = next((one for one, theirs in names.items() if theirs == name), None)
    then = known.get(name)
    if then is not None and then != number:
        raise Fault(
            "in %s, the name %s led to experiment %d, which %s, and leads to %s now: give the id of the one that is meant, in the place of the name"
            % (
                VALUE,
                ascii(name),
                then,
                "is called " + ascii(names[then]) if then in names else "is gone for good",
                "none" if number is None else "experiment %d" % number,
            )
        )
    if number is None:
        # By another name it would have the age of all others.
        raise Fault("there is no experiment %s, which %s names: mend its name, or remove it" % (ascii(name), VALUE))
    return number


def remembered(session):
    """{name: id}"""
    if session.execute(text("SELECT to_regclass('%s') IS NULL" % MEMORY)).scalar():
        return {}
    return {name: number for name, number in session.execute(text("SELECT name, experiment FROM " + MEMORY))}


def remember(tracking, led):
    with tracking.transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CREATION})
        if session.execute(text("SELECT to_regnamespace('mlflow_chart') IS NULL")).scalar():
            session.execute(text("CREATE SCHEMA mlflow_chart"))
        if session.execute(text("SELECT to_regclass('%s') IS NULL" % MEMORY)).scalar():
            session.execute(text("CREATE TABLE " + MEMORY + " (name text PRIMARY KEY, experiment bigint NOT NULL)"))
        session.execute(text("DELETE FROM " + MEMORY))
        for name, number in led.items():
            session.execute(text("INSERT INTO " + MEMORY + " VALUES (:name, :number)"), {"name": name, "number": number})
