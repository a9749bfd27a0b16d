/** Environment of the server: what has a value of its own here, and what has a password in it. */
import { isMapping, type JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../values/store';
import { secretKeyOf } from './database';
import { listed } from './lists';
import type { Ours } from './ours';
import { isPlainSecret } from './plain-secrets';
import { endpointOf, KEYS_SECRET } from './store';
import { textOf } from './their';

const SECRET = 'mlflow-env';

/** Variables that are values here. They say whether it is taken care of. */
const KNOWN: Readonly<Record<string, (ours: Ours, text: string, from: string) => boolean>> = {
  MLFLOW_S3_ENDPOINT_URL: (ours, text, from) => {
    if (!ours.has('externalS3.bucket')) return false;
    endpointOf(ours, text, from);
    return true;
  },
  AWS_DEFAULT_REGION: region,
  AWS_REGION: region,
  MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: amount('mlflow.databasePool.size'),
  MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: amount('mlflow.databasePool.maxOverflow'),
  MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE: amount('mlflow.databasePool.recycleSeconds'),
  MLFLOW_SERVER_ALLOWED_HOSTS: (ours, text, from) => ours.set('mlflow.allowedHosts', listed(text), from),
  MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: (ours, text, from) => ours.set('mlflow.corsAllowedOrigins', listed(text), from),
  // They are off here in any case.
  MLFLOW_DISABLE_TELEMETRY: (_ours, text) => /^(true|1)$/i.test(text),
  DO_NOT_TRACK: (_ours, text) => /^(true|1)$/i.test(text),
};

function region(ours: Ours, text: string, from: string): boolean {
  if (!ours.has('externalS3.bucket')) return false;
  return ours.set('externalS3.region', text, from);
}

function amount(path: string) {
  return (ours: Ours, text: string, from: string): boolean =>
    /^[0-9]{1,6}$/.test(text) && ours.set(path, Number(text), from);
}

/** As a container has them. */
export function takeVariables(ours: Ours, entries: readonly Json[], from: string): void {
  const variables = entries.filter(isMapping);
  const keys = [ACCESS_KEY_ID, SECRET_ACCESS_KEY].map((name) => variables.find((entry) => entry['name'] === name));
  const taken = ours.has('externalS3.bucket') ? takeKeys(ours, keys, from) : [];
  const secrets: string[] = [];
  for (const entry of variables) {
    const name = textOf(entry['name']);
    const text = textOf(entry['value']);
    if (taken.includes(entry)) continue;
    if (text !== '' && KNOWN[name]?.(ours, text, from) === true) continue;
    if (isPlainSecret(name, text)) {
      secrets.push(name);
      ours.append('mlflow.env', { name, valueFrom: { secretKeyRef: { name: SECRET, key: name } } }, from);
    } else {
      ours.append('mlflow.env', entry['value'] === undefined ? entry : { ...entry, value: text }, from);
    }
  }
  if (secrets.length > 0) saySecrets(ours, secrets, from);
}

function saySecrets(ours: Ours, names: readonly string[], from: string): void {
  const make = `kubectl create secret generic ${SECRET} -n NAMESPACE --from-env-file=FILE`;
  ours.comment(
    'mlflow.env',
    'Make this Secret first:',
    `  ${make}`,
    'FILE has the lines',
    ...names.map((name) => `  ${name}=…`),
  );
  ours.say(
    'decide',
    from,
    `has ${names.join(', ')} in plain text, which is not repeated here. Make the Secret ${SECRET} with it: ${make}, where FILE has a line NAME=… for each`,
  );
}

/** The keys of the store, where both are there, and in the same way. */
function takeKeys(ours: Ours, keys: readonly (JsonObject | undefined)[], from: string): readonly JsonObject[] {
  const [id, secret] = keys;
  if (id === undefined || secret === undefined) return [];
  if (textOf(secret['value']) !== '') {
    const of = { of: from, what: 'a key of S3' };
    const contents = { [ACCESS_KEY_ID]: { words: `${from}, ${ACCESS_KEY_ID}` }, [SECRET_ACCESS_KEY]: of };
    ours.secret('externalS3.existingSecret', KEYS_SECRET, contents, from);
    return [id, secret];
  }
  const [idOf, secretOf] = [reference(id), reference(secret)];
  if (idOf === undefined || secretOf?.name !== idOf.name) return [];
  if (idOf.key !== ACCESS_KEY_ID || secretOf.key !== SECRET_ACCESS_KEY) return [];
  ours.set('externalS3.existingSecret', idOf.name, from);
  return [id, secret];
}

function reference({ valueFrom }: JsonObject): ReturnType<typeof secretKeyOf> {
  return isMapping(valueFrom) ? secretKeyOf(valueFrom) : undefined;
}

/** As a map has them: a number and a truth value become texts. */
export function variablesOf(map: JsonObject): readonly Json[] {
  return Object.entries(map).map(([name, value]) => ({ name, value: textOf(value) }));
}
