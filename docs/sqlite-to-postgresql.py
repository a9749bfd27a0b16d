"""Copies MLflow's tables from SQLite to an empty PostgreSQL: experiments, runs, traces, logged models and the registry.

python sqlite-to-postgresql.py sqlite:///mlflow.db postgresql://… file:///old/mlruns=mlflow-artifacts:

Both have the schema of the same MLflow (mlflow db upgrade). What comes last says where artefacts are from now on: what
begins with the left begins with the right. All of it is one transaction.
"""

import sys

import sqlalchemy as sa

# Of PostgreSQL's integer, which MLflow numbers experiments with; file stores have longer numbers.
LARGEST = 2**31 - 1
BATCH = 2000
LOCATIONS = {
    "experiments": ["artifact_location"],
    "runs": ["artifact_uri"],
    "logged_models": ["artifact_location"],
    "model_versions": ["source", "storage_location"],
    "trace_tags": ["value"],
}


def tables_of(engine):
    metadata = sa.MetaData()
    metadata.reflect(engine)
    return metadata


def schema_of(connection):
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def refuse_used(connection, tables):
    for name in ("runs", "registered_models", "trace_info", "experiments"):
        table = tables[name]
        query = sa.select(sa.func.count()).select_from(table)
        # A server that has started once has made this one.
        rows = connection.execute(query.where(table.c.experiment_id != 0) if name == "experiments" else query).scalar()
        if rows:
            sys.exit(f"the target is not empty: {name} has {rows} rows")


def numbers_for(connection, tables):
    """Too long a number → a new one."""
    numbers = [row[0] for row in connection.execute(sa.select(tables["experiments"].c.experiment_id))]
    used = max([number for number in numbers if number <= LARGEST], default=0)
    long = sorted(number for number in numbers if number > LARGEST)
    return {number: used + index for index, number in enumerate(long, 1)}


def moved(text, pairs):
    for old, new in pairs:
        if isinstance(text, str) and (text == old or text.startswith(old.rstrip("/") + "/")):
            return new + text[len(old.rstrip("/")) :]
    return text


def converted(name, row, numbers, pairs):
    row = dict(row)
    number = row.get("experiment_id")
    if number is not None and int(number) in numbers:
        row["experiment_id"] = type(number)(numbers[int(number)])
    for end in ("source", "destination"):
        if name == "entity_associations" and row[f"{end}_type"] == "experiment" and int(row[f"{end}_id"]) in numbers:
            row[f"{end}_id"] = str(numbers[int(row[f"{end}_id"])])
    if name != "trace_tags" or row["key"] == "mlflow.artifactLocation":
        for column in LOCATIONS.get(name, []):
            row[column] = moved(row[column], pairs)
    return row


def copy(source, target, pairs):
    old, new = tables_of(source), tables_of(target)
    with source.connect() as reader, target.begin() as writer:
        if schema_of(reader) != schema_of(writer):
            sys.exit("the schemas differ: bring both to one version first, by mlflow db upgrade")
        refuse_used(writer, new.tables)
        numbers = numbers_for(reader, old.tables)
        tables = [table for table in new.sorted_tables if table.name != "alembic_version" and table.name in old.tables]
        for table in reversed(tables):
            writer.execute(sa.delete(table))
        for table in tables:
            columns = [old.tables[table.name].c[column.name] for column in table.columns if column.name in old.tables[table.name].c]
            count = 0
            for batch in reader.execute(sa.select(*columns)).mappings().partitions(BATCH):
                writer.execute(sa.insert(table), [converted(table.name, row, numbers, pairs) for row in batch])
                count += len(batch)
            if count:
                print(f"{table.name}: {count}")
        for table in tables:
            continue_numbers(writer, table)
    for number, other in numbers.items():
        print(f"experiment {number} is {other} now")


def continue_numbers(connection, table):
    """Behind the largest one, where PostgreSQL counts."""
    for column in table.primary_key.columns:
        if "nextval" not in str(getattr(column.server_default, "arg", "")):
            continue
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        largest = sa.select(sa.func.coalesce(sa.func.max(column), 0) + 1).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(sequence, largest, False)))


def main():
    source, target, *pairs = sys.argv[1:]
    copy(sa.create_engine(source), sa.create_engine(target), [pair.rsplit("=", 1) for pair in pairs])


if __name__ == "__main__":
    main()
