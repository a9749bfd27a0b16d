/**
 * Who connects to the database: the one place where connections are counted. What PostgreSQL accepts, the rules and the notes
 * all follow from this table.
 */
import type { Value } from '../lib/expr/expr';
import { add, choose, divide, equal, greater, multiply, not, notEmpty, or } from '../lib/expr/function';
import { concatenate, named, namedNumber, text } from '../lib/expr/vocabulary';
import { mostServers } from './autoscaling';
import { setsVariable } from './conditions';
import type { Values } from './schema';

/** PostgreSQL takes more only when it is restarted: in steps, scaling within one leaves it alone. */
export const STEP = 500;
/** Beyond it, a pooler does better than PostgreSQL; its own limit is 262143. */
export const MOST = 5000;
/** What the process of a busy connection needs of its own: 2 MiB, and two sorts of 4 (docs/database.md). */
export const CONNECTION_MIB = 10;
/** Of people, and of what looks after the database. */
export const ADMINISTRATION = 10;

interface Connecting {
  /** Continues the sentence “12 connections from …”. */
  readonly who: Value<string>;
  /** At the same time, and at most. */
  readonly connections: Value<number>;
  /** Whether there are any; always, unless given. */
  readonly enabled?: Value<boolean>;
}

function whoConnects(values: Values): readonly Connecting[] {
  return [serverPods(values), jobsPod(values), { who: 'administration', connections: ADMINISTRATION }];
}

/**
 * A worker has a pool for the tracking store and one for the registry, and the process that starts the workers keeps a
 * connection of each (measured: test/cluster/platform/connections.test.ts); so it is with MLflow's own login, which has its
 * users there. Where jobs run, a worker has one more pool, and each of the ten processes that run them has one. A pod's init
 * containers are over before these begin, and need three.
 */
function serverPods(values: Values): Connecting {
  const { workers, databasePool } = values.mlflow;
  const { size, maxOverflow } = databasePool;
  const { pods, pools, others, connections } = ofServers(values, 'tracking', add(size, maxOverflow));
  const inWorker = text`${counted(pools, 'pool')} of ${size} + ${maxOverflow} in each`;
  return {
    who: text`${counted(pods, 'pod')} of ${counted(workers, 'worker')} (${inWorker}, ${others} beside them), one of the pods only during an update`,
    connections,
  };
}

/** One, which ends before its successor begins. */
function jobsPod(values: Values): Connecting {
  const { jobs, mlflow } = values;
  const { size, maxOverflow } = mlflow.databasePool;
  const { pools, others, connections } = ofJobs(values, 'jobs', add(size, maxOverflow));
  const inWorker = text`${counted(pools, 'pool')} of ${size} + ${maxOverflow} in each`;
  return {
    enabled: jobs.enabled,
    who: text`the pod of jobs, of ${counted(jobs.workers, 'worker')} (${inWorker}, ${others} beside them)`,
    connections: choose(jobs.enabled, connections, 0),
  };
}

/** @param pool how many are open in each pool */
function ofServers(values: Values, called: string, pool: Value<number>) {
  const { workers, jobExecution } = values.mlflow;
  // An update starts a new pod before it ends an old one.
  const pods = add(mostServers(values), 1);
  const ofAll = storesOf(values);
  const pools = namedNumber('tracking.pools', choose(jobExecution, add(ofAll, 1), ofAll));
  const others = namedNumber(`${called}.otherConnections`, choose(jobExecution, add(ofAll, multiply(pool, 10)), ofAll));
  const connections = multiply(pods, add(multiply(multiply(workers, pools), pool), others));
  return { pods, pools, others, connections };
}

/** What a process that serves connects to: the tracking store, the registry and MLflow's own users. */
function storesOf(values: Values): Value<number> {
  const stores = namedNumber('database.stores', choose(hasOwnRegistry(values), 1, 2));
  return namedNumber('tracking.stores', choose(equal(values.auth.mode, 'mlflow'), add(stores, 1), stores));
}

/** @param pool how many are open in each pool */
function ofJobs(values: Values, called: string, pool: Value<number>) {
  const stores = storesOf(values);
  const pools = namedNumber('jobs.pools', add(stores, 1));
  const others = namedNumber(`${called}.otherConnections`, add(stores, multiply(pool, 10)));
  return { pools, others, connections: add(multiply(multiply(values.jobs.workers, pools), pool), others) };
}

/**
 * How many of them stay open once they are: a pool gives back what overflows it, and keeps the rest. In session mode, each of
 * these has a connection of a pooler for good.
 */
export function keptConnections(values: Values): Value<number> {
  const { size } = values.mlflow.databasePool;
  const { connections } = ofServers(values, 'tracking.kept', size);
  const { connections: ofJob } = ofJobs(values, 'jobs.kept', size);
  return namedNumber('database.keptConnections', add(connections, choose(values.jobs.enabled, ofJob, 0)));
}

/** A registry with a database of its own takes its pools there. */
function hasOwnRegistry(values: Values): Value<boolean> {
  const { storeUri, existingSecret } = values.mlflow.registry;
  return or(notEmpty(storeUri), notEmpty(existingSecret), setsVariable(values, 'MLFLOW_REGISTRY_STORE_URI'));
}

/** How many connections can be open at the same time. */
export function openConnections(values: Values): Value<number> {
  const counts = whoConnects(values).map(({ connections }) => connections);
  return namedNumber(
    'database.connections',
    counts.reduce((sum, count) => add(sum, count)),
  );
}

/** The sum, and what it is made of: “376 connections can be open: 366 from …, 10 from …”. */
export function openConnectionsInWords(values: Values): Value<string> {
  const parts = whoConnects(values).map(({ who, connections, enabled }, index) => {
    const part = text`${index === 0 ? '' : ', and '}${connections} from ${who}`;
    return enabled === undefined ? part : choose(enabled, part, '');
  });
  const sum = openConnections(values);
  return named('database.connectionsInWords', text`${sum} connections can be open: ${concatenate(parts)}`);
}

/** What PostgreSQL is told to accept: the number that somebody set, else the next step that all who connect fit in. */
export function acceptedConnections(values: Values): Value<number> {
  const { maxConnections } = values.postgresql;
  return namedNumber(
    'postgresql.maxConnections',
    choose(greater(maxConnections, 0), maxConnections, inSteps(openConnections(values))),
  );
}

/** What a pooler accepts in each of its pods: whom a Service sends where is chance. */
export function acceptedByPooler(values: Values): Value<number> {
  return namedNumber('pooler.maxClients', inSteps(openConnections(values)));
}

/** What all pods of CloudNativePG's pooler open to PostgreSQL together. */
export function pooledConnections({ database }: Pick<Values, 'database'>): Value<number> {
  const { instances, poolSize } = database.cnpg.pooler;
  return namedNumber('cnpg.pooledConnections', multiply(instances, poolSize));
}

/** What all pods of a pooler before a database of others open to it, and administration beside them. */
export function pooledOutside({ externalDatabase }: Pick<Values, 'externalDatabase'>): Value<number> {
  const { replicas, poolSize } = externalDatabase.pooler;
  return namedNumber('pooler.connections', add(multiply(replicas, poolSize), ADMINISTRATION));
}

/** Standbys are read from past the pooler, and each instance accepts the same number. */
function pastPooler({ database }: Pick<Values, 'database'>): Value<boolean> {
  const { pooler, readReplica } = database.cnpg;
  return or(not(pooler.enabled), readReplica);
}

/** How many connections can be open to an instance of CloudNativePG. */
export function toCluster(values: Values): Value<number> {
  const pooled = add(pooledConnections(values), ADMINISTRATION);
  return namedNumber('cnpg.connections', choose(pastPooler(values), openConnections(values), pooled));
}

export function toClusterInWords(values: Values): Value<string> {
  const { instances, poolSize } = values.database.cnpg.pooler;
  const pooled = text`${toCluster(values)} connections can be open: ${poolSize} from each of ${counted(instances, 'pod')} of the pooler, and ${ADMINISTRATION} from administration`;
  return named('cnpg.connectionsInWords', choose(pastPooler(values), openConnectionsInWords(values), pooled));
}

/** What each instance of CloudNativePG is told to accept. */
export function acceptedByCluster(values: Values): Value<number> {
  const { maxConnections } = values.database.cnpg;
  return namedNumber(
    'cnpg.maxConnections',
    choose(greater(maxConnections, 0), maxConnections, inSteps(toCluster(values))),
  );
}

function inSteps(count: Value<number>): Value<number> {
  return multiply(divide(add(count, STEP - 1), STEP), STEP);
}

export function counted(count: Value<number>, noun: string): Value<string> {
  return text`${count} ${choose(equal(count, 1), noun, `${noun}s`)}`;
}
