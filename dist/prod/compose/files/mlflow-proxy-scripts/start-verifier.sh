# Runs the verifier; the socket of one that was killed would keep it from starting.
rm -f /run/login/verifier.sock
exec nginx -e stderr -c /etc/mlflow-proxy/verifier.conf -g 'daemon off;'
