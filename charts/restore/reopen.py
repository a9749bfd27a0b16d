"""Before a server starts: undoes a restore that ended between shutting MLflow's database and its commit.

Its own next pod would do so, too; this is for when there is none. Whoever restores right now holds the lock, and is waited for.
`python reopen.py` is also the command to call by hand. Reads the variables of libpq, of the artefact store (catalogue.py), of what is
asked (asked.py: its own pod goes on with its artefacts) and PREPARE_TIMEOUT_SECONDS.
"""
import os
import sys

from asked import asked, recorded
from aside import begun, settle
from catalogue import artifact_store
from databases import FAULTS, beside, locked, unmigrated, wait_until
from swap import half_done, undo


def main():
    with beside() as connection:
        if connection is not None and any(half_done(connection)):
            with locked(connection):
                undo(connection)
    if not os.environ.get("ARTIFACTS_URI", "").startswith("s3://"):
        return
    store, wanted = artifact_store(), asked()
    unfinished = wait_until(lambda: (begun(store), None), "the artefact store")
    if all(wanted is not None and aside.state["request"] == wanted.canonical() for aside in unfinished):
        return
    # Both locks: where there is no database beside MLflow's, whoever restores has just the other.
    with beside() as connection, locked(connection), unmigrated() as database:
        settle(store, recorded(database), but=wanted)


try:
    main()
except FAULTS as error:
    sys.exit("restore: could not undo what a restore has left: " + " ".join(str(error).split()))
