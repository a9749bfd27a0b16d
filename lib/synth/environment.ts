/**
 * One environment's outputs: its Namespace, plain manifests without what only `helm test` makes, a kustomization of them, all its values,
 * and the chart with those as defaults.
 */
import type { Context } from '../expr/context';
import { withoutNulls, type JsonObject } from '../values/merge';
import type { Json } from '../yaml/json';
import { writeYaml } from '../yaml/write';
import { requireAgreement } from './agreement';
import { phaseOf } from './apply-order';
import { packArchive } from './archive';
import { chartFiles, problemsOf } from './chart-files';
import { composeProject } from './compose/compose';
import { requireIdentities } from './identity';
import { evaluateModel, type Model } from './model';
import { kindOf, type Kind } from './kinds';
import { isTestHook } from './test-hook';

export interface EnvironmentFiles {
  /** Path below dist/<env>/ → content. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly objects: number;
  /** Of the objects: one each. */
  readonly kinds: readonly Kind[];
  /** That they are in, or are. */
  readonly namespaces: readonly string[];
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
  const manifests = installed
    .map(([file, object]) => [`manifests/${String(phaseOf(object))}-${file}.yaml`, writeYaml(object)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const compose = model.definition.compose?.(context);
  const origin = `${name} ${version}${made === undefined ? '' : `, ${made}`}`;
  const project = compose === undefined ? undefined : composeProject(objects.values(), compose, release, origin);
  const archive = `${name}-${version}.tgz`;
  const packed = packArchive(name, chartFiles(model, own));
  return {
    files: new Map<string, string | Uint8Array>([
      ['namespace.yaml', writeYaml(namespaceOf(model, release))],
      ['values.yaml', writeYaml(own)],
      ['kustomization.yaml', writeYaml(kustomizationOf(manifests.map(([path]) => path)))],
      ...manifests,
      ...(typeof project === 'object'
        ? [...project.files].map(([path, text]) => [`compose/${path}`, text] as const)
        : []),
      [archive, packed],
    ]),
    ...(typeof project === 'string' ? { noCompose: project } : {}),
    objects: installed.length,
    kinds: installed.map(([, object]) => kindOf(object)),
    namespaces: installed.flatMap(([, object]) => namespaceIn(object)),
    archive,
    problems: wrong,
  };
}

/**
 * Beside the folder of the manifests, and in no kustomization: with a Namespace go all volumes in it, so nothing that deletes or prunes
 * what it once applied may know of it.
 */
function namespaceOf({ definition }: Model, { namespace }: Context['release']): Json {
  const labels = definition.namespaceLabels;
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, ...(labels && { labels }) } };
}

function namespaceIn(object: Json): readonly string[] {
  const { kind, metadata = {} } = object as unknown as {
    readonly kind: string;
    readonly metadata?: { readonly name?: string; readonly namespace?: string };
  };
  const name = kind === 'Namespace' ? metadata.name : metadata.namespace;
  return name === undefined ? [] : [name];
}

/** In the order of the files, which is one in which nothing waits: by itself, kustomize sorts by kind alone. */
function kustomizationOf(resources: readonly string[]): Json {
  const header = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  return { ...header, sortOptions: { order: 'fifo' }, resources };
}

/** The release that an environment's manifests are for. */
export function installationOf({ definition }: Model, environment: string): Context['release'] {
  return definition.installation?.(environment) ?? { name: definition.metadata.name, namespace: environment };
}
