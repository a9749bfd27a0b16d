# Becomes the MLflow server; what this is called with are further options of it.

# All addresses of the pod: the loopback too, where kubectl port-forward comes from. Not every kernel has IPv6, and a
# server of one worker that listens on :: takes no IPv4: so it is the family of the address that Kubernetes uses.
case $POD_IP in
  *:*) host=:: ;;
  *) host=0.0.0.0 ;;
esac

# MLflow takes options of one web server only: who chooses another one, or development, does not want those of uvicorn.
case "${MLFLOW_GUNICORN_OPTS+other} $*" in
  other* | *' --gunicorn-opts'* | *' --waitress-opts'* | *' --dev'*) unset MLFLOW_UVICORN_OPTS ;;
esac

exec mlflow server --host="$host" "$@"
