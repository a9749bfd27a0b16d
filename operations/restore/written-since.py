"""How many runs there are, and how many of them were begun since: JSON, for mlflow-chart restore. Reads only, in a server's container."""
import json
import sys

import psycopg2

since = int(sys.argv[1])
connection = psycopg2.connect("", options="-c default_transaction_read_only=on -c statement_timeout=20000")
with connection, connection.cursor() as cursor:
    cursor.execute("SELECT count(*), count(*) FILTER (WHERE start_time >= %s) FROM runs", (since,))
    runs, later = cursor.fetchone()
print(json.dumps({"runs": runs, "since": later}))
