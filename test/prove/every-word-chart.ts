/** A bakery: a chart that has nothing of MLflow's and uses every word of the engine, one inside the other. */
import type { Construct } from 'constructs';
import type { ConfigMap, Deployment, Job, Secret } from '../../imports/kubernetes/types';
import {
  add,
  and,
  base64,
  boolean,
  byteLength,
  choose,
  collection,
  Component,
  concatenate,
  contains,
  divide,
  each,
  eachEntry,
  equal,
  extend,
  field,
  find,
  findAfter,
  greater,
  has,
  integer,
  integerOf,
  join,
  list,
  Manifest,
  Manifests,
  map,
  matches,
  merge,
  multiply,
  named,
  namedNumber,
  not,
  notEmpty,
  omit,
  opaqueList,
  opaqueMap,
  optionalField,
  or,
  orDefault,
  record,
  repeated,
  sha256,
  jsonOf,
  shared,
  string,
  stringMap,
  text,
  toJson,
  truncate,
  unlessEmpty,
  when,
  type ChartDefinition,
  type JsonObject,
  type ManifestProps,
  type Release,
  type Value,
  type ValuesOf,
} from '../../lib/index';

const schema = record('Values of the bakery.', {
  open: boolean({ default: true, description: 'Whether anything is baked.' }),
  motto: string({ default: 'Fresh', maxLength: 60, description: 'What the sign says.' }),
  image: record('The image of the ovens.', {
    repository: string({ default: 'oven', description: 'Where it is.' }),
    tag: string({
      default: 'v1.27.3',
      pattern: { regex: '^[a-z0-9.=,-]*$', expected: 'a tag' },
      description: 'Which one it is.',
    }),
  }),
  ovens: integer({ default: 2, minimum: 1, maximum: 1000, description: 'Ovens.' }),
  trays: integer({ default: 3, minimum: 0, maximum: 2000000, description: 'Trays of each oven.' }),
  heat: string({ options: ['low', 'high'], default: 'low', description: 'How hot they are.' }),
  breads: list(
    record('A bread.', {
      name: string({ maxLength: 40, description: 'What it is called.' }),
      sweet: boolean({ default: false, description: 'Whether there is sugar in it.' }),
      grams: integer({ default: 500, minimum: 1, maximum: 5000, description: 'What it weighs.' }),
      grains: list(string({ maxLength: 40, description: 'A grain.' }), { default: [], description: 'What it is of.' }),
      notes: stringMap('What is to be said of it.'),
    }),
    { default: [{ name: 'rye', grains: ['rye', 'wheat'] }], description: 'What is baked.' },
  ),
  shops: map(
    record('A shop.', {
      street: string({ default: '', maxLength: 60, description: 'Where it is.' }),
      orders: integer({ default: 0, minimum: 0, maximum: 100000, description: 'Breads each day.' }),
      tags: stringMap('Tags of the shop.'),
    }),
    { default: { market: { orders: 20, tags: { a: 'b' } } }, description: 'Who sells it, by name.' },
  ),
  labels: stringMap('Labels of everything.'),
  env: opaqueList('Environment of the ovens.', {
    type: 'object',
    required: ['name', 'source'],
    properties: {
      name: { type: 'string' },
      source: { type: 'object', required: ['key'], properties: { key: { type: 'string' }, map: { type: 'string' } } },
    },
    additionalProperties: false,
  }),
  resources: opaqueMap('Resources of the ovens.', { limits: { memory: '64Mi' } }),
});

type Values = ValuesOf<typeof schema>;

interface BakeryProps {
  readonly values: Values;
  readonly release: Release;
}

class Bakery extends Component {
  constructor(scope: Construct, id: string, { values, release }: BakeryProps) {
    super(scope, id, values.open);
    const prefix = named('prefix', truncate(text`${orDefault(release.name, 'bakery')}-${release.namespace}`, 40));
    const all = namedNumber('all', multiply(values.ovens, values.trays));
    new Manifest<ConfigMap>(this, 'sign', sign(values, release, prefix));
    new Manifest<Secret>(
      this,
      'recipe',
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: text`${release.name}-recipe` },
        data: { motto: base64(values.motto), all: base64(text`${all}`) },
      },
      or(greater(all, 5), contains(values.motto, 'e')),
    );
    new Manifest<Deployment>(this, 'ovens', ovens(values, release, prefix));
    new Shops(this, 'shops', { values, release });
  }
}

/** Components inside of each other; objects by any number. */
class Shops extends Component {
  constructor(scope: Construct, id: string, { values, release }: BakeryProps) {
    super(scope, id, notEmpty(values.shops));
    new Manifests(this, 'each', {
      path: 'breads',
      objects: each(values.breads, ({ name, sweet, grams, grains }) => ({
        apiVersion: 'v1',
        kind: choose<string>(sweet, 'Secret', 'ConfigMap'),
        metadata: { name: text`${release.name}-${truncate(sha256(name), 10)}` },
        data: {
          grams: when(and(not(sweet), greater(grams, 700)), text`${divide(grams, 2)}`, base64('light')),
          grains: join(collection('grains', [...each(grains, (grain) => text`${name} of ${grain}`)]), '\n'),
        },
      })),
    });
    new Manifest<Job>(new Component(this, 'delivery', not(equal(values.heat, 'high'))), 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: text`${release.name}-delivery`, labels: unlessEmpty(values.labels) },
      spec: {
        parallelism: when(greater(add(values.ovens, 1), 3), 2),
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [
              {
                name: 'cart',
                args: eachEntry(values.shops, (shop, { street, orders, tags }) =>
                  when(
                    notEmpty(street),
                    text`${shop}=${street}: ${orders}`,
                    concatenate([shop, ' has ', choose(notEmpty(tags), toJson(merge(values.labels, tags)), 'no tags')]),
                  ),
                ),
                resources: unlessEmpty(values.resources),
              },
            ],
          },
        },
      },
    });
  }
}

function sign(values: Values, release: Release, prefix: Value<string>): ManifestProps<ConfigMap> {
  const names = collection('names', [...each(values.breads, ({ name }) => name)]);
  const { tag } = values.image;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: text`${release.name}-sign`, labels: extend({ app: 'bakery' }, values.labels) },
    data: {
      prefix,
      twice: when(has(names, 'rye'), text`rye, and twice: ${repeated(names)}`),
      labels: toJson(omit(values.labels, ['a'])),
      minor: text`${integerOf(find(findAfter(tag, 'v1.', '[0-9]+'), '[0-9]+$'))} of ${byteLength(tag)}`,
      kind: when(matches(tag, '^v'), choose(or(equal(values.heat, 'low'), values.open), 'numbered', 'odd')),
    },
  };
}

function ovens(
  { image, labels, env, breads, ovens: replicas, resources }: Values,
  release: Release,
  prefix: Value<string>,
): ManifestProps<Deployment> {
  const own = { app: 'ovens', release: release.name };
  const common = shared('ovenEnvironment', [
    { name: 'PREFIX', value: prefix },
    when(greater(replicas, 10), { name: 'MANY', value: text`${replicas} of ${image.tag}` }),
  ]);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: text`${release.name}-ovens`, annotations: { chart: release.chart } },
    spec: {
      replicas,
      selector: { matchLabels: own },
      template: {
        metadata: {
          labels: extend({ ...own, sweet: when(notEmpty(breads), 'maybe') }, labels),
          annotations: {
            checksum: sha256(toJson(collection('data', { prefix, breads }))),
            environment: jsonOf(common),
          },
        },
        spec: {
          initContainers: [{ name: 'warm', image: 'oven', env: [...common] }],
          containers: [
            {
              name: 'oven',
              image: text`${image.repository}:${orDefault(image.tag, 'latest')}`,
              env: [
                ...common,
                ...each(env, (entry) => ({
                  name: field(entry, 'name'),
                  value: text`${field(entry, 'source', 'key')} of ${optionalField(entry, ['source', 'map'], 'nothing')}`,
                })),
                ...each(breads, ({ name, notes }) => ({
                  name: text`NOTES_${name}`,
                  value: join(collection('notes', [...eachEntry(notes, (key, note) => text`${key}: ${note}`)]), '; '),
                })),
              ],
              resources: unlessEmpty(resources),
            },
          ],
        },
      },
    },
  };
}

export const everyWordChart: ChartDefinition<typeof schema.fields> = {
  metadata: {
    name: 'bakery',
    version: '0.1.0',
    appVersion: '1',
    description: 'Bakes',
    kubeVersion: '>=1.27.0-0',
    icon: 'https://example.com/bakery.svg',
  },
  schema,
  rules: ({ motto, breads, open }) => [
    {
      path: 'motto',
      violated: and(open, notEmpty(breads), equal(motto, '')),
      problem: text`is empty although there is ${join(collection('breads', [...each(breads, ({ name }) => name)]), ' and ')}`,
      remedy: 'Say something',
    },
  ],
  releaseRules: ({ name }) => [{ violated: equal(name, 'on'), message: text`${name}: no bakery can be called so` }],
  build: (scope, values, release) => {
    new Bakery(scope, 'bakery', { values, release });
  },
  notes: ({ motto, breads }) => [
    text`${motto}!`,
    ...each(breads, ({ name, sweet }) => text`  ${name}${choose(sweet, ', sweet', '')}`),
  ],
  readme: '# Bakery\n',
};

/** Names of objects may not be those of others; otherwise anything goes. */
export function consistent({ breads }: JsonObject): JsonObject {
  if (!Array.isArray(breads)) return {};
  return {
    breads: breads.filter((bread, index) => breads.findIndex((other) => nameOf(other) === nameOf(bread)) === index),
  };
}

function nameOf(bread: unknown): unknown {
  return (bread as { readonly name: string }).name;
}
