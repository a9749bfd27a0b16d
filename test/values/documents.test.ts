/** What is written from a schema: values.yaml, the reference, values.schema.json. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonSchemaOf } from '../../lib/values/json-schema';
import { valuesReference } from '../../lib/values/reference';
import {
  boolean,
  defaultsOf,
  integer,
  list,
  map,
  opaqueList,
  opaqueMap,
  record,
  string,
  stringMap,
} from '../../lib/values/schema';
import { valuesYaml } from '../../lib/values/values-yaml';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { schemaProblems } from '../../lib/values/schema-problems';
import { readDocuments } from '../../lib/yaml/read';
import { arbitraryOverrides, arbitraryValues } from '../../lib/prove/arbitrary-values';

const schema = record('A small chart.', {
  web: record('The web server.', {
    replicas: integer({ default: 1, minimum: 0, maximum: 9, description: 'Pods.' }),
    mode: string({ default: 'fast', options: ['fast', 'safe', 'both'], description: 'How it works.' }),
    name: string({ default: 'a|b', description: 'A name.', pattern: { regex: '^[a-z|]*$', expected: 'letters' } }),
    verbose: boolean({ default: false, description: 'Say more.' }),
    hosts: list(
      record('One host.', {
        host: string({ description: 'Its name.' }),
        port: integer({ default: 80, minimum: 1, maximum: 65535, description: 'Its port.' }),
      }),
      { default: [], description: 'Hosts.' },
    ),
    labels: stringMap('Labels.'),
    resources: opaqueMap('Resources.', { limits: { memory: '1Gi' } }, { additionalProperties: true }),
    tolerations: opaqueList('Tolerations.'),
  }),
  global: record('Shared.', { registry: string({ default: '', description: 'A registry.' }) }, true),
});

test('values.yaml reads like this', () => {
  expect(valuesYaml(schema, defaultsOf(schema) as JsonObject)).toMatchSnapshot();
});

test('the reference reads like this', () => {
  expect(valuesReference(schema)).toMatchSnapshot();
});

test('values.schema.json is strict', () => {
  expect(jsonSchemaOf(schema, 'Small')).toMatchSnapshot();
});

test('random values are accepted, those of a file over the defaults, too', () => {
  const defaults = defaultsOf(schema) as JsonObject;
  const counts = { deleted: 0, added: 0 };
  fc.assert(
    fc.property(arbitraryValues(schema), arbitraryOverrides(schema), (all, some) => {
      expect(schemaProblems(schema, all, [all])).toEqual([]);
      expect(schemaProblems(schema, mergeValues(defaults, some), [some])).toEqual([]);
      if (JSON.stringify(some['web'] ?? {}).includes('null')) counts.deleted += 1;
      if (Object.keys((some['global'] ?? {}) as JsonObject).some((key) => key !== 'registry')) counts.added += 1;
    }),
    { numRuns: 200 },
  );
  expect(Math.min(counts.deleted, counts.added)).toBeGreaterThan(10);
});

test('values.yaml is read back as it was, whatever the values', () => {
  fc.assert(
    fc.property(arbitraryValues(schema), (values) => {
      expect(readDocuments(valuesYaml(schema, values), 'values.yaml')[0]?.value).toEqual(values);
    }),
    { numRuns: 500 },
  );
});

test('keys that the schema does not know are kept, where it is open, whatever their names', () => {
  const others = JSON.parse('{"other": {"deep": [1]}, "toString": 1, "__proto__": {"constructor": {}}}') as JsonObject;
  const values = { ...(defaultsOf(schema) as JsonObject), global: { registry: '', ...others } };
  const written = valuesYaml(schema, values);
  expect(JSON.stringify(readDocuments(written, 'values.yaml')[0]?.value)).toBe(JSON.stringify(values));
});

test('a comment stays a comment: long or several lines', () => {
  const description = `${'word '.repeat(40)}\nsecret: true`;
  const wrapped = valuesYaml(record('', { text: string({ default: '', description }) }), { text: '' });
  expect(readDocuments(wrapped, 'values.yaml')[0]?.value).toEqual({ text: '' });
  expect(Math.max(...wrapped.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
});

test('the reference survives what its texts hold', () => {
  const tricky = record('', {
    text: string({ default: 'a`b|c', description: 'Replaces <name> | `x`.' }),
    long: string({ default: '😀'.repeat(60), description: 'Long.' }),
  });
  const whole = valuesReference(
    record('', {
      top: record('Top.', {
        byName: map(record('', { size: integer({ minimum: 1, maximum: 2, description: 'S.' }) }), {
          description: 'M.',
        }),
        words: list(string({ description: 'W.' }), { default: [], description: 'Two\nlines.' }),
        ...{ ticks: string({ default: '`a``b`', description: 'T.' }) },
        sixty: string({ default: 'x'.repeat(58), description: 'S.' }),
        more: string({ default: 'x'.repeat(59), description: 'M.' }),
      }),
      enabled: boolean({ default: true, description: 'E.' }),
      ...{ global: record('G.', {}) },
    }),
  );
  expect(whole.split('\n').slice(2, 14)).toEqual([
    ...['### top', '', 'Top.', ''],
    '| Key | Type | Default | Description |',
    '|---|---|---|---|',
    '| `top.byName` | map of objects | `{}` | M. |',
    '| `top.byName.*.size` | integer | required | S. 1 to 2. |',
    '| `top.words` | list of strings | `[]` | Two lines. |',
    '| `top.ticks` | string | ```"`a``b`"``` | T. |',
    `| \`top.sixty\` | string | \`"${'x'.repeat(58)}"\` | S. |`,
    `| \`top.more\` | string | \`"${'x'.repeat(56)}…\` | M. |`,
  ]);
  expect(whole).not.toContain('### For a parent chart');
  expect(whole.endsWith('|---|---|---|---|\n\n')).toBe(true);
  expect(valuesReference(record('', {}))).toBe(
    `${whole.split('\n')[0] ?? ''}\n\n### For a parent chart\n\n| Key | Type | Description |\n|---|---|---|\n` +
      '| `enabled` | boolean | Only for a parent chart: the condition of its dependency. ' +
      'A chart that is rendered all the same refuses false. |\n' +
      '| `global` | object | Values shared by all charts of one installation. |\n',
  );
  const [own = ''] = valuesReference(tricky).split('### For a parent chart');
  const rows = own.match(/^\| `.*$/gmu);
  expect(rows).toEqual([
    '| `text` | string | ``"a`b\\|c"`` | Replaces &lt;name> \\| `x`. |',
    `| \`long\` | string | \`"${'😀'.repeat(56)}…\` | Long. |`,
  ]);
});
