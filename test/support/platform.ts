/** The real chart for tests: its model, its environments, and values completed by the defaults. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mlflowChart } from '../../charts/mlflow';
import { version } from '../../package.json';
import { symbolicModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { defaultsOf } from '../../lib/values/schema';
import { readDocuments } from '../../lib/yaml/read';
import { root } from './root';

export const definition = mlflowChart(version);

export const model = symbolicModel(definition);

export const defaults = defaultsOf(definition.schema) as JsonObject;

/** Values as a chart sees them: these over the defaults. */
export function complete(...overrides: readonly JsonObject[]): JsonObject {
  return mergeValues(defaults, ...overrides);
}

export const environmentNames = readdirSync(join(root, 'values'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

export function environmentValues(name: string): JsonObject {
  const text = readFileSync(join(root, 'values', `${name}.yaml`), 'utf8');
  return (readDocuments(text, `values/${name}.yaml`)[0]?.value ?? {}) as JsonObject;
}

/** The least that the chart accepts: passwords in values, everything inside. */
export const SMALLEST: JsonObject = {
  postgresql: { auth: { password: 'secret' } },
  minio: { enabled: true, auth: { rootUser: 'root', rootPassword: 'longenough' } },
};
