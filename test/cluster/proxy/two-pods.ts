/** A pod that serves and one with a role of its own, on one machine, and who knows the address of the second. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../lib/values/merge';
import type { Names } from './names';
import { Pod } from './pod';

/** Of the second pod, whose Service leads to the usual one. */
export const APART_PORT = 5010;

export interface TwoPods {
  readonly web: Pod;
  readonly apart: Pod;
}

export function twoPods(role: 'jobs' | 'artifacts', values: JsonObject, names: Names): TwoPods {
  const all = { ...values, [role]: { enabled: true } };
  const web = new Pod(all);
  const apart = new Pod(all, '127.0.0.1', { component: role, port: APART_PORT });
  const host = `mlflow-${role}.team.svc.cluster.local`;
  // What a Service does.
  const file = join(web.volume('proxy-config'), `${role}.conf`);
  writeFileSync(file, readFileSync(file, 'utf8').replace(`${host}:5000`, `${host}:${String(APART_PORT)}`));
  names.of.set(host, '127.0.0.1');
  // As start-server.sh says it in that pod.
  writeFileSync(join(apart.volume('server-socket'), role), '');
  return { web, apart };
}
