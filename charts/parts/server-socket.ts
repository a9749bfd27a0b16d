/** What the server and the proxy in its pod have in common. */

/** Where MLflow listens: a folder of the pod's that only the two have. */
export const SERVER_SOCKET = { name: 'server-socket', mountPath: '/run/mlflow' };

/** The proxy's, which Services and probes know; MLflow's own jobs ask there too. */
export const HTTP_PORT = 5000;

/** The component whose pod runs MLflow's jobs, and the one whose pods pass artefacts. */
export const JOBS = 'jobs';
export const ARTIFACTS = 'artifacts';
