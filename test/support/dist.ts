/** What `npm run synth` wrote to dist/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments } from '../../lib/yaml/read';
import { version } from '../../package.json';
import { root } from './root';

/** Every rendered object says where it goes. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** An environment's packaged chart. */
export function chartOf(environment: string): string {
  return join(root, 'dist', environment, `mlflow-${version}.tgz`);
}

export function manifestsFolder(environment: string): string {
  return join(root, 'dist', environment, 'manifests');
}

export function manifestsOf(environment: string): readonly RenderedObject[] {
  const folder = manifestsFolder(environment);
  return readdirSync(folder).flatMap((file) => objectsIn(readFileSync(join(folder, file), 'utf8'), file));
}

/** The objects in a file of manifests, or in what `helm template` prints. */
export function objectsIn(text: string, file: string): readonly RenderedObject[] {
  return readDocuments(text, file).flatMap(({ value }) => (value === null ? [] : [value as unknown as RenderedObject]));
}
