"""What Garage reads when it starts, for its image has no shell: garage.toml, a secret for its node's connections to itself, and
where nginx listens, if that speaks TLS before it.

Reads POD_IP, DATA: the folder of the volume, RUN: that of these files, S3_PORT and HEALTH_PORT; and TLS: true or nothing.
"""
import json
import os
import secrets

DATA, RUN = os.environ["DATA"], os.environ["RUN"]
TLS = os.environ.get("TLS") == "true"
ALL = "[::]" if ":" in os.environ["POD_IP"] else "0.0.0.0"
INSIDE = "127.0.0.1:3902"
S3 = ALL + ":" + os.environ["S3_PORT"]

SETTINGS = {
    "": {
        "metadata_dir": DATA + "/meta",
        "data_dir": DATA + "/data",
        # The one that is on the disk with each change (SQLite's is not). No key of it is longer than 479 bytes; S3's are up to 1024.
        "db_engine": "lmdb",
        # What is acknowledged is on the disk: a node that loses its power loses none of it.
        "metadata_fsync": True,
        "data_fsync": True,
        # To go back to, should the metadata be damaged; the last two are kept.
        "metadata_auto_snapshot_interval": "6h",
        "replication_factor": 1,
        # Models are compressed already.
        "compression_level": "none",
        "rpc_bind_addr": "127.0.0.1:3901",
        "rpc_public_addr": "127.0.0.1:3901",
        "rpc_secret_file": RUN + "/rpc-secret",
    },
    "s3_api": {"s3_region": os.environ["REGION"], "api_bind_addr": INSIDE if TLS else S3},
    # Without a token nobody administers by it: it serves /health, and /metrics.
    "admin": {"api_bind_addr": ALL + ":" + os.environ["HEALTH_PORT"]},
}


def text(settings):
    for section, fields in settings.items():
        if section:
            yield "\n[" + section + "]"
        # What JSON writes of texts, numbers and truth, TOML reads.
        yield from (name + " = " + json.dumps(value) for name, value in fields.items())


def kept(name):
    """What a start before has left, whole."""
    try:
        with open(os.path.join(RUN, name)) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    return content if len(content) == 64 else None


def write(name, content, mode):
    with open(os.open(os.path.join(RUN, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(content)


# Each pod has another: nobody but this node knows it, and nobody else listens. Compose does this again while Garage runs: it goes by the
# one that it has read, and so does who asks it.
write("rpc-secret", kept("rpc-secret") or secrets.token_hex(32), 0o600)
write("garage.toml", "\n".join(text(SETTINGS)) + "\n", 0o600)
write("listen.conf", "listen " + S3 + " ssl;\n", 0o644)
