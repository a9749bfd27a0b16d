/** What contradicts itself where CloudNativePG runs the database, and what somebody may regret. */
import type { Value } from '../lib/expr/expr';
import {
  add,
  and,
  divide,
  equal,
  greater,
  matches,
  multiply,
  not,
  notEmpty,
  or,
  orDefault,
} from '../lib/expr/function';
import { namedNumber, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { cnpgBacksUp, memoryOfCnpg, poolsCnpg, runsCnpg } from './cloudnative-pg';
import { cnpgParameterRules } from './cloudnative-pg-parameters';
import { empty, setsVariable } from './conditions';
import { CONNECTION_MIB, keptConnections, MOST, pooledConnections, toCluster, toClusterInWords } from './connections';
import { defaultImages } from './images';
import { unevenRule } from './pooler';
import type { Values } from './schema';

type Store = Values['database']['cnpg']['backup']['barmanObjectStore'];

export function cnpgRules(values: Values): readonly Rule[] {
  const { cnpg } = values.database;
  const { instances, pooler, synchronous, backup, recovery } = cnpg;
  const runs = runsCnpg(values);
  const ownUri = setsVariable(values, 'MLFLOW_BACKEND_STORE_URI');
  const pools = poolsCnpg(values);
  const memory = memoryOfCnpg(values);
  // A quarter of it is shared.
  const carried = namedNumber('cnpg.carriedConnections', divide(multiply(memory, 3), 4 * CONNECTION_MIB));
  const pooled = pooledConnections(values);
  return [
    {
      path: 'externalDatabase.host',
      violated: and(runs, notEmpty(values.externalDatabase.host)),
      problem: 'is set, but the database is CloudNativePG’s',
      remedy: 'Set database.engine to external, or remove the host',
    },
    {
      path: 'database.cnpg.owner',
      violated: and(runs, matches(cnpg.owner, '^(postgres|streaming_replica|cnpg_pooler_pgbouncer|pg_[a-z0-9_-]*)$')),
      problem: 'is a user that CloudNativePG or PostgreSQL has for itself',
      remedy: 'Name another, such as mlflow',
    },
    {
      path: 'database.cnpg.database',
      violated: and(runs, matches(cnpg.database, '^(postgres|template0|template1)$')),
      problem: 'is a database that PostgreSQL has for itself',
      remedy: 'Name another, such as mlflow',
    },
    {
      path: 'database.cnpg.image.tag',
      violated: and(runs, not(matches(cnpg.image.tag, '^[1-9][0-9]([._-]|$)'))),
      problem:
        'does not begin with the major version of PostgreSQL, by which CloudNativePG knows it, with a digest, too',
      remedy: `Take a tag such as ${defaultImages.cnpg.tag}`,
    },
    {
      path: 'database.cnpg.synchronous.number',
      violated: and(runs, greater(synchronous.number, 0), not(greater(instances, synchronous.number))),
      problem: text`is ${synchronous.number}, but database.cnpg.instances is ${instances}, of which one is no standby`,
      remedy: 'Lower it, or take more instances',
    },
    {
      level: 'warned',
      path: 'database.cnpg.synchronous.number',
      violated: and(
        runs,
        greater(synchronous.number, 0),
        equal(synchronous.dataDurability, 'required'),
        equal(instances, add(synchronous.number, 1)),
      ),
      problem: text`is ${synchronous.number} of database.cnpg.instances ${instances}: as soon as one standby is away, nothing is written`,
      remedy: 'Take one instance more, or set dataDurability to preferred',
    },
    {
      level: 'warned',
      path: 'database.cnpg.instances',
      violated: and(runs, equal(instances, 1)),
      problem: 'is 1: nobody takes over when its node is gone',
      remedy: 'Take 3, or 2',
    },
    {
      path: 'database.cnpg.readReplica',
      violated: and(runs, cnpg.readReplica, equal(instances, 1)),
      problem: 'is true, but database.cnpg.instances is 1: there is no standby to read from',
      remedy: 'Take more instances, or set it to false',
    },
    {
      path: 'database.cnpg.readReplica',
      violated: and(runs, cnpg.readReplica, ownUri),
      problem:
        'is true, but mlflow.env sets MLFLOW_BACKEND_STORE_URI: MLFLOW would read from another database than it writes to',
      remedy: 'Remove one of them',
    },
    {
      path: 'database.cnpg.pooler.mode',
      violated: and(pools, equal(pooler.mode, 'transaction')),
      problem: 'is transaction: the lock that keeps two migrations apart is the session’s, and would protect nothing',
      remedy: 'Set it to session',
    },
    {
      path: 'database.cnpg.pooler.poolSize',
      violated: and(pools, greater(keptConnections(values), pooled)),
      problem: text`is ${pooler.poolSize} in each of ${pooler.instances} pods, but the servers keep ${keptConnections(values)} connections open for good: the rest would wait for ever`,
      remedy: 'Raise it, or lower mlflow.databasePool.size, or mlflow.workers',
    },
    unevenRule('database.cnpg.pooler.poolSize', pools, pooler.instances, pooler.poolSize, keptConnections(values)),
    {
      level: 'warned',
      path: 'database.engine',
      violated: and(
        not(runs),
        or(
          recovery.enabled,
          pooler.enabled,
          cnpg.readReplica,
          cnpg.monitoring.enabled,
          ...[backup, recovery].map(isNamed),
        ),
      ),
      problem: 'is not cloudnative-pg, but database.cnpg says how that is to be: nothing of it is done',
      remedy: 'Set it to cloudnative-pg, or remove what is below database.cnpg',
    },
    {
      path: 'database.cnpg.maxConnections',
      violated: and(runs, greater(cnpg.maxConnections, 0), greater(toCluster(values), cnpg.maxConnections)),
      problem: text`is ${cnpg.maxConnections}, but ${toClusterInWords(values)}`,
      remedy:
        'Remove it, so that it follows from them, or lower mlflow.databasePool or mlflow.workers, or the pooler’s poolSize',
    },
    {
      path: 'database.cnpg.maxConnections',
      violated: and(runs, equal(cnpg.maxConnections, 0), greater(toCluster(values), MOST)),
      problem: text`can follow from who connects up to ${MOST}, but ${toClusterInWords(values)}`,
      remedy:
        'Lower mlflow.databasePool, mlflow.workers or mlflow.replicaCount (autoscaling.maxReplicas, if that is on), or the pooler’s poolSize',
    },
    {
      level: 'warned',
      path: 'database.cnpg.resources.requests.memory',
      violated: and(runs, greater(toCluster(values), carried)),
      problem: text`is enough for ${carried} connections of ${CONNECTION_MIB} MiB beside the shared buffers, but ${toClusterInWords(values)}`,
      remedy: 'Raise it, lower mlflow.databasePool or mlflow.workers, or set database.cnpg.pooler.enabled',
    },
    ...cnpgParameterRules(values),
    ...backupRules(values),
    {
      path: 'database.cnpg.recovery.enabled',
      violated: and(
        runs,
        recovery.enabled,
        empty(recovery.barmanObjectStore.destinationPath),
        empty(recovery.plugin.objectStore),
      ),
      problem: 'is true, but nothing says where the backup is',
      remedy:
        'Name database.cnpg.recovery.barmanObjectStore.destinationPath, or database.cnpg.recovery.plugin.objectStore',
    },
    {
      path: 'database.cnpg.recovery.serverName',
      violated: and(runs, recovery.enabled, empty(recovery.serverName)),
      problem: 'is empty: there is a folder for each PostgreSQL',
      remedy: 'Name the folder of the one that comes back',
    },
    {
      path: 'database.cnpg.backup.serverName',
      violated: and(
        runs,
        recovery.enabled,
        notEmpty(recovery.serverName),
        samePlace(values),
        or(empty(backup.serverName), equal(backup.serverName, recovery.serverName)),
      ),
      problem: text`is ${orDefault(backup.serverName, 'empty')}, but the new PostgreSQL would write where the old one, ${recovery.serverName}, is read from`,
      remedy: 'Give it a new name, such as mlflow-2',
    },
    {
      path: 'database.cnpg.recovery.enabled',
      violated: and(runs, recovery.enabled, values.restore.enabled),
      problem: 'is true, and restore.enabled too: both would fill the database',
      remedy: 'Set one of them to false',
    },
    {
      level: 'warned',
      path: 'database.cnpg.recovery',
      violated: and(
        runs,
        not(recovery.enabled),
        or(notEmpty(recovery.barmanObjectStore.destinationPath), notEmpty(recovery.plugin.objectStore)),
      ),
      problem: 'says where a backup is, but recovery.enabled is false: a new PostgreSQL would be empty',
      remedy: 'Set database.cnpg.recovery.enabled to true, or remove it',
    },
  ];
}

/** Whether a store is named at all. */
function isNamed({
  barmanObjectStore,
  plugin,
}: Pick<Values['database']['cnpg']['backup'], 'barmanObjectStore' | 'plugin'>) {
  return or(notEmpty(barmanObjectStore.destinationPath), notEmpty(plugin.objectStore));
}

/** Of both ways to a store, at each place. */
function backupRules(values: Values): readonly Rule[] {
  const { backup, recovery, image } = values.database.cnpg;
  const runs = runsCnpg(values);
  const ofStore = (path: string, store: Store, isUsed: Value<boolean>): readonly Rule[] => [
    {
      path: `${path}.existingSecret`,
      violated: and(runs, isUsed, notEmpty(store.destinationPath), notEmpty(store.endpointURL), empty(store.existingSecret)), // prettier-ignore
      problem: text`is empty although ${path}.endpointURL is set: only AWS has roles instead of keys`,
      remedy: 'Name a Secret with the keys of the bucket',
    },
    {
      path: `${path}.destinationPath`,
      violated: and(runs, isUsed, empty(store.destinationPath), or(notEmpty(store.endpointURL), notEmpty(store.existingSecret))), // prettier-ignore
      problem: text`is empty although ${path} says more of a store`,
      remedy: 'Name the folder in it, or remove the rest',
    },
  ];
  const both = (path: string, { barmanObjectStore, plugin }: Pick<typeof backup, 'barmanObjectStore' | 'plugin'>) => ({
    path: `${path}.plugin.objectStore`,
    violated: and(runs, notEmpty(barmanObjectStore.destinationPath), notEmpty(plugin.objectStore)),
    problem: text`is set beside ${path}.barmanObjectStore.destinationPath`,
    remedy: 'Remove one of them',
  });
  return [
    both('database.cnpg.backup', backup),
    both('database.cnpg.recovery', recovery),
    ...ofStore('database.cnpg.backup.barmanObjectStore', backup.barmanObjectStore, true),
    ...ofStore('database.cnpg.recovery.barmanObjectStore', recovery.barmanObjectStore, recovery.enabled),
    {
      level: 'warned',
      path: 'database.cnpg.image.tag',
      violated: and(
        runs,
        or(notEmpty(backup.barmanObjectStore.destinationPath), and(recovery.enabled, notEmpty(recovery.barmanObjectStore.destinationPath))), // prettier-ignore
        matches(image.tag, '(standard|minimal)'),
      ),
      problem: text`is ${image.tag}, whose image has not the programs for barmanObjectStore`,
      remedy: 'Take one with system in the tag, or the plugin',
    },
    {
      level: 'warned',
      path: 'database.cnpg.backup',
      violated: and(runs, not(cnpgBacksUp(values)), not(values.backup.enabled)),
      problem: 'names no store, and backup.enabled is false: NOTHING IS BACKED UP',
      remedy: 'Name one in barmanObjectStore or plugin, or set backup.enabled: docs/database.md says what each is for',
    },
  ];
}

/** Whether a PostgreSQL that is made from a backup writes its own to the same place. */
function samePlace(values: Values): Value<boolean> {
  const { backup, recovery } = values.database.cnpg;
  const [to, from] = [backup.barmanObjectStore, recovery.barmanObjectStore];
  return or(
    and(notEmpty(to.destinationPath), equal(to.destinationPath, from.destinationPath), equal(to.endpointURL, from.endpointURL)), // prettier-ignore
    and(notEmpty(backup.plugin.objectStore), equal(backup.plugin.objectStore, recovery.plugin.objectStore)),
  );
}
