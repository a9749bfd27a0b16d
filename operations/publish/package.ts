/** What is published: the chart with its default values, the same bytes wherever it is packed. */
import { createHash } from 'node:crypto';
import { packArchive } from '../../lib/synth/archive';
import { chartFiles } from '../../lib/synth/chart-files';
import type { JsonObject } from '../../lib/values/merge';
import { defaultsOf } from '../../lib/values/schema';
import { ownModel } from '../own-model';

export interface ChartPackage {
  readonly name: string;
  readonly version: string;
  /** `<name>-<version>.tgz`, as Helm calls it. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Of the bytes, in hexadecimal digits. */
  readonly sha256: string;
  /** The text of its Chart.yaml. */
  readonly chartYaml: string;
}

/** Those of `dist/chart/mlflow`, made anew: nothing that lies about can get into them, and an environment's values are not in them. */
export function chartPackage(): ChartPackage {
  const { name, version } = ownModel().definition.metadata;
  const files = chartFiles(ownModel(), defaultsOf(ownModel().definition.schema) as JsonObject);
  const bytes = packArchive(name, files);
  const chartYaml = files.get('Chart.yaml') ?? '';
  return { name, version, file: `${name}-${version}.tgz`, bytes, sha256: sha256(bytes), chartYaml };
}

/** In hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
