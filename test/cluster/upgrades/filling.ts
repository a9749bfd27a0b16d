/** Rows as MLflow writes them, many of them, by SQL: a client would take a day for what migrations take a minute for. */

export interface Amounts {
  readonly runs: number;
  /** Of each run; by eight keys. */
  readonly metrics: number;
  readonly traces: number;
  /** Of each trace. */
  readonly spans: number;
}

const PARAMS = 5;
const MODELS = 1000;

/** In the tables that MLflow 2.9 has. */
export const tracked = ({ runs, metrics }: Amounts): string => `
INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage) VALUES (0, 'Default', 'mlflow-artifacts:/0', 'active') ON CONFLICT DO NOTHING;
INSERT INTO runs (run_uuid, name, source_type, source_name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
  SELECT md5('run' || n), 'run ' || n, 'LOCAL', 'train.py', 'team', 'FINISHED', 1700000000000 + n, 1700000001000 + n, 'active',
    'mlflow-artifacts:/0/' || md5('run' || n) || '/artifacts', 0 FROM generate_series(1, ${String(runs)}) n;
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
  SELECT 'loss' || n % 8, random(), 1700000000000 + n, run_uuid, n / 8, false FROM runs, generate_series(0, ${String(metrics - 1)}) n;
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
  SELECT 'loss' || n, random(), 1700000000000 + n, ${String(Math.floor(metrics / 8))}, false, run_uuid FROM runs, generate_series(0, 7) n;
INSERT INTO params (key, value, run_uuid) SELECT 'param' || n, repeat('x', 20), run_uuid FROM runs, generate_series(1, ${String(PARAMS)}) n;
INSERT INTO tags (key, value, run_uuid) SELECT 'mlflow.tag' || n, repeat('x', 30), run_uuid FROM runs, generate_series(1, ${String(PARAMS)}) n;
INSERT INTO registered_models (name, creation_time, last_updated_time) SELECT 'model ' || n, 1700000000000, 1700000000000 FROM generate_series(1, ${String(MODELS)}) n;
INSERT INTO model_versions (name, version, creation_time, last_updated_time, source, run_id, status, current_stage)
  SELECT 'model ' || n, v, 1700000000000, 1700000000000, 's3://a/b', md5('run' || n), 'READY', 'None' FROM generate_series(1, ${String(MODELS)}) n, generate_series(1, 10) v;
INSERT INTO model_version_tags (name, version, key, value) SELECT name, version, 'key', 'value' FROM model_versions;
ANALYZE;`;

/** In those that MLflow 3.10 has beside them. */
export const traced = ({ traces, spans }: Amounts): string => `
INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, execution_time_ms, status, request_preview, response_preview)
  SELECT 'tr-' || md5('trace' || n), 0, 1700000000000 + n, 1000, 'OK', repeat('q', 200), repeat('a', 200) FROM generate_series(1, ${String(traces)}) n;
INSERT INTO trace_tags (key, value, request_id)
  SELECT key, 'a value', request_id FROM trace_info, unnest(ARRAY['mlflow.traceName', 'mlflow.artifactLocation', 'mlflow.trace.spansLocation']) key;
INSERT INTO trace_request_metadata (key, value, request_id)
  SELECT key, CASE key WHEN 'mlflow.trace.tokenUsage' THEN '{"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}' ELSE 'a value' END, request_id
  FROM trace_info, unnest(ARRAY['mlflow.trace.session', 'mlflow.trace.tokenUsage', 'mlflow.user']) key;
INSERT INTO trace_metrics (request_id, key, value)
  SELECT request_id, key, 100 FROM trace_info, unnest(ARRAY['input_tokens', 'output_tokens', 'total_tokens']) key;
INSERT INTO spans (trace_id, experiment_id, span_id, parent_span_id, name, type, status, start_time_unix_nano, end_time_unix_nano, content, dimension_attributes)
  SELECT request_id, 0, lpad(n::text, 16, '0'), NULL, 'span ' || n, 'LLM', 'OK', 1700000000000000000 + n, 1700000001000000000 + n,
    '{"attributes": {"in": "' || repeat(md5(random()::text), 20) || '"}}',
    CASE WHEN n % 5 = 0 THEN '{"mlflow.llm.model": "a model", "mlflow.llm.provider": "somebody"}'::json END
  FROM trace_info, generate_series(1, ${String(spans)}) n;
INSERT INTO span_metrics (trace_id, span_id, key, value)
  SELECT trace_id, span_id, key, 0.01 FROM spans, unnest(ARRAY['input_cost', 'output_cost', 'total_cost']) key WHERE dimension_attributes IS NOT NULL;
INSERT INTO assessments (assessment_id, trace_id, name, assessment_type, value, created_timestamp, last_updated_timestamp, source_type, valid)
  SELECT 'a-' || md5(request_id), request_id, 'good', 'feedback', 'true', 1700000000000, 1700000000000, 'HUMAN', true FROM trace_info;
ANALYZE;`;
