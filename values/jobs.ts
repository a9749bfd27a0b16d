/** MLflow's background jobs, in a pod of their own. */
import type { Value } from '../lib/expr/expr';
import { and, greater, not, or } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record } from '../lib/values/schema';
import { fewestServers } from './autoscaling';
import { setsVariable } from './conditions';
import { resources } from './fields';
import type { Values } from './schema';

export const jobs = record(
  'MLflow’s background jobs (scorers, evaluations, prompt optimisation, issue detection, archival of traces), in a pod of their own, however many serve. See docs/server.md.',
  {
    enabled: boolean({
      default: false,
      description: 'Have that pod: the others send it what begins a job.',
    }),
    workers: integer({
      default: 1,
      minimum: 1,
      maximum: 16,
      description: 'Server processes in it, which take what begins a job. Ten more run the jobs.',
    }),
    customScorers: boolean({
      default: false,
      description:
        'Run scorers that users have written, too: whoever may register one runs any code in that pod, with the keys of the database and the store.',
    }),
    resources: resources({ requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '4Gi' } }),
  },
);

type Jobs = Pick<Values, 'jobs' | 'mlflow'>;

/** Whether anybody runs jobs. */
export function runsJobs({ jobs: { enabled }, mlflow: { jobExecution } }: Jobs): Value<boolean> {
  return or(enabled, jobExecution);
}

/** What the two kinds of pods have differently: nobody else may say it. */
const OURS = [
  'MLFLOW_SERVER_ENABLE_JOB_EXECUTION',
  'MLFLOW_SERVER_JOB_ENABLE_PERIODIC_TASKS',
  'MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS',
  // It says of itself that it is for one server.
  'MLFLOW_SERVER_JOB_EXECUTION_ENGINE',
  // A pod that starts would put into it again what another one is at.
  'MLFLOW_SERVER_JOB_HUEY_REDIS_URL',
];

export function jobsRules(values: Values): readonly Rule[] {
  const { jobs: settings, mlflow } = values;
  const { enabled, customScorers } = settings;
  return [
    {
      path: 'jobs.enabled',
      violated: and(enabled, mlflow.jobExecution),
      problem:
        'is true, and so is mlflow.jobExecution: the pod that serves would have a queue beside that of the pod for jobs, and periodic jobs would run twice',
      remedy: 'Set mlflow.jobExecution to false',
    },
    {
      path: 'mlflow.env',
      violated: and(enabled, or(...OURS.map((name) => setsVariable(values, name)))),
      problem: `sets ${OURS.slice(0, -1).join(', ')} or ${OURS.at(-1) ?? ''} for all pods, but with jobs.enabled one runs the jobs, and the others do not`,
      remedy: 'Remove it: jobs.enabled and jobs.customScorers say it',
    },
    {
      path: 'jobs.customScorers',
      violated: and(customScorers, not(enabled)),
      problem: 'is true, but jobs.enabled is false: there is no pod for them apart from the server',
      remedy: 'Set jobs.enabled to true, or this to false',
    },
    {
      level: 'warned',
      path: 'jobs.customScorers',
      violated: and(customScorers, enabled),
      problem:
        'is true: whoever may register a scorer runs any code in the pod of the jobs, which has the keys of the database and of the store',
      remedy: 'Leave it false, unless you trust every one of them with these',
    },
    {
      level: 'warned',
      path: 'jobs.enabled',
      violated: and(enabled, not(greater(fewestServers(values), 0))),
      problem: 'is true while no pod serves: jobs go on, and change what nobody can look at',
      remedy: 'Set it to false for as long as nothing is to run, as for mlflow crypto rotate-kek',
    },
  ];
}
