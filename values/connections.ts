/**
 * Who connects to the database: the one place where connections are counted. What PostgreSQL accepts, the rules and the notes
 * all follow from this table.
 */
import type { Value } from '../lib/expr/expr';
import { add, choose, divide, equal, greater, multiply, notEmpty, or } from '../lib/expr/function';
import { concatenate, named, namedNumber, text } from '../lib/expr/vocabulary';
import { setsVariable } from './conditions';
import type { Values } from './schema';

/** PostgreSQL takes more only when it is restarted: in steps, scaling within one leaves it alone. */
export const STEP = 500;
/** Beyond it, a pooler does better than PostgreSQL; its own limit is 262143. */
export const MOST = 5000;

interface Connecting {
  /** Continues the sentence “12 connections from …”. */
  readonly who: Value<string>;
  /** At the same time, and at most. */
  readonly connections: Value<number>;
}

function whoConnects(values: Values): readonly Connecting[] {
  return [serverPods(values), { who: 'administration', connections: 10 }];
}

/**
 * A worker has a pool for the tracking store and one for the registry, and the process that starts the workers keeps a
 * connection of each (measured: test/cluster/platform/connections.test.ts); so it is with MLflow's own login, which has its
 * users there. With jobs on, a worker has one more pool, and each of the ten processes that run them has one. A pod's init
 * containers are over before these begin, and need three.
 */
function serverPods(values: Values): Connecting {
  const { replicaCount, workers, databasePool, jobExecution } = values.mlflow;
  const { size, maxOverflow } = databasePool;
  // An update starts a new pod before it ends an old one.
  const pods = add(replicaCount, 1);
  const stores = namedNumber('database.stores', choose(hasOwnRegistry(values), 1, 2));
  const ofAll = namedNumber('tracking.stores', choose(equal(values.auth.mode, 'mlflow'), add(stores, 1), stores));
  const pools = namedNumber('tracking.pools', choose(jobExecution, add(ofAll, 1), ofAll));
  const pool = add(size, maxOverflow);
  const others = namedNumber('tracking.otherConnections', choose(jobExecution, add(ofAll, multiply(pool, 10)), ofAll));
  const inWorker = text`${counted(pools, 'pool')} of ${size} + ${maxOverflow} in each`;
  return {
    who: text`${counted(pods, 'pod')} of ${counted(workers, 'worker')} (${inWorker}, ${others} beside them), one of the pods only during an update`,
    connections: multiply(pods, add(multiply(multiply(workers, pools), pool), others)),
  };
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
  const parts = whoConnects(values).map(({ who, connections }) => text`${connections} from ${who}`);
  const sum = openConnections(values);
  return named(
    'database.connectionsInWords',
    text`${sum} connections can be open: ${concatenate(parts.flatMap((part, index) => [index === 0 ? '' : ', and ', part]))}`,
  );
}

/** What PostgreSQL is told to accept: the number that somebody set, else the next step that all who connect fit in. */
export function acceptedConnections(values: Values): Value<number> {
  const { maxConnections } = values.postgresql;
  const steps = divide(add(openConnections(values), STEP - 1), STEP);
  return namedNumber(
    'postgresql.maxConnections',
    choose(greater(maxConnections, 0), maxConnections, multiply(steps, STEP)),
  );
}

function counted(count: Value<number>, noun: string): Value<string> {
  return text`${count} ${choose(equal(count, 1), noun, `${noun}s`)}`;
}
