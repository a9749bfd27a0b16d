/**
 * Which programs hold the database and the artefacts. An engine that is set wins; an empty one is what `postgresql.enabled` and
 * `minio.enabled` say, which had only two answers: so an upgrade never changes the engine by itself.
 */
import type { Value } from '../lib/expr/expr';
import { choose, equal, notEmpty } from '../lib/expr/function';
import { named } from '../lib/expr/vocabulary';
import { string } from '../lib/values/schema';
import type { Values } from './schema';

const DATABASES = ['bundled', 'external'] as const;
const STORES = ['minio', 'external'] as const;

export type DatabaseEngine = (typeof DATABASES)[number];
export type StoreEngine = (typeof STORES)[number];

export const databaseEngineField = string({
  default: '',
  options: ['', ...DATABASES],
  description:
    'Who holds the database: bundled is postgresql, external is externalDatabase. Empty follows postgresql.enabled.',
});

export const storeEngineField = string({
  default: '',
  options: ['', ...STORES],
  description: 'Who holds the artefacts: minio, or external, which is externalS3. Empty follows minio.enabled.',
});

type OfDatabase = Pick<Values, 'database' | 'postgresql'>;
type OfStore = Pick<Values, 'objectStore' | 'minio'>;

function databaseEngine({ database, postgresql }: OfDatabase): Value<string> {
  const { engine } = database;
  return named(
    'database.engine',
    choose(notEmpty(engine), engine, choose<string>(postgresql.enabled, 'bundled', 'external')),
  );
}

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

/** Whether the artefacts are in a store of this kind. */
export function hasStore(values: OfStore, engine: StoreEngine): Value<boolean> {
  return equal(storeEngine(values), engine);
}
