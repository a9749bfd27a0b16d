/** Any number of objects from one construct: three ways equal, and a file for each, whatever they are called. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MisuseError } from '../../lib/expr/expr';
import { choose, notEmpty } from '../../lib/expr/function';
import { each, text, when } from '../../lib/expr/vocabulary';
import type { ChartDefinition } from '../../lib/synth/chart';
import { chartFiles, problemsOf } from '../../lib/synth/chart-files';
import { Component } from '../../lib/synth/component';
import { environmentFiles } from '../../lib/synth/environment';
import { Manifest } from '../../lib/synth/manifest';
import { Manifests } from '../../lib/synth/manifests';
import { symbolicModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { boolean, defaultsOf, list, opaqueList, record, string } from '../../lib/values/schema';
import { anyText } from '../../lib/prove/arbitrary-text';
import { prove } from '../../lib/prove/prove';
import { helms } from '../support/helm';
import { sample } from '../support/sample';
import { tinyChart } from './tiny-chart';

const schema = record('Values.', {
  on: boolean({ default: true, description: 'On.' }),
  given: opaqueList('Whole objects.', {
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    },
  }),
  teams: list(
    record('A team.', {
      name: string({ description: 'Name.' }),
      sealed: boolean({ default: false, description: 'Sealed.' }),
    }),
    { default: [], description: 'Teams.' },
  ),
});

const definition: ChartDefinition<(typeof schema)['fields']> = {
  ...tinyChart,
  schema,
  rules: () => [],
  notes: () => [],
  build: (scope, { on, given, teams }, release) => {
    new Manifest(scope, 'own', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: text`${release.name}-own` } });
    new Manifests(new Component(scope, 'given', on), 'objects', {
      path: 'given',
      objects: [...each(given, (object) => object)],
    });
    new Manifests(scope, 'teams', {
      path: 'teams',
      objects: [
        when(
          on,
          { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'all-teams' } },
          { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'no-teams' } },
        ),
        when(notEmpty(teams), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' } }),
        ...each(teams, ({ name, sealed }) => ({
          apiVersion: 'v1',
          kind: choose<string>(sealed, 'Secret', 'ConfigMap'),
          metadata: { name },
        })),
      ],
    });
  },
};
const model = symbolicModel(definition);
const defaults = defaultsOf(schema) as JsonObject;
const release = { name: 'r', namespace: 'n' };
const contextOf = (overrides: JsonObject) => ({ values: mergeValues(defaults, overrides), release });

const configMap = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
});

test('each has a file, named after the construct, its kind and its name; none takes another’s', () => {
  const given = [
    configMap('a'),
    configMap('A:b'),
    configMap('a-b', { apiVersion: 'v2' }),
    configMap('a_b'),
    configMap('a', { metadata: { name: 'a', namespace: 'other' } }),
    configMap('x'.repeat(253)),
  ];
  const { files } = environmentFiles(
    model,
    mergeValues(defaults, { given, teams: [{ name: 't', sealed: true }] }),
    release,
  );
  expect([...files.keys()].filter((path) => path.startsWith('manifests/'))).toEqual(
    [
      'manifests/1-own.yaml',
      'manifests/1-given-objects-configmap-a.yaml',
      'manifests/1-given-objects-configmap-a-b.yaml',
      'manifests/1-given-objects-configmap-a-b-2.yaml',
      'manifests/1-given-objects-configmap-a-b-3.yaml',
      'manifests/1-given-objects-configmap-a-2.yaml',
      `manifests/1-given-objects-configmap-${'x'.repeat(176)}.yaml`,
      'manifests/1-teams-configmap-all-teams.yaml',
      'manifests/1-teams-secret-keys.yaml',
      'manifests/1-teams-secret-t.yaml',
    ].sort(),
  );
});

test('the chart says in a helper which are there twice', () => {
  expect(chartFiles(model, defaults).get('templates/_helpers.tpl')).toContain('{{- define "greeter.twins" -}}\n');
});

test('one without a name is refused, by its file', () => {
  const values = mergeValues(defaults, { given: [configMap('a'), configMap('')] });
  expect(() => environmentFiles(model, values, release)).toThrow(
    new MisuseError('given-objects-configmap-: ConfigMap without metadata.name: Kubernetes needs one'),
  );
});

test.each<[string, JsonObject, string[]]>([
  ['all different', { given: [configMap('a'), configMap('b')], teams: [{ name: 'c' }] }, []],
  [
    'of different namespaces',
    { given: [configMap('a'), configMap('a', { metadata: { name: 'a', namespace: 'm' } })] },
    [],
  ],
  ['of different kinds', { given: [configMap('a'), configMap('a', { kind: 'Secret' })] }, []],
  ['of different groups', { given: [configMap('a'), configMap('a', { apiVersion: 'example.com/v1' })] }, []],
  ['two alike', { given: [configMap('a'), configMap('a')] }, ['v1 ConfigMap n/a']],
  [
    'two alike in one namespace',
    { given: [configMap('a'), configMap('a', { metadata: { name: 'a', namespace: 'n' } })] },
    ['v1 ConfigMap n/a'],
  ],
  ['one of the chart’s own', { given: [configMap('r-own')] }, ['v1 ConfigMap n/r-own']],
  [
    'of two constructs',
    { given: [configMap('a')], teams: [{ name: 'a' }, { name: 'all-teams' }] },
    ['v1 ConfigMap n/a, v1 ConfigMap n/all-teams'],
  ],
  ['but one is off', { on: false, given: [configMap('a')], teams: [{ name: 'a' }, { name: 'all-teams' }] }, []],
  ['of another case', { on: false, teams: [{ name: 'no-teams' }] }, ['v1 ConfigMap n/no-teams']],
])('objects: %s', (_name, overrides, twins) => {
  // A list that is switched off has nothing to rename.
  const lists = overrides['on'] === false ? 'teams' : 'given or teams';
  expect(problemsOf(model, contextOf(overrides))).toEqual(
    twins.map((names) => `${lists}: there would be two of ${names}. Rename one, or leave it out.`),
  );
});

const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,9}[a-z0-9])?$/);
const texts = fc.dictionary(
  anyText.filter((text) => text !== '<<'),
  anyText,
  { maxKeys: 3, noNullPrototype: true },
);
const object = fc
  .record({
    kind: fc.constantFrom('ConfigMap', 'Secret', 'Job'),
    metadata: fc.record({ name, annotations: texts }, { noNullPrototype: true }),
    data: texts,
    list: fc.array(anyText, { maxLength: 2 }),
  })
  .map((given) => ({ apiVersion: 'v1', ...given }));
const overrides = fc.record(
  {
    on: fc.boolean(),
    given: fc.array(object, { maxLength: 4 }),
    teams: fc.array(fc.record({ name, sealed: fc.boolean() }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;

test('three ways equal, and refused alike', async () => {
  const files = helms().map(({ file }) => file);
  const { seed, items: examples } = sample(overrides, 18);
  const { accepted } = await prove(definition, { runs: 0, helms: files, examples, releases: [release] });
  expect({ seed, isMost: accepted > 6 }).toEqual({ seed, isMost: true });
}, 300_000);
