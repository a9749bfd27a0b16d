/** Where the other installation has its experiments, runs and models, and what that is here. */
import { isMapping, type JsonObject } from '../../lib/values/merge';
import type { Ours } from './ours';
import { textOf } from './their';

export const PASSWORD_SECRET = 'mlflow-database';
const PAGE = 'docs/migrating.md';

/** A PostgreSQL that stays where it is. Each with the path that it comes from. */
export interface Server {
  readonly host: readonly [value: string, from: string];
  readonly port: readonly [value: string, from: string];
  readonly database: readonly [value: string, from: string];
  /** Empty where the file does not say it. */
  readonly user: readonly [value: string, from: string];
}

export function externalDatabase(ours: Ours, { host, port, database, user }: Server): void {
  ours.set('database.engine', 'external', host[1]);
  ours.set('externalDatabase.host', ...host);
  if (/^[0-9]+$/.test(port[0])) ours.set('externalDatabase.port', Number(port[0]), port[1]);
  else if (port[0] !== '') ours.say('left out', port[1], 'is no port: set externalDatabase.port');
  ours.set('externalDatabase.database', ...database);
  if (user[0] !== '') ours.set('externalDatabase.username', ...user);
}

/** None that could be used here: one of the chart's own, into which somebody has to bring what there was. */
export function newDatabase(ours: Ours, from: string, words: string): void {
  ours.newSecret('postgresql.auth.existingSecret', 'mlflow-postgresql', from);
  ours.decide('postgresql', from, words);
}

export function sqliteDatabase(ours: Ours, from: string): void {
  newDatabase(
    ours,
    from,
    `there it is SQLite or files, in the pod or on its volume; here it is PostgreSQL, and empty. ${PAGE} says how to bring what there is`,
  );
}

export function otherDatabase(ours: Ours, from: string, kind: string): void {
  newDatabase(
    ours,
    from,
    `there it is ${kind}; here it is PostgreSQL, for which migrations, backups and the login are made, and empty. ${PAGE} says how to bring what there is`,
  );
}

/**
 * What a URI names. One that nobody can read stays away: its parts may be secret.
 *
 * @param hasPassword whether a variable has it
 */
export function databaseOf(ours: Ours, uri: string, from: string, hasPassword = false): void {
  const scheme = /^([a-z0-9]+)(\+[a-z0-9_]+)?:/i.exec(uri)?.[1]?.toLowerCase() ?? 'file';
  if (scheme === 'sqlite' || scheme === 'file') {
    sqliteDatabase(ours, from);
    return;
  }
  if (scheme !== 'postgresql' && scheme !== 'postgres') {
    otherDatabase(ours, from, KINDS[scheme] ?? 'another database');
    return;
  }
  const url = urlOf(uri);
  // A password with a slash or the like in it that is not escaped: what comes behind is no database's name.
  if (url === undefined || url.hostname === '' || `${url.pathname}${url.search}${url.hash}`.includes('@')) {
    ours.set('database.engine', 'external', from);
    ours.decide('database', from, 'is a URI that could not be taken apart: write its parts into externalDatabase');
    return;
  }
  externalDatabase(ours, {
    host: [url.hostname.replace(/^\[|\]$/g, ''), from],
    port: [url.port, from],
    database: [decoded(url.pathname.slice(1)), from],
    user: [decoded(url.username), from],
  });
  const sslMode = url.searchParams.get('sslmode');
  if (sslMode !== null) ours.set('externalDatabase.sslMode', sslMode, from);
  const others = [...url.searchParams.keys()].filter((key) => key !== 'sslmode' && key !== 'password');
  if (others.length > 0) {
    ours.say(
      'left out',
      from,
      `has options of its own (${others.join(', ')}): set them as variables of libpq in mlflow.env, such as PGOPTIONS`,
    );
  }
  const isPlain = url.password !== '' || url.searchParams.has('password');
  if (!isPlain && hasPassword) return;
  const content = isPlain ? { of: from, what: 'its password' } : { words: 'the password of that user' };
  ours.secret('externalDatabase.existingSecret', PASSWORD_SECRET, { password: content }, from);
  if (isPlain) return;
  ours.say(
    'decide',
    from,
    `has no password in it: make the Secret ${PASSWORD_SECRET}, or set PGPASSWORD or PGPASSFILE in mlflow.env`,
  );
}

/** A URI that stands in a Secret. */
export function databaseOfReference(ours: Ours, reference: JsonObject, from: string): void {
  ours.set('database.engine', 'external', from);
  ours.append('mlflow.env', { name: 'MLFLOW_BACKEND_STORE_URI', valueFrom: reference }, from);
  ours.decide(
    'mlflow.env',
    from,
    'the URI of the database is in a Secret, and only MLflow reads it: backups, retention, reports and the doctor go by externalDatabase, which is better (host, database, username, and the password alone in existingSecret). It has to be PostgreSQL',
  );
}

export function secretKeyOf({ secretKeyRef }: JsonObject): { readonly name: string; readonly key: string } | undefined {
  if (!isMapping(secretKeyRef)) return undefined;
  return { name: textOf(secretKeyRef['name']), key: textOf(secretKeyRef['key']) };
}

/** The registry, where it has a database of its own. */
export function registryOf(ours: Ours, uri: string, from: string): void {
  const url = urlOf(uri);
  if (url?.password === '' && !url.searchParams.has('password')) {
    ours.set('mlflow.registry.storeUri', uri, from);
    return;
  }
  const of = { of: from, what: 'the password in it' };
  ours.secret('mlflow.registry.existingSecret', 'mlflow-registry', { 'registry-store-uri': of }, from);
}

const KINDS: Readonly<Record<string, string>> = {
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  mssql: 'SQL Server',
  databricks: 'Databricks',
};

function urlOf(uri: string): URL | undefined {
  try {
    return new URL(uri.replace(/^[a-z0-9+_]+:/i, 'http:'));
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
