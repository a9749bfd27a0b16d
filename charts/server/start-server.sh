# Becomes the MLflow server; what this is called with are options of it.
# It listens where only the proxy of its pod can reach it: on a socket, which a killed one may have left behind.
folder=${SERVER_FOLDER:-/run/mlflow}
rm -f "$folder/server.sock" "$folder/loopback"

# MLflow takes options of one web server only: who chooses another one, or development, does not want those of uvicorn.
# MLflow before 3.x has no uvicorn at all. These cannot have the socket, nor the port, which is the proxy's.
server=uvicorn
case "${MLFLOW_GUNICORN_OPTS+other} $*" in
  other* | *' --gunicorn-opts'* | *' --waitress-opts'* | *' --dev'*) unset MLFLOW_UVICORN_OPTS; server=other ;;
esac
[ "$server" != uvicorn ] || python -c 'import importlib.util as find, os
folder = find.find_spec("mlflow").submodule_search_locations[0]
exit(not os.path.exists(folder + "/server/fastapi_app.py"))' || server=other

if [ "$server" = uvicorn ]; then
  socket="--uds $folder/server.sock"
  export MLFLOW_UVICORN_OPTS="${MLFLOW_UVICORN_OPTS:-} $socket"
  # Options of uvicorn among these win over the variable's: they get the socket, too, in one word or in two.
  before=
  for option in "$@"; do
    shift
    case $before$option in
      --uvicorn-opts=* | --uvicorn-opts?*) set -- "$@" "$option $socket" ;;
      *) set -- "$@" "$option" ;;
    esac
    [ "$option" = --uvicorn-opts ] && before=$option || before=
  done
else
  : >"$folder/loopback"
  set -- "$@" --port=5001
fi
exec mlflow server "$@"
