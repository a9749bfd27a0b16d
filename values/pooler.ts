/** PgBouncer before a database that others run. */
import type { Value } from '../lib/expr/expr';
import { add, and, greater, multiply, notEmpty, or } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record } from '../lib/values/schema';
import { setsVariable } from './conditions';
import { ADMINISTRATION, counted, keptConnections, openConnections, pooledOutside } from './connections'; // prettier-ignore
import { hasDatabase } from './engines';
import { imageFields, podFields, RESTRICTED_CONTAINER, RESTRICTED_POD } from './fields';
import { defaultImages } from './images';
import type { Values } from './schema';

/** Variables by which servers would go past it, or log in to it as somebody whom it does not know. */
const PAST = ['MLFLOW_BACKEND_STORE_URI', 'PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGPASSFILE', 'PGSSLMODE'];

export const pooler = record('PgBouncer of this release before it, in session mode: see docs/database.md.', {
  enabled: boolean({ default: false, description: 'Let the servers connect through it.' }),
  replicas: integer({ default: 2, minimum: 1, maximum: 20, description: 'Its pods.' }),
  poolSize: integer({
    // One of two pods has room for what the chart's own server keeps open; both have less than prod's servers would open.
    default: 84,
    minimum: 1,
    maximum: 5000,
    description: 'Connections that each of them opens to the database at most; who finds none waits.',
  }),
  waitSeconds: integer({
    default: 120,
    minimum: 1,
    maximum: 3600,
    description: 'How long somebody waits for one, before an error.',
  }),
  image: record('PgBouncer image.', imageFields(defaultImages.pooler)),
  ...podFields({
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    podSecurityContext: { ...RESTRICTED_POD, runAsUser: 998, runAsGroup: 996, fsGroup: 996 },
    securityContext: RESTRICTED_CONTAINER,
    gracePeriod: 30,
  }),
});

/** Whether servers go through it. */
export function poolsOutside(values: Pick<Values, 'database' | 'postgresql' | 'externalDatabase'>): Value<boolean> {
  const { host, pooler: settings } = values.externalDatabase;
  return and(hasDatabase(values, 'external'), notEmpty(host), settings.enabled);
}

export function poolerRules(values: Values): readonly Rule[] {
  const { pooler: settings, maxConnections } = values.externalDatabase;
  const pools = poolsOutside(values);
  const pooled = pooledOutside(values);
  const kept = keptConnections(values);
  const { replicas, poolSize } = settings;
  return [
    {
      level: 'warned',
      path: 'externalDatabase.pooler.enabled',
      violated: and(settings.enabled, or(hasDatabase(values, 'bundled'), hasDatabase(values, 'cloudnative-pg'))),
      problem: 'is true, but the database is not one that others run: there is no pooler',
      remedy: 'Remove it; CloudNativePG has one in database.cnpg.pooler',
    },
    {
      path: 'externalDatabase.pooler.enabled',
      violated: and(pools, or(...PAST.map((name) => setsVariable(values, name)))),
      problem: `is true, but mlflow.env sets ${PAST.slice(0, -1).join(', ')} or ${PAST.at(-1) ?? ''}: the servers would go past it, or not get in`,
      remedy: 'Say it in externalDatabase instead, or set it to false',
    },
    {
      path: 'externalDatabase.pooler.poolSize',
      violated: and(pools, greater(add(kept, ADMINISTRATION), pooled)),
      problem: text`is ${poolSize} in each of ${counted(replicas, 'pod')}, but the servers keep ${kept} connections open for good: the rest would wait for ever`,
      remedy: 'Raise it, or lower mlflow.databasePool.size, or mlflow.workers',
    },
    unevenRule('externalDatabase.pooler.poolSize', pools, replicas, poolSize, kept),
    {
      path: 'externalDatabase.maxConnections',
      violated: and(pools, greater(maxConnections, 0), greater(pooled, maxConnections)),
      problem: text`is ${maxConnections}, but ${pooled} connections can be open: ${poolSize} from each of ${counted(replicas, 'pod')} of the pooler, and ${ADMINISTRATION} from administration`,
      remedy: 'Let it accept more, or lower externalDatabase.pooler.poolSize',
    },
    {
      level: 'warned',
      path: 'externalDatabase.pooler.poolSize',
      violated: and(pools, greater(pooled, openConnections(values))),
      problem: text`lets ${pooled} connections be open, more than the ${openConnections(values)} that there can be without a pooler`,
      remedy: 'Lower it, so that it does something, or set externalDatabase.pooler.enabled to false',
    },
  ];
}

/** A Service sends each connection to whom it will, and there is one pod less during an update. */
export function unevenRule(
  path: string,
  pools: Value<boolean>,
  pods: Value<number>,
  poolSize: Value<number>,
  kept: Value<number>,
): Rule {
  return {
    level: 'warned',
    path,
    violated: and(pools, greater(pods, 1), greater(add(kept, poolSize), multiply(pods, poolSize))),
    problem: text`is ${poolSize} in each of ${counted(pods, 'pod')}: with one of them away, or connections unevenly spread, some of the ${kept} that the servers keep open would wait for ever`,
    remedy: 'Raise it, so that one pod less has room for all of them',
  };
}
