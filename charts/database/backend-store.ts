/** The database with experiments, runs and models: PostgreSQL of this installation, or one that others run. */
import type { Value } from '../../lib/expr/expr';
import { and, choose, equal, notEmpty, or, orDefault } from '../../lib/expr/function';
import { named, text, when } from '../../lib/expr/vocabulary';
import { databaseSecret } from '../../values/database';
import { hasDatabase } from '../../values/engines';
import type { Values } from '../../values/schema';
import type { EnvironmentPart, SecretKey } from '../parts/environment';
import { secretFromValues } from '../parts/credentials';
import { tcp, type Departure } from '../parts/flows';
import type { Instance } from '../parts/instance';

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
  /** Where who uses it has to get to. */
  readonly departures: readonly Departure[];
}

/** PostgreSQL's, of this installation. */
export const DATABASE_PORT = 5432;

export function backendStore(values: Values, instance: Instance): BackendStore {
  const { postgresql, externalDatabase } = values;
  const inside = hasDatabase(values, 'bundled');
  const configured = or(inside, notEmpty(externalDatabase.host));
  const { auth } = postgresql;
  const pick = (own: Value<string>, external: Value<string>) => choose(inside, own, external);
  const existing = databaseSecret(values).name;
  const password = pick(auth.password, externalDatabase.password);
  const isLiteral = and(configured, equal(existing, ''));
  const literalPassword = named('database.literalPassword', choose(isLiteral, password, ''));
  return {
    configured,
    host: named('database.host', pick(instance.host('postgresql'), externalDatabase.host)),
    port: choose(inside, DATABASE_PORT, externalDatabase.port),
    database: pick(auth.database, externalDatabase.database),
    username: pick(auth.username, externalDatabase.username),
    sslMode: choose<string>(inside, choose(postgresql.tls.enabled, 'verify-full', 'disable'), externalDatabase.sslMode),
    password: {
      name: orDefault(existing, secretFromValues(instance, 'database')),
      key: named(
        'database.secretKey',
        choose(notEmpty(existing), pick(auth.existingSecretKey, externalDatabase.existingSecretKey), 'password'),
      ),
    },
    hasPassword: or(notEmpty(existing), notEmpty(literalPassword)),
    literalPassword,
    departures: [
      { component: 'postgresql', port: DATABASE_PORT, condition: inside },
      { purpose: 'database', ports: [tcp(externalDatabase.port)] },
    ],
  };
}

/**
 * The store for MLflow. The URI is empty but for its scheme: libpq takes the rest from PG* variables, so no password ever
 * stands in a URI, where `@`, `/` or `%` would break it and error messages would show it.
 */
export function backendEnvironment(store: BackendStore): EnvironmentPart {
  const setting = (value: Value<string>) => when(store.configured, value);
  return {
    settings: {
      MLFLOW_BACKEND_STORE_URI: setting('postgresql+psycopg2://'),
      PGHOST: setting(store.host),
      PGPORT: setting(text`${store.port}`),
      PGDATABASE: setting(store.database),
      PGUSER: setting(store.username),
      PGSSLMODE: setting(store.sslMode),
    },
    secrets: [{ name: 'PGPASSWORD', secret: store.password, condition: store.hasPassword }],
  };
}
