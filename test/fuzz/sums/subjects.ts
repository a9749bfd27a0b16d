/** What is given large inputs: each part of the validator that reads what strangers write. */
import { instrument } from '../../../lib/validate/chart/instrument';
import { parseHelmError } from '../../../lib/validate/chart/helm-error';
import type { ChartCheck } from '../../../lib/validate/check';
import { checks } from '../../../lib/validate/checks';
import { readArchive } from '../../../lib/validate/read/archive';
import { formats } from '../../../lib/validate/report/formats';
import { toReport } from '../../../lib/validate/report/report';
import { readConfig } from '../../../lib/validate/settings/config';
import { defaultOptions, validate } from '../../../lib/validate/validate';
import { readDocuments } from '../../../lib/yaml/read';
import { readStream } from '../../../lib/yaml/stream';
import { tgz } from '../../support/tgz';
import type { Random } from '../random';
import { deep, some, wide, wideAndDeep, type Shape } from './shape';

export interface Subject {
  readonly name: string;
  /** What `run` is given, of about so many bytes. */
  readonly input: (random: Random) => (bytes: number) => string | Uint8Array;
  readonly run: (input: never) => void;
}

const settings = Object.fromEntries(checks.map(({ id, severity }) => [id, severity]));
const chartChecks = checks.filter((each): each is ChartCheck => each.scope === 'chart' && each.isRendering !== true);

const scalars = [
  'a',
  '"q"',
  "'s'",
  '1',
  '~',
  '{a: 1}',
  '[b]',
  '&x# a',
  '*x',
  '!!str 1',
  '"\\u00e9"',
  '1e9',
  '""',
  '# c',
];
const blocks = [
  '- a',
  '- # c',
  'k#: a',
  'k#: {a: 1}',
  'k#: [a]',
  '? k#',
  'k: a',
  '- k#: a',
  'k#: |\n  a',
  '---\na: 1',
  '# c',
  '',
];
const brackets = [
  ['[', ']'],
  ['{a: ', '}'],
  ['[[b], ', ']'],
  ['[ # c\n', '\n]'],
  ['"\\\\', '"'],
] as const;

function yaml(random: Random): Shape {
  const [open, close] = random.pick(brackets);
  const flow = wide(some(random, scalars), random.pick([', ', ',\n ', ' ', ' #']));
  const nested = deep(open, random.pick(scalars), close, 200);
  return random.pick<Shape>([
    wide(some(random, blocks), '\n'),
    (bytes) => `a: [${flow(bytes)}]\n`,
    (bytes) => `a: ${nested(bytes)}\n`,
    (bytes) => `a: [${wideAndDeep(random, nested, ', ')(bytes)}]\n`,
    (bytes) =>
      `a: ${random.pick(['"', "'", '|\n  ', ''])}${wide(some(random, ['x', ' ', '\\n', "''", '\t', '\n  ', '🙂']), '')(bytes)}`,
  ]);
}

/** Documents of checks' examples, each with a name of its own or with the same. */
function objects(random: Random): Shape {
  const documents = Array.from({ length: 1 + random.below(3) }, () => example(random));
  const named = random.oneIn(3) ? documents : documents.map((text) => text.replace(/^( {2}name: [\w-]+)$/m, '$1-#'));
  return wide(named, '\n---\n');
}

const examples: readonly string[] = checks.flatMap((check) =>
  check.scope === 'chart'
    ? []
    : [...check.examples.passes, ...check.examples.fails].map((each) => (typeof each === 'string' ? each : each.yaml)),
);

function example(random: Random): string {
  return random
    .pick(examples)
    .replace(/^---\n|\n$/g, '')
    .replaceAll('#', '');
}

/** One object with a large list, map or text somewhere. */
function members(random: Random): Shape {
  const labels = wide([random.pick(['l#: a', 'example.com/l#: "a b"', 'l: a', 'validate-ignore/r#: x'])], ', ');
  const place = random.pick(['labels', 'annotations']);
  const item = random.pick([
    ['containers', '{name: c#, image: "i:#", env: [{name: E#, value: a}]}'],
    ['containers', '{name: c, image: i, resources: {limits: {cpu: "#"}}}'],
    ['volumes', '{name: v#, configMap: {name: v#}}'],
    ['volumes', '{name: v, secret: {secretName: v#, nope: 1}}'],
    ['tolerations', '{key: k#, operator: Exists}'],
    ['imagePullSecrets', '{name: p#}'],
    ['nope#', '1'],
  ] as const);
  const items = wide([item[1]], ', ');
  const isLabels = random.oneIn(3);
  const pod = (metadata: string, spec: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a, ${place}: {${metadata}}}\nspec: {${item[0]}: [${spec}]}\n`;
  return (bytes) => (isLabels ? pod(labels(bytes), '') : pod('', items(bytes)));
}

function suppressions(random: Random): Shape {
  const rule = random.pick(checks).id;
  const comment = random.pick([
    `# validate-ignore ${rule}: x`,
    '# validate-ignore no-rule',
    `#validate-ignore ${rule},${rule}: x`,
  ]);
  const object = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a#}\nspec: {containers: [{name: a, image: nginx}]}';
  return wide(random.pick([[comment], [comment, object], [object, comment, '']]), random.pick(['\n', '\n---\n']));
}

const conditions = [
  'true',
  'self.a != "x"',
  'self.l.all(x, x != "y")',
  'size(self.a) >= 0',
  '"a" in self.l',
  'self.l.exists(x, self.l.exists(y, x == y))',
];
const growth = ['.map(x, x + x)', '.map(x, [x, x])', '.filter(x, true)', '.map(x, x)', ' + self.l', ' + ["a"]'];
const regexes = ['(a?)', 'a*', '[ab]+', '(a|b)', 'a{9}', '.*', '\\w'];

/** A definition with a rule and a pattern from parts, and an object for it. */
function definitions(random: Random): Shape {
  const [isRule, isPattern] = [random.oneIn(2), random.oneIn(3)];
  const rule = random.oneIn(2)
    ? wide(some(random, conditions), ' && ')
    : (bytes: number) => `size(self.l${wide(some(random, growth), '')(bytes)}) >= 0`;
  const pattern = wide(some(random, regexes), '');
  return (bytes) => {
    const part = bytes / 4;
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string', pattern: isPattern ? `^${pattern(part)}$` : '^a*$' },
        l: { type: 'array', items: { type: 'string' } },
      },
      'x-kubernetes-validations': [{ rule: isRule ? rule(part) : 'self.l.all(x, self.l.all(y, x == y))' }],
    };
    const version = {
      name: 'v1',
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: 'object', properties: { spec: schema } } },
    };
    const names = { kind: 'Widget', plural: 'widgets' };
    const definition = {
      ...{
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'widgets.example.com' },
      },
      spec: { group: 'example.com', names, scope: 'Namespaced', versions: [version] },
    };
    const spec = { a: 'a'.repeat(part), l: Array.from({ length: part / 4 }, () => 'b') };
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec };
    return [definition, widget].map((each) => JSON.stringify(each)).join('\n---\n');
  };
}

const actions = [
  '{{ .Values.a# }}',
  '{{ include "d#" . }}',
  '{{ include (printf "%s#a%s" .a) . }}',
  '{{ define "d#" }}{{ .Values.b }}{{ end }}',
  '{{ define "d#" }}{{ include "d0" . }}{{ end }}',
  '{{ if .Values.c# }}{{ .Values.c#.d }}{{ end }}',
  '{{/* validate-ignore x: y */}}',
  '{{ $x# := .Values.a }}',
  '{{ range .Values.l# }}{{ .x }}{{ end }}',
  'text {{- ',
  '{{ "a" }}',
  'a: #\n',
];

function template(random: Random): Shape {
  const parts = some(random, actions);
  const [open, close] = random.pick([
    ['{{ if .Values.a }}', '{{ end }}'],
    ['{{ range .Values.a }}', '{{ end }}'],
    ['{{ (', ') }}'],
  ] as const);
  const nested = deep(open, random.pick(parts), close, 100);
  return random.pick<Shape>([wide(parts, random.pick(['', '\n'])), nested, wideAndDeep(random, nested, '\n')]);
}

function runTemplate(text: string): void {
  const comments = text.replace(/^/gm, '# ').slice(0, text.length);
  const files = new Map([
    ['Chart.yaml', 'apiVersion: v2\nname: a\nversion: 0.1.0\n'],
    ['values.yaml', `b: 1\n${comments}`],
    ['templates/a.yaml', text],
  ]);
  for (const check of chartChecks) check.check({ files }, () => undefined, defaultOptions);
  instrument(text, 'templates/a.yaml');
}

/** With each format, for what is found. */
function runManifests(text: string): void {
  const validation = validate([{ name: 'a.yaml', text: () => text }], { ...defaultOptions, settings });
  const about = { tool: { name: 'fuzz', version: '1' }, minor: 36, failOn: 'error', skipped: [] } as const;
  const report = toReport(validation, about);
  for (const format of Object.values(formats)) {
    format(report, { textOf: () => text, color: true, width: 80, detail: 'verbose' });
  }
}

function configuration(random: Random): Shape {
  const name = wide(some(random, ['*a', '*', 'a', 'b*']), '');
  const files = wide(some(random, ['*a', '**/', 'a/', '?', '[a-z]', '{a,b}']), '');
  const entry = (pattern: string, file: string) =>
    `  - {rule: latest-tag, reason: x, name: "${pattern}", files: ["${file}"]}`;
  const isLong = random.oneIn(2);
  return (bytes) =>
    isLong
      ? `suppress:\n${entry(`${name(bytes)}c`, files(Math.min(bytes, 4000)).slice(0, 4000))}\n`
      : `suppress:\n${wide([entry('a#*', `${files(20)}#`)], '\n')(bytes)}\n`;
}

function runConfiguration(text: string): void {
  try {
    const { suppressions: entries } = readConfig(text, 'c.yaml');
    const pods = wide(
      ['apiVersion: v1\nkind: Pod\nmetadata: {name: a#}\nspec: {containers: [{name: a, image: nginx}]}'],
      '\n---\n',
    );
    const manifest = `${pods(1000)}\n---\n${pods(100).replace('a0', 'a'.repeat(text.length))}`;
    validate([{ name: 'a/a/a.yaml', text: () => manifest }], { ...defaultOptions, settings, suppressions: entries });
  } catch (error) {
    // What is no glob is refused in words.
    if (!(error instanceof Error && error.name === 'SettingsError')) throw error;
  }
}

function archive(random: Random): (bytes: number) => Uint8Array {
  const content = random.pick(['', 'a', 'a'.repeat(10_000)]);
  const folder = random.pick(['a/', 'a/b/c/', 'a/'.repeat(400)]);
  return (bytes) => {
    const count = Math.max(1, Math.min(9000, Math.floor(bytes / (1024 + content.length))));
    return tgz(Array.from({ length: count }, (_, index) => ({ path: `${folder}${index}`, content })));
  };
}

function helmError(random: Random): Shape {
  const frames = [
    'template: a/templates/a.yaml:1:2: executing "a" at <x>: ',
    'execution error at (a:1:2): ',
    ' ',
    '\n',
    'x',
    'error calling include: ',
  ];
  const words = wide(some(random, frames), '');
  return (bytes) => `Error: ${random.pick(frames)}${words(bytes)}`;
}

function subject<T extends string | Uint8Array>(
  name: string,
  input: (random: Random) => (bytes: number) => T,
  run: (input: T) => void,
): Subject {
  return { name, input, run };
}

export const subjects: readonly Subject[] = [
  subject('yaml', yaml, (text) => {
    // To the end: it reads as far as it is asked.
    Array.from(readStream(text, 'a.yaml'));
  }),
  subject('objects', objects, runManifests),
  subject('members', members, runManifests),
  subject('suppressions', suppressions, runManifests),
  subject('definitions', definitions, runManifests),
  subject('template', template, runTemplate),
  subject('configuration', configuration, runConfiguration),
  subject('archive', archive, (bytes) => {
    readArchive(bytes);
  }),
  subject('helm-error', helmError, (text) => {
    parseHelmError(text);
  }),
  subject(
    'json',
    (random) => wideAndDeep(random, deep('[', '1', ']', 200), ','),
    (text) => {
      try {
        readDocuments(`[${text}]`, 'a.json');
      } catch (error) {
        if (!(error instanceof Error && error.name === 'YamlError')) throw error;
      }
    },
  ),
];
