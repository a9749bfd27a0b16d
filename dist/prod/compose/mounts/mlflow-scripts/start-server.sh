# Becomes `mlflow server`, which this is called with, and its options.
# It listens where only the proxy of its pod can reach it: on a socket, which a killed one may have left behind.
folder=${SERVER_FOLDER:-/run/mlflow}

# Whatever else says where to listen leads round the proxy, and so round the login: gunicorn listens at each address that it is
# given, and at those of its file. Short options may be glued to others and to their value; long ones may be shortened.
# values/listening.ts has the same list, for what values say; this is for what comes from elsewhere (envFrom).
refuse() {
  echo "start-server: $1 says where the web server listens: there, nobody would be asked for a login. Remove that option." >&2
  exit 1
}
look_for_address() {
  # Quotes and backslashes are no part of a word.
  for word in $(printf '%s' "$2" | tr -d "\"'\\\\"); do
    case ${word%%=*} in
      -[bc]* | -[DR]*[bc]* | --bi | --bin | --bind | --co | --con | --conf | --confi | --config | --fd | --uds) ;;
      --ho | --hos | --host | --po | --por | --port | --li | --lis | --list | --liste | --listen | --un*) ;;
      *) continue ;;
    esac
    refuse "${word%%=*} in $1"
  done
}
set -f
look_for_address MLFLOW_GUNICORN_OPTS "${MLFLOW_GUNICORN_OPTS:-}"
look_for_address MLFLOW_UVICORN_OPTS "${MLFLOW_UVICORN_OPTS:-}"
look_for_address MLFLOW_WAITRESS_OPTS "${MLFLOW_WAITRESS_OPTS:-}"
before=
for option in "$@"; do
  case $before$option in
    --gunicorn-opts?* | --uvicorn-opts?* | --waitress-opts?*) look_for_address "${before:-${option%%=*}}" "${option#--*-opts=}" ;;
  esac
  case $option in
    --gunicorn-opts | --uvicorn-opts | --waitress-opts) before=$option ;;
    *) before= ;;
  esac
done
set +f
# uvicorn takes its options from variables, too; of these, MLflow sets neither.
[ -z "${UVICORN_FD+x}" ] || refuse UVICORN_FD
[ -z "${UVICORN_UDS+x}" ] || refuse UVICORN_UDS

rm -f "$folder/server.sock" "$folder/loopback" "$folder/jobs" "$folder/artifacts"

# What begins a job stays in the pod that has the queue.
[ "${RUNS_JOBS:-}" != true ] || : >"$folder/jobs"
# Artefacts stay in the pod that is for them. It has no database, and MLflow wants to hear of none, nor of what is done with one.
if [ "${ARTIFACTS_ONLY:-}" = true ]; then
  : >"$folder/artifacts"
  unset MLFLOW_BACKEND_STORE_URI MLFLOW_REGISTRY_STORE_URI MLFLOW_READ_REPLICA_BACKEND_STORE_URI
  unset TRACE_ARCHIVAL MLFLOW_TRACE_ARCHIVAL_CONFIG METRICS_FOLDER
  export MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false
  set -- "$@" --artifacts-only
fi
# Of the archival of traces, MLflow reads a file.
if [ -n "${TRACE_ARCHIVAL:-}" ]; then
  export MLFLOW_TRACE_ARCHIVAL_CONFIG=${ARCHIVAL_FILE:-/tmp/archival.yaml}
  printf '%s\n' "$TRACE_ARCHIVAL" >"$MLFLOW_TRACE_ARCHIVAL_CONFIG"
fi

# MLflow takes options of one web server only: who chooses another one, or development, does not want those of uvicorn.
# MLflow before 3.x has no uvicorn at all. These cannot have the socket, nor the port, which is the proxy's.
server=uvicorn
case "${MLFLOW_GUNICORN_OPTS+other} $*" in
  other* | *' --gunicorn-opts'* | *' --waitress-opts'* | *' --dev'*) unset MLFLOW_UVICORN_OPTS; server=other ;;
esac
[ "$server" != uvicorn ] || python -c 'import importlib.util as find, os
folder = find.find_spec("mlflow").submodule_search_locations[0]
exit(not os.path.exists(folder + "/server/fastapi_app.py"))' || server=other

# MLflow's own metrics, which the monitor of its pod reads; of two folders MLflow takes the last. A worker's files outlive it, and would
# be counted for ever.
if [ -n "${METRICS_FOLDER:-}" ]; then
  rm -rf "${METRICS_FOLDER:?}"/*
  unset PROMETHEUS_MULTIPROC_DIR
  if python -c 'import prometheus_flask_exporter.multiprocess' 2>/dev/null; then
    set -- "$@" "--expose-prometheus=$METRICS_FOLDER"
  else
    echo "start-server: MLflow's own metrics are missing: its image has no prometheus_flask_exporter" >&2
  fi
fi

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
# Python runs a file of this name whenever it starts, and so in each of MLflow's processes.
if [ -n "${ARTIFACTS_SIGNED_FOR:-}" ]; then
  signing=${TMPDIR:-/tmp}/signing
  mkdir -p "$signing"
  cp "$(dirname "$0")/sign_for_clients.py" "$signing/sitecustomize.py"
  export PYTHONPATH="$signing${PYTHONPATH:+:$PYTHONPATH}"
fi
exec "$@"
