/** One environment's outputs: plain manifests, and the chart with the environment's values as defaults. */
import { evaluate, type Context } from '../expr/evaluate';
import type { JsonObject } from '../values/merge';
import { writeYaml } from '../yaml/write';
import { packArchive } from './archive';
import { chartFiles, problems } from './chart-files';
import { evaluateModel, type Model } from './model';

export interface EnvironmentFiles {
  /** Path below dist/<env>/ → content. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly objects: number;
  /** The chart's archive, below dist/<env>/. */
  readonly archive: string;
  /** What is wrong with the values for this release, in words: what its chart would fail with. */
  readonly problems: readonly string[];
}

/** @param values the defaults, overridden by the environment's file */
export function environmentFiles(model: Model, values: JsonObject, release: Context['release']): EnvironmentFiles {
  const { name, version } = model.definition.metadata;
  const context = { values, release };
  const objects = evaluateModel(model, context);
  const manifests = [...objects].map(([file, object]) => [`manifests/${file}.yaml`, writeYaml(object)] as const);
  const archive = `${name}-${version}.tgz`;
  const packed = packArchive(name, chartFiles(model, values));
  return {
    files: new Map<string, string | Uint8Array>([...manifests, [archive, packed]]),
    objects: objects.size,
    archive,
    problems: evaluate(problems(model), context) as readonly string[],
  };
}
