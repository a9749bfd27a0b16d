/** Images: by tag, by digest, from the installation's registry; and the nodes that they are for. */
import { expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { defaultImages } from '../../values/images';
import { everyFeature } from '../cluster/every-feature';
import { complete, model, SMALLEST } from '../support/platform';
import { EXAMPLES } from './examples';

const DIGEST = `sha256:${'0'.repeat(64)}`;

function imageOf(values: JsonObject): string | undefined {
  const context = { values: complete(SMALLEST, values), release: { name: 'ml', namespace: 'team' } };
  const deployment = evaluateModel(model, context).get('tracking-deployment');
  return /"image":"([^"]+)"/.exec(JSON.stringify(deployment))?.[1];
}

test.each<[JsonObject, string]>([
  [{ mlflow: { image: { repository: 'r/mlflow', tag: '1' } } }, 'r/mlflow:1'],
  [{ mlflow: { image: { repository: 'r/mlflow', tag: '1', digest: DIGEST } } }, `r/mlflow@${DIGEST}`],
  [
    { global: { imageRegistry: 'm:5000/hub' }, mlflow: { image: { repository: 'r/mlflow', tag: '1' } } },
    'm:5000/hub/r/mlflow:1',
  ],
])('%j', (values, image) => {
  expect(imageOf(values)).toBe(image);
});

/** All that an object pulls, whatever it is an image of: `image` of containers and of volumes, and `imageName` of CloudNativePG. */
function imagesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'image' || key === 'imageName') && typeof inner === 'string' ? [inner] : imagesIn(inner),
  );
}

/** Containers and objects that are the user's are what they say. */
const OF_USERS = { extraObjects: [], mlflow: { extraContainers: [], extraInitContainers: [], extraVolumes: [] } };
const EVERY: Readonly<Record<string, JsonObject>> = { ...EXAMPLES, ...everyFeature };

test('no image escapes the registry of the installation, in any example', () => {
  const repositories = new Set<string>();
  for (const [name, example] of Object.entries(EVERY)) {
    const values = complete(example, mergeValues({ global: { imageRegistry: 'mirror.test' } }, OF_USERS));
    const objects = [...evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } }).values()];
    const images = objects.flatMap(imagesIn);
    expect([name, images.filter((image) => !image.startsWith('mirror.test/'))]).toEqual([name, []]);
    for (const image of images) repositories.add(image.replace(/^mirror\.test\//, '').replace(/[:@].*$/, ''));
  }
  // Of each that there is by default, some example has it.
  const usual = new Set(Object.values(defaultImages).map(({ repository }) => repository));
  expect([...usual].filter((repository) => !repositories.has(repository))).toEqual([]);
});

/** For other processors, or by hand: each pod of the platform can be told where to run. */
test('every pod takes a node selector and tolerations of the values', () => {
  const placed = { nodeSelector: { 'kubernetes.io/arch': 'arm64' }, tolerations: [{ key: 'arch', value: 'arm64' }] };
  /** Each part of the values that places pods, with what places them. */
  const placing = (values: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(values).flatMap(([key, inner]): readonly (readonly [string, JsonObject])[] => {
        if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return [];
        const below = placing(inner as JsonObject);
        const own = 'nodeSelector' in inner ? placed : {};
        return Object.keys(own).length + Object.keys(below).length === 0 ? [] : [[key, { ...below, ...own }]];
      }),
    );
  const seen = new Set<string>();
  for (const example of Object.values(EVERY)) {
    const values = complete(example, placing(complete(example)));
    for (const object of evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } }).values()) {
      const { kind, metadata, spec } = object as unknown as {
        readonly kind: string;
        readonly metadata: { readonly name: string };
        readonly spec?: object;
      };
      const pod = podSpecOf(kind, spec);
      if (pod === undefined) continue;
      seen.add(kind);
      expect([metadata.name, pod['nodeSelector'], pod['tolerations']]).toEqual([
        metadata.name,
        expect.objectContaining(placed.nodeSelector),
        placed.tolerations,
      ]);
    }
  }
  expect([...seen].sort()).toEqual(['Cluster', 'CronJob', 'Deployment', 'Job', 'Pod', 'Pooler', 'StatefulSet']);
});

/** Where it says on which nodes its pods run. */
function podSpecOf(kind: string, spec: unknown): Readonly<Record<string, unknown>> | undefined {
  const { template, jobTemplate, affinity, containers } = (spec ?? {}) as {
    readonly template?: { readonly spec: Readonly<Record<string, unknown>> };
    readonly jobTemplate?: { readonly spec: unknown };
    readonly affinity?: Readonly<Record<string, unknown>>;
    readonly containers?: unknown;
  };
  if (kind === 'Cluster') return affinity;
  if (jobTemplate !== undefined) return podSpecOf('Job', jobTemplate.spec);
  if (kind === 'Pod') return containers === undefined ? undefined : (spec as Readonly<Record<string, unknown>>);
  return ['Deployment', 'StatefulSet', 'Job', 'Pooler'].includes(kind) ? template?.spec : undefined;
}
