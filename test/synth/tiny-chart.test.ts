/** lib/ serves any chart: this one has nothing of MLflow's. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ConfigMap } from '../../imports/kubernetes/types';
import { evaluate } from '../../lib/expr/evaluate';
import type { Value } from '../../lib/expr/expr';
import { equal, matches } from '../../lib/expr/function';
import { named, text } from '../../lib/expr/vocabulary';
import { chartFiles, notesWithWarnings, problemsOf } from '../../lib/synth/chart-files';
import { Manifest } from '../../lib/synth/manifest';
import { prove } from '../../lib/prove/prove';
import { evaluateModel, symbolicModel } from '../../lib/synth/model';
import { checkValues } from '../../lib/values/check';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { defaultsOf, record } from '../../lib/values/schema';
import { writeYaml } from '../../lib/yaml/write';
import { withFolder } from '../support/chart-folder';
import { helms } from '../support/helm';
import { tinyChart } from './tiny-chart';

const model = symbolicModel(tinyChart);
const defaults = defaultsOf(tinyChart.schema) as JsonObject;
const files = chartFiles(model, defaults);
const release = { name: 'hi', namespace: 'default' };

test('its templates read like hand-written ones', () => {
  expect(files.get('templates/greeter-deployment.yaml')).toMatchSnapshot();
  expect(files.get('templates/greeter-configmap.yaml')).toMatchSnapshot();
  expect(files.get('templates/NOTES.txt')).toMatchSnapshot();
});

test('its other files', () => {
  expect([...files.keys()]).toEqual([
    'Chart.yaml',
    'README.md',
    'values.yaml',
    'values.schema.json',
    '.helmignore',
    'templates/greeter-configmap.yaml',
    'templates/greeter-deployment.yaml',
    'templates/greeter-static-resource.yaml',
    'templates/checks.yaml',
    'templates/NOTES.txt',
    'templates/_helpers.tpl',
  ]);
  expect(files.get('Chart.yaml')).toBe(`apiVersion: v2
type: application
name: greeter
version: 0.1.0
appVersion: "1"
description: Greets
kubeVersion: ">=1.27.0-0"
icon: https://example.com/greeter.svg
`);
  expect(files.get('README.md')).toMatch(/^# Greeter\n\n## Values\n\nTop-level keys that/);
  expect(files.get('values.yaml')).toMatch(/^# Greet at all\.\nenabled: true\n/);
  expect(files.get('values.schema.json')).toMatch(
    /^\{\n {2}"\$schema": .*\n {2}"title": "Values of the greeter chart",\n/,
  );
  expect(files.get('values.schema.json')).toMatch(/\n\}\n$/);
  expect(files.get('.helmignore')).toBe('.git/\n*.tgz\n');
  expect(files.get('templates/checks.yaml')).toMatchSnapshot();
});

test('a rule that warns refuses nothing: its words end the notes', () => {
  const problem = { problem: 'is short', remedy: 'Say more', path: 'greeting' };
  const careful = symbolicModel({
    ...tinyChart,
    rules: ({ greeting }) => [{ ...problem, violated: equal(greeting, 'O'), level: 'warned' }],
  });
  const context = { values: { ...defaults, greeting: 'O' }, release };
  expect(problemsOf(careful, context)).toEqual([]);
  expect(evaluate(notesWithWarnings(careful), context)).toEqual(['O!', ['', 'WARNING: greeting: is short. Say more.']]);
  expect(evaluate(notesWithWarnings(careful), { values: defaults, release })).toEqual(['Hello!']);
  expect(chartFiles(careful, defaults).get('templates/NOTES.txt')).toContain('WARNING: greeting: is short. Say more.');
});

type Part = Partial<typeof tinyChart>;
const twice = (greeting: Value<string>): Value<string> =>
  text`${named('it', greeting)}${named('it', text`${greeting}!`)}`;

test.each<[string, Part]>([
  [
    'pair (Chart)',
    {
      build: (scope, { greeting }) => {
        new Manifest<ConfigMap>(scope, 'pair', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: twice(greeting) },
        });
      },
    },
  ],
  [
    'the rules',
    {
      rules: ({ greeting }) => [
        { path: 'greeting', violated: equal(twice(greeting), ''), problem: 'is', remedy: 'Set it' },
      ],
    },
  ],
  ['the notes', { notes: ({ greeting }) => [twice(greeting)] }],
])('a mistake that the chart’s files show is said to be in %s', (place, part) => {
  expect(() => chartFiles(symbolicModel({ ...tinyChart, ...part }), defaults)).toThrow(
    `${place}: two different things are called “it” by named() or shared(): rename one`,
  );
});

test('lib/ and this chart import nothing of the chart in charts/ and values/', () => {
  const root = resolve(__dirname, '..', '..');
  const own = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const files = [join(__dirname, 'tiny-chart.ts'), ...own.map((file) => join(root, 'lib', file))];
  const imports = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import|require)\b[ (]*'(\.[^']*)'/g)].map(([, path = '']) => {
      return relative(root, resolve(file, '..', path))
        .split(sep)
        .join('/');
    }),
  );
  expect(imports).toContain('lib/expr/expr');
  expect(imports.filter((path) => /^(charts|values)(\/|$)/.test(path))).toEqual([]);
});

test('an ordinary construct of cdk8s-plus stands among the others, and goes with its component', () => {
  const objects = (values: JsonObject) => evaluateModel(model, { values: mergeValues(defaults, values), release });
  expect(objects({}).get('greeter-static-resource')).toMatchObject({
    kind: 'ConfigMap',
    metadata: { name: 'greeter-static' },
    data: { made: 'by cdk8s-plus' },
  });
  expect([...objects({ enabled: false }).keys()]).toEqual([]);
});

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('lint --strict has nothing to say', async () => {
    await withFolder(Object.fromEntries(files), async (folder) => {
      const { code, stdout } = await helm.run(['lint', '--strict', folder]);
      expect(stdout).not.toMatch(/\[(ERROR|WARNING|INFO)\]/);
      expect(code).toBe(0);
    });
  });

  test('values that contradict each other stop it, with the rule’s words', async () => {
    const overrides = { greeting: '', names: [{ name: 'Ann' }] };
    const [message = 'no problem found'] = problemsOf(model, {
      values: mergeValues(defaults, overrides),
      release,
    });
    const { code, stderr } = await withFolder(
      { ...Object.fromEntries(files), 'v.yaml': writeYaml(overrides) },
      (folder) => helm.run(['template', 'hi', folder, '-f', `${folder}/v.yaml`]),
    );
    expect(code).not.toBe(0);
    expect(message).toContain('is empty although there are names');
    expect(stderr).toContain(message);
  });

  test.each<[string, JsonObject, string]>([
    [
      'a number too high',
      { fr: { greeting: 'Salut', volume: 12 } },
      'languages.fr.volume: expected an integer from 0 to 11, got 12',
    ],
    [
      'a key too many',
      { fr: { greeting: 'Salut', volum: 1 } },
      'languages.fr.volum: unknown key. Did you mean volume?',
    ],
    ['a field too few', { fr: {} }, 'languages.fr.greeting: is missing: expected a string'],
    [
      'a text that is none',
      { de: { labels: { tone: 1 } } },
      'languages.de.labels.tone: expected a string, got 1. Put it in quotes',
    ],
    [
      'a field deleted',
      { de: { greeting: null } },
      'languages.de.greeting: was deleted by null, but is required: expected a string',
    ],
  ])('refuses in a map of objects: %s', async (_name, languages, message) => {
    const text = writeYaml({ languages });
    const checked = checkValues(tinyChart, [{ file: 'v.yaml', text }]);
    expect(checked.ok ? [] : checked.problems.map((problem) => problem.message)).toEqual([message]);
    const { code, stderr } = await withFolder({ ...Object.fromEntries(files), 'v.yaml': text }, (folder) =>
      helm.run(['template', 'hi', folder, '-f', `${folder}/v.yaml`]),
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain("values don't meet the specifications of the schema");
  });
});

test.each<[string, JsonObject]>([
  ['defaults', {}],
  ['disabled', { enabled: false }],
  ['millions', { replicas: 2500000 }],
  ['names', { names: [{ name: 'Ann' }, { name: 'Bob', loud: true }] }],
  ['labels', { labels: { b: 'y', a: '0777', app: 'mine' } }],
  [
    'a map of objects',
    { languages: { fr: { greeting: 'Salut' }, 'a: {{b}}': { greeting: '', volume: 11 }, de: null } },
  ],
  ['objects merged with the default’s', { languages: { de: { volume: 2, labels: { tone: null, b: 'c' } } } }],
  [
    'texts that look like what Helm cannot carry',
    { labels: { a: '%(message)s\\n\n', b: '[\\u2028]', 'a"<<': 'x', c: '\\u003cno value>', d: ',"<<":' } },
  ],
  ['negative zero', { resources: { a: -0, b: [-0, { c: -0 }] } }],
  ['nothing left', { languages: null, resources: null, names: null, labels: null }],
])('three ways equal: %s', async (_name, overrides) => {
  const helmFiles = helms().map(({ file }) => file);
  const proof = await prove(tinyChart, { runs: 0, helms: helmFiles, examples: [overrides], releases: [release] });
  expect(proof.accepted).toBe(1);
  const objects = evaluateModel(model, { values: mergeValues(defaults, overrides), release });
  expect(objects.size).toBe(overrides['enabled'] === false ? 0 : 3);
});

test('what is wrong with values: what Helm cannot carry, what the rules refuse, what is the parent chart’s', () => {
  const values = { ...defaults, greeting: '', names: [{ name: 'Ann' }], labels: { a: '<no value>' } };
  expect(problemsOf(model, { values, release })).toEqual([
    expect.stringMatching(/^a value contains the text “<no value>”, which Helm deletes/),
    'greeting: is empty although there are names. Set a greeting.',
  ]);
  const { greeting } = tinyChart.schema.fields;
  const small = { ...tinyChart, schema: record('Values.', { greeting }), rules: () => [], build: () => undefined };
  const context = { values: { greeting: 'Hello', enabled: false }, release };
  expect(problemsOf(symbolicModel({ ...small, notes: () => [] }), context)).toEqual([
    expect.stringMatching(
      /^enabled: is false, but Helm heeds that only as the condition of a parent chart’s dependency/,
    ),
  ]);
});

test('what a release must be like is the chart’s own business', () => {
  const context = { values: defaults, release: { name: '1-2', namespace: 'default' } };
  expect(problemsOf(model, context)).toEqual([]);
  const strict = symbolicModel({
    ...tinyChart,
    releaseRules: ({ name }) => [{ violated: matches(name, '^[0-9]'), message: text`${name} begins with a digit` }],
  });
  expect(problemsOf(strict, context)).toEqual(['1-2 begins with a digit']);
});
