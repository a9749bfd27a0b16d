"""Sends a span of the given trace to the collector of its pod, as soon as that listens."""

import json
import sys
import time
import urllib.request

span = {
    "traceId": sys.argv[1],
    "spanId": "eee19b7ec3c1b174",
    "name": "a span",
    "kind": 1,
    "startTimeUnixNano": "1764200000000000000",
    "endTimeUnixNano": "1764200001000000000",
}
body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode()
request = urllib.request.Request("http://127.0.0.1:4318/v1/traces", body, {"Content-Type": "application/json"})
while True:
    try:
        urllib.request.urlopen(request)
        break
    except OSError:
        time.sleep(1)
# The collector sends it on, and ends with this program.
time.sleep(5)
