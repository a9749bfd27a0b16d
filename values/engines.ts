/**
 * Which programs hold the database and the artefacts. An engine that is set wins; an empty one is what `postgresql.enabled` and
 * `minio.enabled` say, which had only two answers: so an upgrade never changes the engine by itself.
 */
import type { Value } from '../lib/expr/expr';
import { and, choose, equal, not, notEmpty, or } from '../lib/expr/function';
import { named } from '../lib/expr/vocabulary';
import { string } from '../lib/values/schema';
import type { Values } from './schema';

const DATABASES = ['bundled', 'cloudnative-pg', 'external'] as const;
const STORES = ['minio', 'garage', 'external'] as const;

export type DatabaseEngine = (typeof DATABASES)[number];
export type StoreEngine = (typeof STORES)[number];

export const databaseEngineField = string({
  default: '',
  options: ['', ...DATABASES],
  description:
    'Who holds the database: bundled is postgresql, cloudnative-pg is database.cnpg, external is externalDatabase. Empty follows postgresql.enabled.',
});

export const storeEngineField = string({
  default: '',
  options: ['', ...STORES],
  description:
    'Who holds the artefacts: garage, which is maintained; minio, which gets no images any more; or external, which is externalS3. Empty follows minio.enabled.',
});

export type OfDatabase = Pick<Values, 'database' | 'postgresql'>;
export type OfStore = Pick<Values, 'objectStore' | 'minio'>;

function databaseEngine({ database, postgresql }: OfDatabase): Value<string> {
  const { engine } = database;
  return named(
    'database.engine',
    choose(notEmpty(engine), engine, choose<string>(postgresql.enabled, 'bundled', 'external')),
  );
}

/** The one that is to hold them, in the end. */
function storeEngine({ objectStore, minio }: OfStore): Value<string> {
  const { engine } = objectStore;
  return named(
    'objectStore.engine',
    choose(notEmpty(engine), engine, choose<string>(minio.enabled, 'minio', 'external')),
  );
}

/** Whether the database is of this kind. */
export function hasDatabase(values: OfDatabase, engine: DatabaseEngine): Value<boolean> {
  return equal(databaseEngine(values), engine);
}

/** Whether artefacts are being moved from MinIO to the engine. */
export function movesArtifacts({ objectStore }: Pick<Values, 'objectStore'>): Value<boolean> {
  return equal(objectStore.migrateFrom, 'minio');
}

/** Whether the servers have to be on the store of this kind: on MinIO, as long as artefacts are copied from it. */
export function hasStore(values: OfStore, engine: StoreEngine): Value<boolean> {
  const copies = and(movesArtifacts(values), not(values.objectStore.finalPass));
  return equal(named('objectStore.inUse', choose<string>(copies, 'minio', storeEngine(values))), engine);
}

/** Whether the chart runs it: MinIO for its artefacts, too, while they are moved. */
export function runsStore(values: OfStore, engine: 'minio' | 'garage'): Value<boolean> {
  const chosen = equal(storeEngine(values), engine);
  return engine === 'minio' ? or(chosen, movesArtifacts(values)) : chosen;
}

/** Whether artefacts are to be in the store of this kind, in the end. */
export function isStoreEngine(values: OfStore, engine: StoreEngine): Value<boolean> {
  return equal(storeEngine(values), engine);
}
