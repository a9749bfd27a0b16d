import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml';
import { parseDocument } from 'yaml';
import type { Json } from '../../lib/yaml/json';
import { readDocuments } from '../../lib/yaml/read';
import { isLiteralSafe, isPlainSafe, writeScalar, writeYaml } from '../../lib/yaml/write';
import { helms } from '../support/helm';
import { readWithHelm } from '../support/helm-yaml';
import { sample } from '../support/sample';

test('reads like written by hand', () => {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x', labels: {}, annotations: { on: 'yes', 'a b': '# no comment' } },
    spec: {
      replicas: 2,
      args: ['--host', '0.0.0.0:5000', '-c', 'echo 1\necho 2\n', ''],
      matrix: [[1, 2], []],
      ports: [{ name: 'http', port: 80, tls: null }],
    },
  };
  expect(writeYaml(deployment)).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: x
  labels: {}
  annotations:
    "on": "yes"
    a b: "# no comment"
spec:
  replicas: 2
  args:
    - --host
    - 0.0.0.0:5000
    - -c
    - |
      echo 1
      echo 2
    - ""
  matrix:
    - - 1
      - 2
    - []
  ports:
    - name: http
      port: 80
      tls: null
`);
});

test.each([
  ['a', 'a'],
  ['--flag=x:y', '--flag=x:y'],
  ['http://host:80/?q#f', 'http://host:80/?q#f'],
  ['512Mi', '512Mi'],
  ['1.2.3', '1.2.3'],
  ['no-one', 'no-one'],
  ['nulls', 'nulls'],
  ['ex', 'ex'],
  ['Zoë 😀', 'Zoë 😀'],
  ['<no value>', String.raw`"\u003cno value>"`],
  ['a <no value>', String.raw`"a \u003cno value>"`],
  ['a\u00a0\u0085\u2028\ufeff\u007f', String.raw`"a\u00a0\u0085\u2028\ufeff\u007f"`],
  ['a"\\', 'a"\\'],
  ['a\u{E0001}', '"a\u{E0001}"'],
  ['"\\\t\n', String.raw`"\"\\\t\n"`],
])('%j is written %s', (text, written) => {
  expect(writeScalar(text)).toBe(written);
});

const quoted: readonly string[] = [
  ...['', ' a', 'a ', 'a\tb', 'a\nb', 'a: b', 'a:', 'a #b', '#', '- a', '-', '?', ': a', ':a', '---', '...', '--- a'],
  ...['[a', '{a', ']', ',a', '&a', '*a', '!a', '|', '>', "'a", '"a', '%a', '@a', '`a', '{{ .Values.a }}'],
  ...['y', 'n', 'on', 'OFF', 'Yes', 'nO', 'true', 'False', 'null', 'NULL', '~', '.inf', '-.INF', '.nan', '<<', '='],
  ...[
    '0',
    '-1',
    '+1',
    '1_000',
    '0777',
    '0o7',
    '0x1f',
    '0b1',
    '0b-1',
    '1.5',
    '.5',
    '1.',
    '1e3',
    '1E-3',
    '1e400',
    '._5',
    '_1',
  ],
  ...['yes', 'NO', 'off', 'e1', 'E10', 'ab:', 'ab: c', 'ab #c', 'ab ', 'ab\n', 'ab\u2028', 'ab <no value>'],
  ...['12:30:45', '1:30', '2001-01-01', '2001-1-1T0:0:0Z', '\u2028', '\ufeffa', '\u007f', '\u0000', '\u200b'],
];

test.each([
  ['x\ny', '|-\n  x\n  y'],
  ['x\ny\n', '|\n  x\n  y'],
  ['x\n\n\ty ', '|-\n  x\n\n  \ty '],
  ['x\ny\n\n', String.raw`"x\ny\n\n"`],
  [' x\ny', String.raw`" x\ny"`],
  ['x\n<no value>', String.raw`"x\n\u003cno value>"`],
  ['x\r\ny', String.raw`"x\r\ny"`],
  [-0, '-0.0'],
  [1e21, '1e+21'],
  [null, 'null'],
])('%j is written as the value %s', (value, written) => {
  expect(writeYaml({ v: value })).toBe(`v: ${written}\n`);
});

test.each(quoted)('%j is quoted', (text) => {
  expect(isPlainSafe(text)).toBe(false);
  expect(JSON.parse(writeScalar(text))).toBe(text);
});

test.each([
  [NaN, 'JSON and YAML for Kubernetes have no NaN'],
  [-Infinity, 'JSON and YAML for Kubernetes have no -Infinity'],
  ['\ud83d', String.raw`half of a surrogate pair is not text: "\ud83d"`],
])('%j can not be written', (value, message) => {
  expect(() => writeYaml({ value })).toThrow(new RangeError(message));
});

test.each<[Json, string]>([
  ['a', 'a\n'],
  ['a\nb', '"a\\nb"\n'],
  [{}, '{}\n'],
  [[], '[]\n'],
  [[[]], '- []\n'],
  [true, 'true\n'],
])('%j is the document %j', (value, text) => {
  expect(writeYaml(value)).toBe(text);
});

test.each(['', 'a', 'a\n', '\n', '\n\n', 'a\n\n', 'a\nb\n\n', ' a\nb', '\n\ta\nb', 'a\nb\u00a0'])(
  '%j is no block',
  (text) => {
    expect(isLiteralSafe(text)).toBe(false);
  },
);

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(...quoted, 'a', ' ', '  ', '\n', '\t', '\r', ':', '#', '-', '"', "'", '\\', '<no value>'),
  }),
  fc.constantFrom(...quoted),
);
const json = fc.letrec<{ value: Json; object: Record<string, Json> }>((tie) => ({
  value: fc.oneof(
    { withCrossShrink: true, maxDepth: 4 },
    { weight: 4, arbitrary: hostile },
    fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(hostile, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).object;

test('what is written is read back', () => {
  fc.assert(
    fc.property(json, (value) => {
      const back = readDocuments(writeYaml(value), 'f')[0]?.value;
      expect(back).toEqual(value);
      expect(JSON.stringify(back)).toBe(JSON.stringify(value));
    }),
    { numRuns: 800 },
  );
});

const otherReaders: readonly (readonly [string, (text: string) => unknown])[] = [
  ['js-yaml, YAML 1.2', (text) => load(text, { schema: CORE_SCHEMA })],
  ['js-yaml, YAML 1.1', (text) => load(text, { schema: YAML11_SCHEMA })],
  ['yaml, YAML 1.2', (text): unknown => parseDocument(text, { version: '1.2' }).toJS()],
  ['yaml, YAML 1.1', (text): unknown => parseDocument(text, { version: '1.1', merge: false }).toJS()],
];

test.each(otherReaders)('strings are the same for %s', (_, read) => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(read(writeYaml({ v: text, l: [text] }))).toEqual({ v: text, l: [text] });
    }),
    { numRuns: 400 },
  );
});

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('reads back what is written', async () => {
    const { seed, items } = sample(json, 4000);
    // Helm reports errors under the key "Error", hence the wrapper.
    const readings = await readWithHelm(
      helm,
      items.map((value) => writeYaml({ v: value })),
    );
    const different = items.flatMap((value, index) => {
      const reading = readings[index];
      return reading !== undefined && 'value' in reading && isDeepStrictEqual(reading.value, { v: value })
        ? []
        : [{ value, reading }];
    });
    expect({ seed, different }).toEqual({ seed, different: [] });
  });
});
