"""What MLflow encrypts in its database: whether the keys of this pod can read it. Nothing of it is kept or said.

As mlflow/store/model_registry/dbmodels/models.py (secrets of webhooks) and mlflow/utils/crypto.py (credentials of the gateway) do it.
"""
import functools
import hashlib
import os

WEBHOOK_KEY = "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY"
PASSPHRASE = "MLFLOW_CRYPTO_KEK_PASSPHRASE"
VERSION = "MLFLOW_CRYPTO_KEK_VERSION"
# MLflow's, for who sets none.
DEFAULT_PASSPHRASE = "mlflow-default-kek-passphrase-for-development-only"
SALT = b"mlflow-secrets-kek-v1-2025"
ITERATIONS = 600_000
NONCE = 12

OF_WEBHOOKS = "SELECT secret FROM webhooks WHERE secret IS NOT NULL AND deleted_timestamp IS NULL ORDER BY creation_timestamp %s LIMIT 1"
OF_GATEWAY = "SELECT secret_id, secret_name, encrypted_value, wrapped_dek FROM secrets ORDER BY created_at %s LIMIT 1"


def unreadable(cursor):
    """Of what a key is not the right one; the oldest and the newest of each kind are tried: a changed key leaves the one or the other behind."""
    return [
        what
        for what, table, query, reads in (
            ("a webhook's secret cannot be read with " + WEBHOOK_KEY, "webhooks", OF_WEBHOOKS, reads_webhook),
            ("a credential of the gateway cannot be read with " + PASSPHRASE + " and its version", "secrets", OF_GATEWAY, reads_secret),
        )
        if is_there(cursor, table) and not all(reads(*row) for row in rows(cursor, query))
    ]


def is_there(cursor, table):
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", (table,))
    return cursor.fetchone()[0]


def rows(cursor, query):
    for order in ("ASC", "DESC"):
        cursor.execute(query % order)
        yield from cursor.fetchall()


def reads_webhook(secret):
    """Without a key, each of MLflow's processes makes one up: nobody can read it then."""
    from cryptography.fernet import Fernet, InvalidToken

    try:
        Fernet(os.environ.get(WEBHOOK_KEY, "")).decrypt(secret.encode())
    except (InvalidToken, ValueError):
        return False
    return True


def reads_secret(identifier, name, encrypted, wrapped):
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    def opened(key, text, beside):
        return AESGCM(key).decrypt(text[:NONCE], text[NONCE:], beside)

    try:
        key = opened(kek(os.environ.get(PASSPHRASE) or DEFAULT_PASSPHRASE, int(os.environ.get(VERSION) or 1)), bytes(wrapped), None)
        opened(key, bytes(encrypted), (identifier + "|" + name).encode())
    except (InvalidTag, ValueError):
        return False
    return True


@functools.lru_cache(maxsize=1)
def kek(passphrase, version):
    """Takes a quarter of a second of a processor, once."""
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), SALT + version.to_bytes(4, "big"), ITERATIONS)
