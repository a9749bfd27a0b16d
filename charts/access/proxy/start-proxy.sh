# Runs nginx until the pod ends, and then until it has answered what is under way.
# All addresses; with IPv6 only where Kubernetes uses it, for not every kernel has it. One socket for both would call 127.0.0.1
# ::ffff:127.0.0.1, in the log, to MLflow, and where it matters who is in the pod.
listen() {
  case $POD_IP in
    *:*) echo "listen 0.0.0.0:$1; listen [::]:$1;" ;;
    *) echo "listen 0.0.0.0:$1;" ;;
  esac
}
listen "$HTTP_PORT" >/tmp/listen-http.conf
listen "$METRICS_PORT" >/tmp/listen-metrics.conf

nginx -e stderr -c /etc/mlflow-proxy/nginx.conf -g 'daemon off;' &
nginx=$!
# On SIGTERM nginx would cut off what is under way. Which of them a container gets depends on its image.
trap 'kill -QUIT "$nginx"' QUIT TERM INT

# MLflow and the others of the pod end when these are gone.
for folder in /run/mlflow /run/login; do
  [ ! -d "$folder" ] || : >"$folder/proxy"
done
# A signal ends a wait, too.
while
  code=0
  wait "$nginx" || code=$?
  kill -0 "$nginx" 2>/dev/null
do :; done
rm -f /run/mlflow/proxy /run/login/proxy
exit "$code"
