# Runs oauth2-proxy, as what the first word calls it; the socket of one that was killed would keep it from starting.
socket=/run/login/$1.sock
shift
rm -f "$socket"
# Only people have cookies. What the other ones would sign theirs with nobody needs to know.
: "${OAUTH2_PROXY_COOKIE_SECRET:=$(head -c 24 /dev/urandom | base64)}"
export OAUTH2_PROXY_COOKIE_SECRET
exec oauth2-proxy --http-address="unix://$socket" "$@"
