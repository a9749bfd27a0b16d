"""Everything that an installation holds, in sums: each row of each table, each artefact. Runs in the server's container; prints JSON.

COLUMNS, an object of lists in JSON, names of each table the columns that count; what it does not have, does not.
"""

import hashlib
import json
import os

import boto3
import psycopg2

only = json.loads(os.environ.get("COLUMNS", "null"))

with psycopg2.connect("") as connection, connection.cursor() as cursor:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables, columns = {}, {}
    for (table,) in cursor.fetchall():
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = ('public.' || quote_ident(%s))::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1", (table,))
        columns[table] = [name for (name,) in cursor if only is None or name in only.get(table, [])]
        if not columns[table]:
            continue
        named = ", ".join('"%s"' % name for name in columns[table])
        cursor.execute('SELECT to_jsonb(t)::text FROM (SELECT %s FROM public."%s") AS t ORDER BY 1' % (named, table))
        rows = [row for (row,) in cursor]
        if rows:
            tables[table] = [len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()]

bucket = boto3.resource("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"]).Bucket("mlflow-artefacts")
artifacts = {
    entry.key: hashlib.sha256(entry.get()["Body"].read()).hexdigest()
    for entry in bucket.objects.all()
    if not entry.key.startswith(".mlflow-chart/")
}
print(json.dumps({"tables": tables, "columns": columns, "artifacts": artifacts}))
