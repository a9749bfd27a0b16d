"""What the server itself reads of the gateway's credentials: each is decrypted with its passphrase and version."""

import json
import os

from mlflow.store.tracking.dbmodels.models import SqlGatewaySecret
from mlflow.tracking._tracking_service.utils import _get_store
from mlflow.utils.crypto import KEKManager, _decrypt_secret

manager = KEKManager()
with _get_store(os.environ["MLFLOW_BACKEND_STORE_URI"]).ManagedSessionMaker() as session:
    for found in session.query(SqlGatewaySecret).all():
        value = _decrypt_secret(
            encrypted_value=found.encrypted_value,
            wrapped_dek=found.wrapped_dek,
            kek_manager=manager,
            secret_id=found.secret_id,
            secret_name=found.secret_name,
        )
        print(json.dumps([found.kek_version, value]))
