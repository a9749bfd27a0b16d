/** A pod that serves and the one that runs jobs, on one machine, and who knows the address of the second. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../lib/values/merge';
import type { Names } from './names';
import { Pod } from './pod';

/** Of the pod for jobs, whose Service leads to the usual one. */
export const JOBS_PORT = 5010;
export const JOBS_HOST = 'mlflow-jobs.team.svc.cluster.local';

export interface TwoPods {
  readonly web: Pod;
  readonly jobs: Pod;
}

export function twoPods(values: JsonObject, names: Names): TwoPods {
  const all = { ...values, jobs: { enabled: true } };
  const web = new Pod(all);
  const jobs = new Pod(all, '127.0.0.1', { component: 'jobs', port: JOBS_PORT });
  // What a Service does.
  const file = join(web.volume('proxy-config'), 'jobs.conf');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`${JOBS_HOST}:5000`, `${JOBS_HOST}:${String(JOBS_PORT)}`));
  names.of.set(JOBS_HOST, '127.0.0.1');
  // As start-server.sh says it in that pod.
  writeFileSync(join(jobs.volume('server-socket'), 'jobs'), '');
  return { web, jobs };
}
