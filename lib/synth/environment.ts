/** One environment's outputs: plain manifests, without what only `helm test` makes, and the chart with the environment's values as defaults. */
import type { Context } from '../expr/context';
import { withoutNulls, type JsonObject } from '../values/merge';
import { writeYaml } from '../yaml/write';
import { requireAgreement } from './agreement';
import { packArchive } from './archive';
import { chartFiles, problemsOf } from './chart-files';
import { composeProject } from './compose/compose';
import { requireIdentities } from './identity';
import { evaluateModel, type Model } from './model';
import { isTestHook } from './test-hook';

export interface EnvironmentFiles {
  /** Path below dist/<env>/ → content. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly objects: number;
  /** The chart's archive, below dist/<env>/. */
  readonly archive: string;
  /** Why there is no Compose file, though the chart has one. */
  readonly noCompose?: string;
  /** What is wrong with the values for this release, in words: what its chart would fail with. */
  readonly problems: readonly string[];
}

/**
 * @param values the defaults, overridden by the environment's file
 * @param made of what, and by what, for people who open a file: `made of values/dev.yaml by npm run synth`
 * @throws MisuseError if the constructs do not come to the same objects with these values as the chart, or not to objects that
 * Kubernetes can tell apart
 */
export function environmentFiles(
  model: Model,
  values: JsonObject,
  release: Context['release'],
  made?: string,
): EnvironmentFiles {
  const { name, version } = model.definition.metadata;
  // Of nulls in a chart's own values, Helm's versions make different things.
  const own = withoutNulls(values);
  const context = { values: own, release };
  const wrong = problemsOf(model, context);
  const objects = evaluateModel(model, context);
  if (wrong.length === 0) {
    requireAgreement(model, context);
    requireIdentities(model, objects, release);
  }
  const installed = [...objects].filter(([, object]) => !isTestHook(object));
  const manifests = installed.map(([file, object]) => [`manifests/${file}.yaml`, writeYaml(object)] as const);
  const compose = model.definition.compose?.(context);
  const origin = `${name} ${version}${made === undefined ? '' : `, ${made}`}`;
  const project = compose === undefined ? undefined : composeProject(objects.values(), compose, release, origin);
  const archive = `${name}-${version}.tgz`;
  const packed = packArchive(name, chartFiles(model, own));
  return {
    files: new Map<string, string | Uint8Array>([
      ...manifests,
      ...(typeof project === 'object'
        ? [...project.files].map(([path, text]) => [`compose/${path}`, text] as const)
        : []),
      [archive, packed],
    ]),
    ...(typeof project === 'string' ? { noCompose: project } : {}),
    objects: installed.length,
    archive,
    problems: wrong,
  };
}

/** The release that an environment's manifests are for. */
export function installationOf({ definition }: Model, environment: string): Context['release'] {
  return definition.installation?.(environment) ?? { name: definition.metadata.name, namespace: environment };
}
