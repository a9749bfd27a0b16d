/** The database with experiments, runs and models: PostgreSQL of this installation, or one that others run. */
import type { Value } from '../lib/expr/expr';
import { choose, notEmpty, or, orDefault } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Values } from '../values/schema';
import type { SecretKey, Variable } from './environment';
import type { Instance } from './instance';

export interface BackendStore {
  /** Whether the values name a database at all; otherwise `mlflow.env` must. */
  readonly configured: Value<boolean>;
  readonly host: Value<string>;
  readonly port: Value<number>;
  readonly database: Value<string>;
  readonly username: Value<string>;
  readonly sslMode: Value<string>;
  /** Where the password is, whoever made the Secret. */
  readonly password: SecretKey;
  readonly hasPassword: Value<boolean>;
  /** The password itself where the values hold it, else empty. */
  readonly literalPassword: Value<string>;
}

export function backendStore({ postgresql, externalDatabase }: Values, instance: Instance): BackendStore {
  const inside = postgresql.enabled;
  const { auth } = postgresql;
  const pick = (own: Value<string>, external: Value<string>) => choose(inside, own, external);
  const existing = pick(auth.existingSecret, externalDatabase.existingSecret);
  const literalPassword = pick(auth.password, externalDatabase.password);
  return {
    configured: or(inside, notEmpty(externalDatabase.host)),
    host: pick(instance.host('postgresql'), externalDatabase.host),
    port: choose(inside, 5432, externalDatabase.port),
    database: pick(auth.database, externalDatabase.database),
    username: pick(auth.username, externalDatabase.username),
    sslMode: choose<string>(inside, 'disable', externalDatabase.sslMode),
    password: {
      name: orDefault(existing, instance.name('database')),
      key: choose(notEmpty(existing), pick(auth.existingSecretKey, externalDatabase.existingSecretKey), 'password'),
    },
    hasPassword: or(notEmpty(existing), notEmpty(literalPassword)),
    literalPassword: choose(notEmpty(existing), '', literalPassword),
  };
}

/**
 * The store for MLflow. The URI is empty but for its scheme: libpq takes the rest from PG* variables, so no password ever
 * stands in a URI, where `@`, `/` or `%` would break it and error messages would show it.
 */
export function backendVariables(store: BackendStore): readonly Variable[] {
  const { configured } = store;
  return [
    { name: 'MLFLOW_BACKEND_STORE_URI', value: 'postgresql+psycopg2://', condition: configured },
    { name: 'PGHOST', value: store.host, condition: configured },
    { name: 'PGPORT', value: text`${store.port}`, condition: configured },
    { name: 'PGDATABASE', value: store.database, condition: configured },
    { name: 'PGUSER', value: store.username, condition: configured },
    { name: 'PGPASSWORD', secret: store.password, condition: store.hasPassword },
    { name: 'PGSSLMODE', value: store.sslMode, condition: configured },
  ];
}
