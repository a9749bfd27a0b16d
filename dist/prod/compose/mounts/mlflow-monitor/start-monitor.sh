# Runs the monitor, again where it ends: a container that is not running would take the whole pod out of its Service.
trap 'kill "$monitor" 2>/dev/null || :; exit 0' TERM INT
while :; do
  python -B "$(dirname "$0")/monitor.py" &
  monitor=$!
  wait "$monitor" || echo "start-monitor: the monitor ended with $?: it starts again in ten seconds" >&2
  sleep 10 &
  wait $!
done
