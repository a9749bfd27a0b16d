/** The words of the language: with literals they just compute; with expressions they print like this. */
import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../lib/expr/evaluate';
import { Expr, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import type { Shape } from '../../lib/expr/shape';
import {
  collection,
  concatenate,
  each,
  eachEntry,
  extend,
  field,
  named,
  optionalField,
  shared,
  text,
  unlessEmpty,
  when,
} from '../../lib/expr/vocabulary';
import { readDocuments } from '../../lib/yaml/read';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helm } from '../support/helm';

function value<T>(path: string, shape: Shape): Expr<T> {
  return new Expr<T>({ op: 'values', path: path.split('.') }, shape);
}
const tag = value<string>('image.tag', { type: 'string' });
const size = value<number>('size', { type: 'integer', minimum: 0, maximum: 99 });
const big = value<number>('big', { type: 'integer' });
const on = value<boolean>('on', { type: 'boolean' });
const hosts = value<readonly { name: Value<string>; port: Value<number> }[]>('hosts', {
  type: 'list',
  item: { type: 'record', fields: { name: { type: 'string' }, port: { type: 'integer', fallback: 80 } } },
});
const env = value<never>('env', { type: 'list' });
/** The user's list or map as a literal run sees it: wrapped, but known. */
function known<T>(content: unknown, shape: Shape): Expr<T> {
  return new Expr<T>({ op: 'constant', value: content }, shape);
}
const labels = value<Readonly<Record<string, string>>>('labels', { type: 'map', value: { type: 'string' } });

describe('literals compute at once', () => {
  test.each<[string, unknown, unknown]>([
    ['text', text`a${'b'}${1}${true}`, 'ab1true'],
    ['concatenate', concatenate(['a', 2, false]), 'a2false'],
    ['when', [when(true, 1), when(false, 1), when(false, 1, 2)], [1, undefined, 2]],
    [
      'unlessEmpty',
      [unlessEmpty(''), unlessEmpty('a'), unlessEmpty([] as readonly string[])],
      [undefined, 'a', undefined],
    ],
    ['each', each(['a', 'b'], (item) => `${item}!`), ['a!', 'b!']],
    [
      'each, of records with fallbacks',
      each(
        known<readonly { name: string; port: number }[]>([{ name: 'a' }, { name: 'b', port: 1 }], hosts.shape),
        (host) => host,
      ),
      [
        { name: 'a', port: 80 },
        { name: 'b', port: 1 },
      ],
    ],
    [
      'eachEntry, by key as Go sorts',
      eachEntry(
        known<Readonly<Record<string, string>>>({ b: '1', '\u{1f600}': '2', '\uffff': '3', a: '4' }, labels.shape),
        (key, item) => [key, item],
      ),
      [
        ['a', '4'],
        ['b', '1'],
        ['\uffff', '3'],
        ['\u{1f600}', '2'],
      ],
    ],
    ['field', each(known<never>([{ name: 'A' }, { name: 'B' }], env.shape), (item) => field(item, 'name')), ['A', 'B']],
    [
      'field of a part, optionalField',
      each(known<never>([{ of: { name: 'A' } }, { of: {} }], env.shape), (item) => [
        field(item, 'of', 'name'),
        optionalField(item, ['of', 'name'], 'none'),
      ]),
      [
        ['A', 'A'],
        [undefined, 'none'],
      ],
    ],
    ['collection', collection('c', ['a', undefined]), ['a']],
    ['collections of nothing', [collection('c', [undefined]), collection('c', { a: undefined })], [[], {}]],
    ['a collection that is a map', collection('c', { a: 'x', b: undefined }), { a: 'x' }],
    ['named', named('n', 'x'), 'x'],
    ['shared', shared('s', ['x']), ['x']],
    ['choose', f.choose<string>(true, 'a', 'b'), 'a'],
    [
      'and, or, not',
      [f.and(true, false), f.or(false, true), f.not(true), f.and(), f.or()],
      [false, true, false, true, false],
    ],
    ['equal, greater', [f.equal('a', 'a'), f.greater(1, 2)], [true, false]],
    ['add, multiply', [f.add(2, 3), f.multiply(-1, 0)], [5, 0]],
    [
      'divide, towards zero',
      [f.divide(7, 2), f.divide(-7, 2), f.divide(-1, 2), f.divide(1, -2), f.divide(2 ** 53 - 1, 2 ** 52)],
      [3, -3, 0, 0, 1],
    ],
    [
      'integerOf',
      ['12', '007', '', '-1', '1.5', '12Gi', '999999999999999', '1000000000000000'].map((digits) =>
        f.integerOf(digits),
      ),
      [12, 7, 0, 0, 0, 0, 999999999999999, 0],
    ],
    ['find', [f.find('1.5Gi', '[0-9]+'), f.find('1.5Gi', '[A-Z][a-z]*$'), f.find('1.5Gi', 'x')], ['1', 'Gi', '']],
    [
      'findAfter: the start is no pattern',
      [f.findAfter('a.b1 a+b2', 'a+b', '[0-9]'), f.findAfter('a.b1', 'a+b', ''), f.findAfter('xab', 'x', 'b|a')],
      ['a+b2', '', 'xa'],
    ],
    ['join, has', [f.join(['a', 'b'], '-'), f.has(['a'], 'a')], ['a-b', true]],
    [
      'repeated: each once, in the order in which they come again',
      [f.repeated(['a', 'b', 'b', 'a', 'a', 'c']), f.repeated(['a', 'b'])],
      ['b, a', ''],
    ],
    ['contains, matches', [f.contains('abc', 'b'), f.matches('abc', '^b')], [true, false]],
    ['truncate, byteLength', [f.truncate('abc', 2), f.truncate('😀é', 1), f.byteLength('ñ')], ['ab', '😀', 2]],
    ['orDefault, notEmpty', [f.orDefault('', 'x'), f.notEmpty({})], ['x', false]],
    [
      'base64, sha256',
      [f.base64('a'), f.sha256('')],
      ['YQ==', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ],
    ['merge', f.merge({ a: 'base', b: 'base' }, { b: '', c: 'over' }), { a: 'base', b: '', c: 'over' }],
    ['toJson of nothing', f.toJson(undefined), 'null'],
    ['toJson', f.toJson({ b: '<', a: 1e6 }), String.raw`{"a":1000000,"b":"\u003c"}`],
    ['a decided connective', [f.and(true, on) === on, f.or(on, true), f.and(on, false)], [true, true, false]],
  ])('%s', (_name, computed, expected) => {
    expect(computed).toEqual(expected);
  });
});

describe('what is empty is absent', () => {
  const VALUES = { image: { tag: '' }, on: false, hosts: [], labels: {} };
  test.each<[string, Tree, unknown]>([
    ['a literal {} stays', { a: {} }, { a: {} }],
    ['an empty list goes, with its key', { a: [], b: 1 }, { b: 1 }],
    ['a map that lost all its fields goes', { a: { b: { c: when(on, 1) } }, d: 1 }, { d: 1 }],
    ['an item that is not there leaves no hole', { a: [1, when(on, 2), 3] }, { a: [1, 3] }],
    ['a loop over nothing', { a: [...each(hosts, ({ name }) => name)], b: 1 }, { b: 1 }],
    ['the user’s empty map stays, unless asked not to', { a: labels, b: unlessEmpty(labels) }, { a: {} }],
    [
      'a map keeps its own fields when extended',
      { a: extend({ x: 'mine' }, { x: 'theirs', y: 'z' }) },
      { a: { x: 'mine', y: 'z' } },
    ],
    ['a map extended by nothing', { a: extend({ x: when(on, 'y') }, labels) }, undefined],
    ['nothing at all', { a: when(on, 1) }, undefined],
  ])('%s', (_name, tree, expected) => {
    expect(evaluate(tree, { values: VALUES, release: { name: 'r', namespace: 'n' } })).toEqual(expected);
  });
});

/** The lines of a template, without its comment. */
function printed(tree: Tree): readonly string[] {
  return new TemplatePrinter('c').manifest(tree, { comment: '' }).trimEnd().split('\n').slice(1);
}

describe('printed', () => {
  test.each<[string, Tree, readonly string[]]>([
    ['a text', { a: tag }, ['a: {{ .Values.image.tag | quote }}']],
    ['a small number', { a: size }, ['a: {{ .Values.size }}']],
    ['a number without bounds', { a: big }, ['a: {{ int64 .Values.big }}']],
    [
      'text with values',
      { a: text`${tag}-100%-${size}` },
      ['a: {{ printf "%s-100%%-%d" .Values.image.tag (int64 .Values.size) | quote }}'],
    ],
    ['a field', { a: when(on, 1) }, ['{{- if .Values.on }}', 'a: 1', '{{- end }}']],
    [
      'one field or another',
      { a: when(on, 1, 2) },
      ['{{- if .Values.on }}', 'a: 1', '{{- else }}', 'a: 2', '{{- end }}'],
    ],
    [
      'neighbours with one condition',
      { a: when(on, 1), b: when(on, 2) },
      ['{{- if .Values.on }}', 'a: 1', 'b: 2', '{{- end }}'],
    ],
    [
      'neighbours whose conditions were made apart',
      { a: when(f.equal(tag, 'x'), 1), b: when(f.equal(tag, 'x'), 2) },
      ['{{- if eq .Values.image.tag "x" }}', 'a: 1', 'b: 2', '{{- end }}'],
    ],
    [
      'items with one condition',
      { args: ['x', when(on, '--a'), when(on, text`--b=${tag}`), when(on, { c: 1 })] },
      [
        'args:',
        '  - x',
        '  {{- if .Values.on }}',
        '  - --a',
        '  - {{ printf "--b=%s" .Values.image.tag | quote }}',
        '  - c: 1',
        '  {{- end }}',
      ],
    ],
    [
      'neighbours with one condition, and what else there is',
      { a: when(on, 1, 2), b: when(on, 3), c: when(on, undefined, 4), d: when(on, 5, 6) },
      [
        '{{- if .Values.on }}',
        'a: 1',
        'b: 3',
        '{{- else }}',
        'a: 2',
        '{{- end }}',
        '{{- if not .Values.on }}',
        'c: 4',
        '{{- end }}',
        '{{- if .Values.on }}',
        'd: 5',
        '{{- else }}',
        'd: 6',
        '{{- end }}',
      ],
    ],
    [
      'a condition in neighbours with one condition',
      {
        a: when(on, { x: when(f.notEmpty(tag), 1), z: 0 }),
        b: when(on, when(f.notEmpty(tag), 2)),
        c: when(on, when(f.notEmpty(tag), 3)),
      },
      [
        '{{- if .Values.on }}',
        'a:',
        '  {{- if .Values.image.tag }}',
        '  x: 1',
        '  {{- end }}',
        '  z: 0',
        '{{- if .Values.image.tag }}',
        'b: 2',
        'c: 3',
        '{{- end }}',
        '{{- end }}',
      ],
    ],
    [
      'a field and the list that it is about',
      { a: when(f.notEmpty(hosts), 1), b: [...each(hosts, ({ name }) => ({ name }))] },
      [
        '{{- if .Values.hosts }}',
        'a: 1',
        'b:',
        '  {{- range $host := .Values.hosts }}',
        '  - name: {{ $host.name | quote }}',
        '  {{- end }}',
        '{{- end }}',
      ],
    ],
    [
      'not neighbours',
      { a: when(on, 1), b: 2, c: when(on, 3) },
      ['{{- if .Values.on }}', 'a: 1', '{{- end }}', 'b: 2', '{{- if .Values.on }}', 'c: 3', '{{- end }}'],
    ],
    [
      'two loops over one list, whose items must not be mixed',
      { a: [...each(hosts, ({ name }) => text`${name}!`), ...each(hosts, ({ name }) => text`${name}?`)] },
      [
        '{{- if .Values.hosts }}',
        'a:',
        '  {{- range $host := .Values.hosts }}',
        '  - {{ printf "%s!" $host.name | quote }}',
        '  {{- end }}',
        '  {{- range $host := .Values.hosts }}',
        '  - {{ printf "%s?" $host.name | quote }}',
        '  {{- end }}',
        '{{- end }}',
      ],
    ],
    [
      'a collection whose items have one condition',
      { a: f.join(collection('c', ['x', when(on, tag), when(on, 'y')]), ',') },
      [
        '{{- $c := list "x" }}',
        '{{- if .Values.on }}',
        '{{- $c = append $c .Values.image.tag }}',
        '{{- $c = append $c "y" }}',
        '{{- end }}',
        'a: {{ join "," $c | quote }}',
      ],
    ],
    [
      'a map of the user’s',
      { a: unlessEmpty(labels) },
      ['{{- with .Values.labels }}', 'a:', '  {{- toYaml . | nindent 2 }}', '{{- end }}'],
    ],
    [
      'a loop',
      { a: ['x', ...each(hosts, ({ name, port }) => ({ name, port }))] },
      [
        'a:',
        '  - x',
        '  {{- range $host := .Values.hosts }}',
        '  - name: {{ $host.name | quote }}',
        '    port: {{ int64 (default 80 $host.port) }}',
        '  {{- end }}',
      ],
    ],
    [
      'a loop over a map',
      { a: ['x', ...eachEntry(labels, (key, item) => text`${key}=${item}`)] },
      [
        'a:',
        '  - x',
        '  {{- range $labelKey, $label := .Values.labels }}',
        '  - {{ printf "%s=%s" $labelKey $label | quote }}',
        '  {{- end }}',
      ],
    ],
    [
      'a whole list',
      { a: ['x', ...each(env, (item) => item)] },
      ['a:', '  - x', '  {{- with .Values.env }}', '  {{- toYaml . | nindent 2 }}', '  {{- end }}'],
    ],
    [
      'a list to compute with',
      {
        a: f.has(
          collection(
            'names',
            each(env, (item) => field(item, 'name')),
          ),
          'X',
        ),
      },
      [
        '{{- $names := list }}',
        '{{- range $envItem := .Values.env }}',
        '{{- $names = append $names $envItem.name }}',
        '{{- end }}',
        'a: {{ has "X" $names }}',
      ],
    ],
    [
      'conditions as a person writes them',
      { a: when(f.and(on, f.not(f.notEmpty(hosts))), 1) },
      ['{{- if and .Values.on (not .Values.hosts) }}', 'a: 1', '{{- end }}'],
    ],
    ['another than these two', { a: when(f.not(on), 1) }, ['{{- if not .Values.on }}', 'a: 1', '{{- end }}']],
    [
      'one text or another',
      { a: f.choose(on, tag, 'x') },
      ['a: {{ ternary .Values.image.tag "x" .Values.on | quote }}'],
    ],
    ['one number or another', { a: f.choose(on, size, 2) }, ['a: {{ ternary (int64 .Values.size) 2 .Values.on }}']],
    ['equal, or', { a: f.or(on, f.equal(tag, 'x')) }, ['a: {{ or .Values.on (eq .Values.image.tag "x") }}']],
    ['greater', { a: f.greater(size, 5) }, ['a: {{ gt (int64 .Values.size) 5 }}']],
    ['add, multiply', { a: f.add(f.multiply(size, 2), 1) }, ['a: {{ add (mul (int64 .Values.size) 2) 1 }}']],
    ['byteLength', { a: f.byteLength(tag) }, ['a: {{ len .Values.image.tag }}']],
    [
      'truncate, sha256',
      { a: f.truncate(f.sha256(tag), 8) },
      ['a: {{ trunc 8 (sha256sum .Values.image.tag) | quote }}'],
    ],
    ['base64', { a: f.base64(tag) }, ['a: {{ b64enc .Values.image.tag | quote }}']],
    ['orDefault', { a: f.orDefault(tag, 'x') }, ['a: {{ default "x" .Values.image.tag | quote }}']],
    ['contains', { a: f.contains(tag, 'x') }, ['a: {{ contains "x" .Values.image.tag }}']],
    ['divide', { a: f.divide(size, 2) }, ['a: {{ div (int64 .Values.size) 2 }}']],
    [
      'integerOf, find',
      { a: f.integerOf(f.find(tag, '[0-9]+')) },
      ['a: {{ atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" .Values.image.tag)) }}'],
    ],
    [
      'findAfter',
      { a: f.findAfter('/x=1/', tag, '[0-9]+') },
      [String.raw`a: {{ regexFind (print (regexQuoteMeta .Values.image.tag) "(?:[0-9]+)") "/x=1/" | quote }}`],
    ],
    ['matches', { a: f.matches(tag, '^v\\d') }, [String.raw`a: {{ regexMatch "^v\\d" .Values.image.tag }}`]],
    [
      'join',
      { a: f.join(collection('c', [tag, 'x']), ',') },
      ['a: {{ join "," (list .Values.image.tag "x") | quote }}'],
    ],
    [
      'repeated',
      { a: f.repeated(collection('c', [tag, 'x'])) },
      ['a: {{ include "c.repeated" (list .Values.image.tag "x") | quote }}'],
    ],
    [
      'what the chart is called',
      { a: new Expr({ op: 'chart', own: 'c' }, { type: 'string' }) },
      ['a: {{ .Chart.Name | quote }}'],
    ],
    ['toJson', { a: f.toJson(collection('c', { b: tag })) }, ['a: {{ toJson (dict "b" .Values.image.tag) | quote }}']],
    [
      'concatenate',
      { a: concatenate([tag, '/', concatenate([tag, 1])]) },
      ['a: {{ printf "%s/%s1" .Values.image.tag .Values.image.tag | quote }}'],
    ],
    ['a named text', { a: named('tag', tag) }, ['a: {{ include "c.tag" . | quote }}']],
    ['shared items', { a: ['x', ...shared('s', [tag])] }, ['a:', '  - x', '  {{- include "c.s" . | nindent 2 }}']],
    [
      'a map extended',
      { a: extend({ x: 'own' }, labels) },
      [
        'a:',
        '  x: own',
        '  {{- with omit (default dict .Values.labels) "x" }}',
        '  {{- toYaml . | nindent 2 }}',
        '  {{- end }}',
      ],
    ],
    [
      'a map merged over a collection',
      { a: unlessEmpty(f.merge(collection('own', { x: when(on, 'own') }) as typeof labels, labels)) },
      [
        '{{- $own := dict }}',
        '{{- if .Values.on }}',
        '{{- $_ := set $own "x" "own" }}',
        '{{- end }}',
        '{{- with mergeOverwrite (dict) $own (default dict .Values.labels) }}',
        'a:',
        '  {{- toYaml . | nindent 2 }}',
        '{{- end }}',
      ],
    ],
    ['text in several lines', { a: 'x\n  {{ y }}\n' }, ['a: |', '  x', '    {{ "{{" }} y }}']],
    ['text that Helm would delete', { a: 'a <no value>' }, [String.raw`a: "a \u003cno value>"`]],
  ])('%s', (_name, tree, expected) => {
    expect(printed(tree)).toEqual(expected);
  });
});

test('lines of text with one condition', () => {
  const text = new TemplatePrinter('c').text(['x', when(on, 'a'), when<Tree>(on, ['b', tag]), when(on, 'c', 'd'), 'y']);
  expect(text.trimEnd().split('\n')).toEqual([
    'x',
    '{{- if .Values.on }}',
    'a',
    'b',
    '{{ .Values.image.tag }}',
    'c',
    '{{- else }}',
    'd',
    '{{- end }}',
    'y',
  ]);
});

test('what templates include is defined once, by name', () => {
  const printer = new TemplatePrinter('c');
  const inner = named('inner', text`${tag}!`);
  const tree = { a: named('outer', text`${inner}?`), b: inner, c: [...shared('items', [tag, 'x'])] };
  printer.manifest(tree, { comment: '' });
  printer.manifest(tree, { comment: '' });
  expect(printer.helpers().split('\n')).toEqual([
    '{{- define "c.inner" -}}',
    '{{- printf "%s!" .Values.image.tag }}',
    '{{- end }}',
    '',
    '{{- define "c.items" -}}',
    '- {{ .Values.image.tag | quote }}',
    '- x',
    '{{- end }}',
    '',
    '{{- define "c.outer" -}}',
    '{{- printf "%s?" (include "c.inner" .) }}',
    '{{- end }}',
    '',
  ]);
});

test('a function that no pipeline computes is a template of its own', () => {
  const printer = new TemplatePrinter('c');
  printer.manifest({ a: f.repeated(collection('c', [tag])) }, { comment: '' });
  expect(printer.helpers().split('\n')).toEqual([
    '{{- define "c.repeated" -}}',
    '{{- $seen := list }}',
    '{{- $again := list }}',
    '{{- range . }}',
    '{{- if has . $seen }}',
    '{{- $again = append $again . }}',
    '{{- end }}',
    '{{- $seen = append $seen . }}',
    '{{- end }}',
    '{{- join ", " (uniq $again) }}',
    '{{- end }}',
    '',
  ]);
});

test('a list of manifests is a document for each, wherever each may stand', () => {
  const objects = [
    { kind: 'A', of: tag },
    when(on, { kind: 'B' }),
    ...each(env, (object) => object),
    ...each(hosts, ({ name }) => ({ kind: 'C', name })),
  ];
  expect(new TemplatePrinter('c').manifest(objects, { comment: 'several', condition: on }).split('\n')).toEqual([
    '{{- /* several */}}',
    '{{- if .Values.on }}',
    '---',
    'kind: A',
    'of: {{ .Values.image.tag | quote }}',
    '{{- if .Values.on }}',
    '---',
    'kind: B',
    '{{- end }}',
    '{{- range $envItem := .Values.env }}',
    '---',
    '{{- toYaml $envItem | nindent 0 }}',
    '{{- end }}',
    '{{- range $host := .Values.hosts }}',
    '---',
    'kind: C',
    'name: {{ $host.name | quote }}',
    '{{- end }}',
    '{{- end }}',
    '',
  ]);
});

test('text of the author’s reaches Kubernetes as it is, whatever Helm would make of it', async () => {
  const texts = [
    '{{ .Values.x }}',
    '{{{ x }}}',
    '}} {{',
    '{{/* x */}}',
    '<no value>',
    'a\n{{- end }}\n  }}\n',
    '%s %d%',
  ];
  const tree = { texts, keys: Object.fromEntries(texts.map((key) => [key, text`${tag} ${key}`])) };
  const template = new TemplatePrinter('tiny').manifest(tree, { comment: 'texts' });
  const chart = { 'Chart.yaml': CHART_YAML, 'values.yaml': 'image: { tag: v }\n', 'templates/t.yaml': template };
  const { stdout, stderr } = await withFolder(chart, (folder) => helm('4').run(['template', folder]));
  expect(stderr).toBe('');
  expect(readDocuments(stdout, 'helm').map((document) => document.value)).toEqual([
    { texts, keys: Object.fromEntries(texts.map((key) => [key, `v ${key}`])) },
  ]);
});

describe('mistakes in a chart are found when it is printed', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a body that may be empty',
      () => printed({ a: [...each(hosts, ({ name }) => when(on, name))], b: [] }),
      'must always give something',
    ],
    [
      'a field that is a loop',
      () => evaluate({ a: each(hosts, ({ name }) => name)[0] }, { values: {}, release: { name: '', namespace: '' } }),
      'spread it into one',
    ],
    [
      'an item outside its loop',
      () => {
        const [loop] = each(hosts, ({ name }) => name) as unknown as [Expr<string>];
        return printed({ a: loop.node.op === 'each' ? loop.node.body : undefined });
      },
      'outside its each()',
    ],
    ['eachEntry() of a literal', () => eachEntry({ a: 'b' }, (key) => key), 'takes a map of the values'],
    [
      'a condition where a single value is needed',
      () => printed({ a: f.base64(when(on, 'x') as unknown as Value<string>) }),
      'use choose() or collection()',
    ],
    ['field() of something else', () => field(labels as unknown as Expr<never>, 'a'), 'takes an item of each()'],
  ])('%s', (_name, mistake, message) => {
    expect(mistake).toThrow(message);
  });
});
