/** Several values files: which of them a problem comes from, where it stands there, and how its path is written. */
import { describe, expect, test } from '@jest/globals';
import { equal } from '../../lib/expr/function';
import { text } from '../../lib/expr/vocabulary';
import { checkValues, formatProblems } from '../../lib/values/check';
import { valueAt } from '../../lib/values/locate';
import { ruleMessage } from '../../lib/values/rule';
import { boolean, integer, list, opaqueList, record, string, stringMap, type ValuesOf } from '../../lib/values/schema';

const schema = record('A small chart.', {
  web: record('The web server.', {
    replicas: integer({ default: 1, minimum: 0, maximum: 9, description: 'Pods.' }),
    mode: string({ default: 'fast', options: ['fast', 'safe'], description: 'How it works.' }),
    short: string({ default: '', maxLength: 3, description: 'A short text.' }),
    verbose: boolean({ default: false, description: 'Say more.' }),
    hosts: list(
      record('A host.', {
        host: string({ description: 'Its name.' }),
        port: integer({ default: 80, minimum: 1, maximum: 99, description: 'Its port.' }),
      }),
      { default: [], description: 'Hosts.' },
    ),
    labels: stringMap('Labels.'),
    tolerations: opaqueList('Tolerations.'),
  }),
  anyOf: record('A section whose name is a keyword of JSON Schema.', {
    size: integer({ default: 1, minimum: 1, maximum: 9, description: 'Its size.' }),
  }),
});

const definition = {
  schema,
  rules: ({ web }: ValuesOf<typeof schema>) => [
    {
      path: 'web.replicas',
      violated: equal(web.replicas, 7),
      problem: text`is ${web.replicas}, which brings bad luck in mode ${web.mode}`,
      remedy: 'Take another number',
    },
  ],
};

/** The problems of a.yaml, b.yaml and so on, as printed. */
function said(...texts: readonly string[]): string {
  const sources = texts.map((text, index) => ({ file: `${'abc'[index] ?? ''}.yaml`, text }));
  const checked = checkValues(definition, sources);
  return checked.ok ? '' : formatProblems(checked.problems);
}

test.each<[string, readonly string[], readonly string[]]>([
  ['no file is the defaults', [], []],
  ['an empty one, too', ['', '# nothing\n', '---\n'], []],
  [
    'the last one that gives the value',
    ['web: {replicas: 10}\n', 'web:\n  replicas: 11\n', 'web: {mode: safe}\n'],
    ['b.yaml:2:13: web.replicas: expected an integer from 0 to 9, got 11'],
  ],
  [
    'one that replaced a list, although an earlier list has the key',
    ['web:\n  hosts:\n    - host: a\n', 'web: {hosts: [{port: 3}]}\n'],
    ['b.yaml:1:15: web.hosts[0].host: is missing: expected a string'],
  ],
  [
    'one that deleted the default, although an earlier one changed it',
    ['web: {replicas: 2}\n', 'web: {replicas: null}\n'],
    ['b.yaml:1:7: web.replicas: was deleted by null, but is required: expected an integer from 0 to 9'],
  ],
  [
    'one that deleted the whole section',
    ['web: {replicas: 2}\n', '\nweb: null\n'],
    ['b.yaml:2:1: web: was deleted by null, but is required: expected an object'],
  ],
  [
    'not one that says nothing of it',
    ['web: {replicas: 10}\n', 'anyOf: {size: 2}\n'],
    ['a.yaml:1:17: web.replicas: expected an integer from 0 to 9, got 10'],
  ],
  ['a null that a later file undoes is no problem', ['web: null\n', 'web: {replicas: 2}\n'], []],
  [
    'all of them, in their order and that of their lines',
    ['\n\n\nweb: {replicas: 10}\n', 'web: {mode: fats, verbos: true}\n'],
    [
      'a.yaml:4:17: web.replicas: expected an integer from 0 to 9, got 10',
      'b.yaml:1:13: web.mode: expected one of fast or safe, got "fats"',
      'b.yaml:1:19: web.verbos: unknown key. Did you mean verbose?',
    ],
  ],
  [
    'all that cannot be read',
    ['web: [\n', 'web: {}\n', '- x\n'],
    ['a.yaml:2:1: unexpected end of the stream within a flow collection', 'c.yaml:1:1: expected a mapping of values'],
  ],
  [
    'a rule: the value it names',
    ['web: {mode: safe}\n', 'web:\n  replicas: 7\n'],
    ['b.yaml:2:3: web.replicas: is 7, which brings bad luck in mode safe. Take another number.'],
  ],
  [
    'keys that are no plain words',
    ['web:\n  labels:\n    app.kubernetes.io/name: true\n    "1": 5\n    "a\\nb": []\n'],
    [
      'a.yaml:3:29: web.labels["app.kubernetes.io/name"]: expected a string, got true. Put it in quotes',
      'a.yaml:4:10: web.labels.1: expected a string, got 5. Put it in quotes',
      'a.yaml:5:13: web.labels["a\\nb"]: expected a string, got []',
    ],
  ],
  [
    'a section that is named like a keyword',
    ['anyOf: {size: 99}\n'],
    ['a.yaml:1:15: anyOf.size: expected an integer from 1 to 9, got 99'],
  ],
  [
    'names of members that all objects have',
    ['toString: 1\n__proto__: 2\nweb: {constructor: 3}\n'],
    [
      'a.yaml:1:1: toString: unknown key. Known here: web, anyOf, enabled, global.',
      'a.yaml:2:1: __proto__: unknown key. Known here: web, anyOf, enabled, global.',
      'a.yaml:3:7: web.constructor: unknown key. Known here: replicas, mode, short, verbose, hosts, labels, tolerations.',
    ],
  ],
  ['too long', ['web: {short: abcd}\n'], ['a.yaml:1:14: web.short: expected at most 3 characters, got "abcd"']],
  ['as many as allowed, counted as Helm does', ['web: {short: 😀😀😀}\n'], []],
])('%s', (_name, texts, expected) => {
  expect(said(...texts).split('\n')).toEqual(expected.length === 0 ? [''] : expected);
});

const LIMIT = /^a value contains|^a value ends in two|^a value ends in a space|^a key in the values is “<<”/;

test.each<[string, string, readonly string[]]>([
  ['each text', 'web:\n  labels: {a: "<no value>", b: c, d: "x<no value>"}\n', ['2:15', '2:38']],
  ['a key', 'web:\n  tolerations:\n    - a: b\n      "<no value>": c\n', ['4:7']],
  ['a text in a list', 'web:\n  tolerations:\n    - {}\n    - a: [x, "\\n"]\n', ['4:14']],
  ['a key over a mapping', 'web:\n  tolerations:\n    - "<<x": 1\n      "<<": {a: b}\n', ['4:7']],
  ['beside null', 'web:\n  tolerations: [{a: null, b: "<no value>"}]\n', ['2:30']],
  ['in the last file', 'web: {mode: safe, labels: {z: "x\\u00a0"}}\n', ['1:31']],
])('what Helm cannot carry is found: %s', (_name, text, expected) => {
  const lines = said('web: {labels: {y: x}}\n', text).split('\n');
  expect(lines.map((line) => /^b\.yaml:(\d+:\d+): /.exec(line)?.[1])).toEqual(expected);
  for (const line of lines) expect(line.replace(/^\S+ /, '')).toMatch(LIMIT);
});

describe('what no file says', () => {
  const section = record('A section.', {
    lucky: integer({ default: 7, minimum: 0, maximum: 9, description: 'A number.' }),
    name: string({ default: 'x<no value>', description: 'A name.' }),
    other: integer({ default: 1, minimum: 0, maximum: 9, description: 'Another.' }),
  });
  const fixed = record('A chart.', { section });
  const rules = ({ section: { lucky } }: ValuesOf<typeof fixed>) => [
    { path: 'section.lucky', violated: equal(lucky, 7), problem: 'is 7', remedy: 'Take another' },
  ];
  test.each<[readonly string[], string, string]>([
    [[], 'values:1:1', 'values:1:1'],
    [['', '\n# x\n', '\n# x\n\nx-a: 1\n'], 'c.yaml:1:1', 'c.yaml:1:1'],
    [['\nsection: {other: 2}\n', '# x\n'], 'a.yaml:2:1', 'a.yaml:2:1'],
  ])('stands where the deepest part of it does, or at the start of the last: %j', (texts, name, lucky) => {
    const sources = texts.map((text, index) => ({ file: `${'abc'[index] ?? ''}.yaml`, text }));
    const checked = checkValues({ schema: fixed, rules }, sources);
    const lines = checked.ok ? [] : formatProblems(checked.problems).split('\n');
    expect(lines.map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
      `${name}: a value contains the text “<no value>”, which Helm deletes from everything it renders`,
      `${lucky}: section.lucky`,
    ]);
  });
});

test.each<[readonly (string | number)[], unknown]>([
  [[], { a: { b: [null, { c: 1 }] } }],
  [['a', 'b', 1, 'c'], 1],
  [['a', 'b', 0], null],
  [['a', 'b', 0, 'c'], undefined],
  [['a', 'b', 'length'], 2],
  [['toString'], undefined],
  [['a', 'b', 1, 'c', 'd'], undefined],
])('the value at %j', (path, expected) => {
  expect(valueAt({ a: { b: [null, { c: 1 }] } }, path)).toEqual(expected);
});

test('a rule speaks as in helm install', () => {
  const [rule] = definition.rules({ web: { replicas: 7, mode: 'fast' } } as ValuesOf<typeof schema>);
  expect(said('web: {replicas: 7}\n')).toBe(`a.yaml:1:7: ${rule === undefined ? '' : String(ruleMessage(rule))}`);
});
