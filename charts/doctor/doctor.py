"""Say why MLflow cannot be reached, uploads fail, or the database is slow: as its server would meet it, with its environment.

Nothing is changed but one object in the bucket, which is written, read and deleted. In a pod of its own (main), the server is waited
for first, and the findings are printed; beside the server, `mlflow-chart doctor` asks report(). No secret is in what is said.
"""
import json
import os
import sys
import time
from urllib.parse import urlsplit

import database_steps
import server_steps
import slow_steps
import steps
import store_steps
from steps import Unseen
from told import tell

# Seconds that the database's indexes may take.
INDEXES = 120


def say(message):
    print("doctor: " + message, flush=True)


def looked(what, causes, findings, unseen):
    try:
        for found in causes():
            if isinstance(found, Unseen):
                unseen.append(not_seen(what, found))
                continue
            finding = {"id": found.cause, "about": what, "evidence": tell(found.seen)}
            # Of names that nobody answers for, once is enough.
            if not any(one["id"] == found.cause and (one["about"] == what or found.cause == "names-no-answer") for one in findings):
                findings.append(finding)
    except Unseen as reason:
        unseen.append(not_seen(what, reason))
    except Exception as error:  # A fault of ours says nothing of the rest.
        unseen.append(not_seen(what, Unseen(type(error).__name__ + ": " + str(error), is_needed=True)))


def not_seen(what, reason):
    return {"what": what, "reason": tell(reason), "needed": reason.is_needed}


def report(asked):
    """`asked`: the server's address and the name to ask for, or None where there is none yet."""
    steps.hurry()
    findings, unseen = [], []
    if asked.get("server"):
        looked("server", lambda: server_steps.look(asked["server"]["address"], asked["server"]["host"]), findings, unseen)
    looked("database", lambda: database_steps.look(INDEXES, slow_steps.look), findings, unseen)
    looked("store", store_steps.look, findings, unseen)
    return {"format": 1, "findings": findings, "unseen": unseen}


def wait(address, seconds):
    """For a server that is still starting: it migrates the database first, and makes the bucket."""
    is_over = steps.until(seconds)
    while list(server_steps.look(address, urlsplit(address).hostname)) and not is_over():
        time.sleep(5)


def main():
    steps.hurry()
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "causes.json"), encoding="utf-8") as file:
        causes = json.load(file)
    address = os.environ["DOCTOR_SERVER"]
    wait(address, float(os.environ["DOCTOR_SECONDS"]))
    answer = report({"server": {"address": address, "host": urlsplit(address).hostname}})
    for finding in answer["findings"]:
        words = causes[finding["id"]]
        say("%s: %s" % (finding["id"], words["what"]))
        say("  seen: " + finding["evidence"])
        say("  do: " + words["remedy"])
    for one in answer["unseen"]:
        say("not looked at: %s: %s" % (one["what"], one["reason"]))
    count = len(answer["findings"])
    if count:
        say("%d finding%s" % (count, "" if count == 1 else "s"))
        sys.exit(1)
    if any(one["needed"] for one in answer["unseen"]):
        say("found nothing wrong, but has not seen all that it ought to")
        sys.exit(2)
    say("found nothing wrong")


if __name__ == "__main__":
    main()
