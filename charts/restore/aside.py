"""What a restore replaces in the artefact store, set aside there until the restore is done, or put back if it never is.

    .mlflow-chart/replaced/<request>/state.json      whose it is, and whether it is "replacing", "done" or "undone"
    .mlflow-chart/replaced/<request>/<run>/<path>    an object as it was

An object that replaced another carries the run among its metadata. What somebody has written since does not, and is left alone.
"""
import json
import secrets

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from catalogue import folders, is_absent, listed, read
from databases import say

FOLDER = ".mlflow-chart/replaced/"
STATE = "state.json"
MARK = "mlflow-chart-restore"
# Up to here S3 copies an object, and what is said of it, in one piece.
LARGEST = 5 << 30
TRANSFER = TransferConfig(multipart_threshold=LARGEST, multipart_chunksize=256 << 20, use_threads=False)


class Aside:
    """Of one request."""

    def __init__(self, store, short):
        self.place = store.below(FOLDER + short + "/")
        self._store = store
        self.state = _state_of(read(self.place, STATE))

    def is_open(self):
        return self.state["state"] == "replacing"

    def begin(self, request, backup):
        """Goes on with what was begun before."""
        if not self.is_open():
            self.state = {"request": request.canonical(), "backup": backup, "run": secrets.token_hex(6)}
            self._become("replacing")
        return self.state["run"]

    def add(self, path):
        """The object as it is now; gives its ETag, None where it is gone."""
        try:
            return _copy(self._store, self._store.key(path), self._run().key(path))
        except ClientError as error:
            if is_absent(error):
                return None
            raise

    def done(self):
        self._become("done")
        say(
            "what was replaced in the artefact store is kept in s3://%s/%s: remove that folder when nobody misses anything"
            % (self.place.bucket, self.place.prefix)
        )

    def put_back(self):
        count = 0
        for path, _, _ in listed(self._run()):
            if self.is_ours(path):
                _copy(self._store, self._run().key(path), self._store.key(path))
                count += 1
        self._become("undone")
        say("put %d artefacts back, which a restore of %s had replaced before it ended unfinished" % (count, self.state["backup"]))

    def is_ours(self, path):
        """Whether the store has there what this run has written."""
        try:
            head = self._store.client.head_object(Bucket=self._store.bucket, Key=self._store.key(path))
        except ClientError as error:
            if is_absent(error):
                return False
            raise
        return head["Metadata"].get(MARK) == self.state["run"]

    def _run(self):
        return self.place.below(self.state["run"] + "/")

    def _become(self, state):
        self.state["state"] = state
        body = json.dumps(self.state, sort_keys=True).encode()
        self.place.client.put_object(Bucket=self.place.bucket, Key=self.place.key(STATE), Body=body)


def _state_of(text):
    """Whoever may upload artefacts may have written it: what is no state of ours is none."""
    try:
        state = json.loads(text or "null")
        if all(isinstance(state[name], str) for name in ("request", "backup", "run", "state")):
            return state
    except (ValueError, KeyError, TypeError):
        pass
    return {"state": None}


def settle(store, records, but=None):
    """Of everything that was begun: what is recorded as done is kept, the rest is put back, except that of one request."""
    for aside in begun(store):
        if aside.state["request"] in records:
            aside.done()
        elif but is None or aside.state["request"] != but.canonical():
            aside.put_back()


def begun(store):
    try:
        every = [Aside(store, short) for short in folders(store.below(FOLDER))]
    except ClientError as error:
        # On a new installation there is no bucket yet.
        if is_absent(error):
            return []
        raise
    return [aside for aside in every if aside.is_open()]


def _copy(store, source, target):
    head = store.client.head_object(Bucket=store.bucket, Key=source)
    extra = {name: head[name] for name in ("Metadata", "ContentType")} if head["ContentLength"] > LARGEST else None
    extra = {**(extra or {}), "CopySourceIfMatch": head["ETag"]}
    store.client.copy({"Bucket": store.bucket, "Key": source}, store.bucket, target, ExtraArgs=extra, Config=TRANSFER)
    return head["ETag"]
