/** The database with experiments, runs and models: PostgreSQL of this installation, CloudNativePG's, or one that others run. */
import type { Value } from '../../lib/expr/expr';
import { and, choose, equal, notEmpty, or, orDefault } from '../../lib/expr/function';
import { named, text, when } from '../../lib/expr/vocabulary';
import { poolsCnpg, runsCnpg } from '../../values/cloudnative-pg';
import { databaseSecret } from '../../values/database';
import { hasDatabase } from '../../values/engines';
import { poolsOutside } from '../../values/pooler';
import type { Values } from '../../values/schema';
import type { EnvironmentPart, SecretKey } from '../parts/environment';
import { secretFromValues } from '../parts/credentials';
import { tcp, type Departure } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { CNPG, CNPG_POOLER, cnpgNames } from './cloudnative-pg-names';

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
  /** What differs for those who serve: they may go through a pooler, and read elsewhere. */
  readonly serving: {
    readonly host: Value<string>;
    readonly port: Value<number>;
    readonly sslMode: Value<string>;
    readonly readReplica: { readonly enabled: Value<boolean>; readonly host: Value<string> };
    readonly departures: readonly Departure[];
  };
}

/** PostgreSQL's, of this installation. */
export const DATABASE_PORT = 5432;
/** Component of the pooler before a database of others. */
export const POOLER = 'pooler';

export function backendStore(values: Values, instance: Instance): BackendStore {
  const { postgresql, externalDatabase, database: settings } = values;
  const inside = hasDatabase(values, 'bundled');
  const cnpg = runsCnpg(values);
  const configured = or(inside, cnpg, notEmpty(externalDatabase.host));
  const { auth } = postgresql;
  const pick = (own: Value<string>, operated: Value<string>, external: Value<string>) =>
    choose(inside, own, choose(cnpg, operated, external));
  const existing = databaseSecret(values).name;
  const password = pick(auth.password, '', externalDatabase.password);
  const isLiteral = and(configured, equal(existing, ''));
  const literalPassword = named('database.literalPassword', choose(isLiteral, password, ''));
  const theirs = cnpgNames(instance);
  const host = named(
    'database.host',
    pick(instance.host('postgresql'), instance.hostOf(theirs.primary), externalDatabase.host),
  );
  const port = choose(or(inside, cnpg), DATABASE_PORT, externalDatabase.port);
  const ofBundled = choose<string>(postgresql.tls.enabled, 'verify-full', 'disable');
  const sslMode = pick(ofBundled, 'verify-full', externalDatabase.sslMode);
  const pools = poolsOutside(values);
  const ofSecret = choose(
    notEmpty(existing),
    choose(inside, auth.existingSecretKey, externalDatabase.existingSecretKey),
    'password',
  );
  return {
    configured,
    host,
    port,
    database: pick(auth.database, settings.cnpg.database, externalDatabase.database),
    username: pick(auth.username, settings.cnpg.owner, externalDatabase.username),
    sslMode,
    password: {
      name: choose(
        cnpg,
        orDefault(settings.cnpg.existingSecret, theirs.login),
        orDefault(existing, secretFromValues(instance, 'database')),
      ),
      key: named('database.secretKey', ofSecret),
    },
    hasPassword: or(cnpg, notEmpty(existing), notEmpty(literalPassword)),
    literalPassword,
    departures: [
      { component: 'postgresql', port: DATABASE_PORT, condition: inside },
      { component: CNPG, port: DATABASE_PORT, condition: cnpg },
      { purpose: 'database', ports: [tcp(externalDatabase.port)] },
    ],
    serving: {
      host: named(
        'database.servingHost',
        choose(pools, instance.host(POOLER), choose(poolsCnpg(values), instance.hostOf(theirs.pooler), host)),
      ),
      port: choose(pools, DATABASE_PORT, port),
      // As to the bundled PostgreSQL without a certificate: within the cluster.
      sslMode: choose(pools, 'disable', sslMode),
      readReplica: { enabled: and(cnpg, settings.cnpg.readReplica), host: instance.hostOf(theirs.standbys) },
      departures: [
        { component: CNPG_POOLER, port: DATABASE_PORT, condition: poolsCnpg(values) },
        { component: POOLER, port: DATABASE_PORT, condition: pools },
      ],
    },
  };
}

const SCHEME = 'postgresql+psycopg2://';

/**
 * The store for MLflow. The URI is empty but for its scheme: libpq takes the rest from PG* variables, so no password ever
 * stands in a URI, where `@`, `/` or `%` would break it and error messages would show it.
 */
export function backendEnvironment(store: BackendStore): EnvironmentPart {
  const setting = (value: Value<string>) => when(store.configured, value);
  return {
    settings: {
      MLFLOW_BACKEND_STORE_URI: setting(SCHEME),
      PGHOST: setting(store.host),
      PGPORT: setting(text`${store.port}`),
      PGDATABASE: setting(store.database),
      PGUSER: setting(store.username),
      PGSSLMODE: setting(store.sslMode),
    },
    secrets: [{ name: 'PGPASSWORD', secret: store.password, condition: store.hasPassword }],
  };
}

/** The same for those who serve. Of the standbys, the URI names the host alone: the rest is as it is for the primary. */
export function servingEnvironment(store: BackendStore): EnvironmentPart {
  const { readReplica } = store.serving;
  const { settings, secrets } = backendEnvironment({ ...store, ...store.serving });
  const readFrom = when(readReplica.enabled, text`${SCHEME}${readReplica.host}`);
  return { settings: { ...settings, MLFLOW_READ_REPLICA_BACKEND_STORE_URI: readFrom }, secrets };
}
