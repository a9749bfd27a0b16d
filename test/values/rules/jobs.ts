import type { RuleRow } from './row';

const POOLS = 'workers: 1, databasePool: {size: 2, maxOverflow: 1}';
const on = (more = '', mlflow = '') =>
  `{jobs: {enabled: true${more && `, ${more}`}}, mlflow: {${POOLS}${mlflow && `, ${mlflow}`}}}`;

const TWICE =
  'jobs.enabled: is true, and so is mlflow.jobExecution: the pod that serves would have a queue beside that of the pod for jobs, and periodic jobs would run twice. Set mlflow.jobExecution to false.';
const OURS =
  'mlflow.env: sets MLFLOW_SERVER_ENABLE_JOB_EXECUTION, MLFLOW_SERVER_JOB_ENABLE_PERIODIC_TASKS, MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS, MLFLOW_SERVER_JOB_EXECUTION_ENGINE or MLFLOW_SERVER_JOB_HUEY_REDIS_URL for all pods, but with jobs.enabled one runs the jobs, and the others do not. Remove it: jobs.enabled and jobs.customScorers say it.';
const NO_POD =
  'jobs.customScorers: is true, but jobs.enabled is false: there is no pod for them apart from the server. Set jobs.enabled to true, or this to false.';
const ANY_CODE =
  'warning: jobs.customScorers: is true: whoever may register a scorer runs any code in the pod of the jobs, which has the keys of the database and of the store. Leave it false, unless you trust every one of them with these.';
const NOBODY =
  'warning: jobs.enabled: is true while no pod serves: jobs go on, and change what nobody can look at. Set it to false for as long as nothing is to run, as for mlflow crypto rotate-kek.';

export const jobs: readonly RuleRow[] = [
  [on()],
  [on('', 'replicaCount: 3')],
  [on('', 'jobExecution: true'), TWICE],
  ...[
    'MLFLOW_SERVER_ENABLE_JOB_EXECUTION',
    'MLFLOW_SERVER_JOB_ENABLE_PERIODIC_TASKS',
    'MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS',
    'MLFLOW_SERVER_JOB_EXECUTION_ENGINE',
    'MLFLOW_SERVER_JOB_HUEY_REDIS_URL',
  ].flatMap((name): readonly RuleRow[] => [
    [on('', `env: [{name: ${name}, value: x}]`), OURS],
    [`mlflow: {env: [{name: ${name}, value: x}]}`],
  ]),
  ['jobs: {customScorers: true}', NO_POD],
  [on('customScorers: true'), ANY_CODE],
  [on('', 'replicaCount: 0'), NOBODY],
  ['mlflow: {replicaCount: 0}'],
];
