/** Names of the Services of a release that is called `mlflow`, and of the workloads behind them. */
export const TRACKING = 'mlflow-tracking';
export const POSTGRESQL = 'mlflow-postgresql';
export const STORE = 'mlflow-minio';
