"""MLflow's own users, by the store of this version: `write` makes one with a permission, `read` says what there is of it."""
import json
import sys

sys.argv, action = sys.argv[:1], sys.argv[1]

from mlflow.server.auth.config import read_auth_config  # noqa: E402
from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore  # noqa: E402

store = SqlAlchemyStore()
store.init_db(read_auth_config().database_uri)
if action == "write":
    store.create_user("alice", "a password of hers")
    store.create_experiment_permission("0", "alice", "EDIT")
    store.create_registered_model_permission("reg", "alice", "READ")
print(
    json.dumps(
        {
            "users": sorted(user.username for user in store.list_users()),
            "administrator": store.get_user("admin").is_admin,
            "password": store.authenticate_user("alice", "a password of hers"),
            "experiment": store.get_experiment_permission("0", "alice").permission,
            "model": store.get_registered_model_permission("reg", "alice").permission,
        }
    )
)
