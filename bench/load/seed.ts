/** Runs that are there already, written into MLflow's tables: by its API, a hundred thousand would take hours. */

/** @param runs how many, each with three metrics, two parameters and a tag */
export function seed(experiment: string, runs: number): string {
  const each = `FROM generate_series(1, ${String(runs)}) AS n`;
  const run = `md5('load' || n)`;
  return [
    `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)
     SELECT ${run}, 'run-' || n, 'LOCAL', '', '', 'load', 'FINISHED', 1700000000000 + n, 1700000001000 + n, '', 'active', 'mlflow-artifacts:/${experiment}/' || ${run} || '/artifacts', ${experiment} ${each}`,
    ...['metrics', 'latest_metrics'].map(
      (table) =>
        `INSERT INTO ${table} (run_uuid, key, value, timestamp, step, is_nan) SELECT ${run}, 'm' || k, random(), 1700000000000 + n, 0, false ${each}, generate_series(0, 2) AS k`,
    ),
    `INSERT INTO params (run_uuid, key, value) SELECT ${run}, 'p' || k, (n % 50)::text ${each}, generate_series(0, 1) AS k`,
    `INSERT INTO tags (run_uuid, key, value) SELECT ${run}, 'mlflow.user', 'load' ${each}`,
    'ANALYZE',
  ].join(';\n');
}
