# Runs nginx until the pod ends, and then until it has answered what is under way.
# All addresses; with IPv6 only where Kubernetes uses it, for not every kernel has it. One socket for both would call 127.0.0.1
# ::ffff:127.0.0.1, in the log, to MLflow, and where it matters who is in the pod.
listen() {
  case $POD_IP in
    *:*) echo "listen 0.0.0.0:$1 $2; listen [::]:$1 $2;" ;;
    *) echo "listen 0.0.0.0:$1 $2;" ;;
  esac
}
listen "$HTTP_PORT" "${HTTP_TLS:-}" >/tmp/listen-http.conf
listen "$METRICS_PORT" "" >/tmp/listen-metrics.conf

# Pods with a role of their own: their Service may come after this one, and have another address some day. Whom its certificate may be of,
# nginx takes from one file.
rm -f /tmp/resolver.conf
if [ -e /etc/mlflow-proxy/roles-away.conf ]; then
  addresses=$(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf | sed 's/%.*//; /:/s/.*/[&]/' | tr '\n' ' ')
  echo "resolver ${addresses}valid=10s; resolver_timeout 5s;" >/tmp/resolver.conf
  for file in /etc/ssl/certs/ca-certificates.crt /certificate/tls.crt /roles-authorities/*; do
    [ ! -s "$file" ] || { cat "$file"; echo; }
  done >/tmp/roles-authorities.crt
fi

nginx -e stderr -c /etc/mlflow-proxy/nginx.conf -g 'daemon off;' &
nginx=$!
# On SIGTERM nginx would cut off what is under way. Which of them a container gets depends on its image.
# It may be gone already when a second signal comes: no fault, and what is left to do here is done.
trap 'kill -QUIT "$nginx" 2>/dev/null || :' QUIT TERM INT

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
