/** How a template is laid out: what shares a line, what is indented how far, and what is asked before it. */
import { expect, test } from '@jest/globals';
import type { Tree, Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import {
  collection,
  each,
  eachEntry,
  extend,
  field,
  named,
  shared,
  text,
  unlessEmpty,
  when,
} from '../../lib/expr/vocabulary';
import { env, labels, off, on, STRING, value, word } from './some-values';

const words = value<readonly Value<string>[]>('words', { type: 'list', item: STRING });
const hosts = value<readonly Value<string>[]>('hosts', { type: 'list', item: STRING });
const groups = value<readonly { readonly names: readonly Value<string>[] }[]>('groups', {
  type: 'list',
  item: { type: 'record', fields: { names: words.shape } },
});
const optional = (name: string, ...items: Value<string>[]) => f.join(collection(name, [when(on, 'x'), ...items]), ',');

const table: readonly (readonly [string, Tree, string])[] = [
  ['nothing', { a: when<Tree>(on, undefined, undefined), b: [] }, ''],
  ['what is empty, and written as such', { a: {}, b: [{}, []] }, `
a: {}
b:
  - {}`],
  ['neighbours at different depths', { a: ['x', when(on, 'y')], b: when(on, 2) }, `
a:
  - x
  {{- if .Values.on }}
  - "y"
  {{- end }}
{{- if .Values.on }}
b: 2
{{- end }}`],
  ['a map of the values', { a: labels, b: [labels] }, `
a:
  {{- toYaml (default dict .Values.labels) | nindent 2 }}
b:
  -
    {{- toYaml (default dict .Values.labels) | nindent 4 }}`],
  ['a list of the values', { a: words, b: { c: words } }, `
{{- with .Values.words }}
a:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .Values.words }}
b:
  {{- with .Values.words }}
  c:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}`],
  ['a map extended', { a: [extend({ x: 1 }, labels)], b: extend({ x: when(on, 1) }, labels) }, `
a:
  - x: 1
    {{- with omit (default dict .Values.labels) "x" }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- if or .Values.on (omit (default dict .Values.labels) "x") }}
b:
  {{- if .Values.on }}
  x: 1
  {{- end }}
  {{- with omit (default dict .Values.labels) "x" }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}`],
  ['a list in a list', { a: [['x', 'y'], [labels], [...shared('s', [word]), 'z']] }, `
a:
  - - x
    - "y"
  - -
      {{- toYaml (default dict .Values.labels) | nindent 6 }}
  -
    {{- include "c.s" . | nindent 4 }}
    - z`],
  ['an item whose first field may be absent', { a: [{ b: when(on, 1), c: 2 }, { d: 3, e: 4 }] }, `
a:
  -
    {{- if .Values.on }}
    b: 1
    {{- end }}
    c: 2
  - d: 3
    e: 4`],
  ['an item that may be absent', { a: ['x', { b: when(on, 1) }] }, `
a:
  - x
  {{- if .Values.on }}
  -
    {{- if .Values.on }}
    b: 1
    {{- end }}
  {{- end }}`],
  ['shared items that may be absent', { a: [...shared('s', [when(on, word)])], b: [...shared('t', [word])] }, `
{{- if .Values.on }}
a:
  {{- include "c.s" . | nindent 2 }}
{{- end }}
b:
  {{- include "c.t" . | nindent 2 }}`],
  ['either of two is always something', { a: { b: when(on, 1, 2) } }, `
a:
  {{- if .Values.on }}
  b: 1
  {{- else }}
  b: 2
  {{- end }}`],
  ['something or perhaps something', { a: { b: when(on, 1, when(off, 2)) } }, `
{{- if or .Values.on (and (not .Values.on) .Values.off) }}
a:
  {{- if .Values.on }}
  b: 1
  {{- else }}
  {{- if .Values.off }}
  b: 2
  {{- end }}
  {{- end }}
{{- end }}`],
  ['perhaps something or something', { a: { b: when(on, when(off, 1), 2) } }, `
{{- if or (and .Values.on .Values.off) (not .Values.on) }}
a:
  {{- if .Values.on }}
  {{- if .Values.off }}
  b: 1
  {{- end }}
  {{- else }}
  b: 2
  {{- end }}
{{- end }}`],
  ['a list that another list decides about', { a: when(f.notEmpty(words), [...each(hosts, (h) => text`${h}!`)]) }, `
{{- if .Values.words }}
{{- if .Values.hosts }}
a:
  {{- range $host := .Values.hosts }}
  - {{ printf "%s!" $host | quote }}
  {{- end }}
{{- end }}
{{- end }}`],
  ['a list that has something else in it', { a: when(f.has(words as never, 'x'), words) }, `
{{- if has "x" (default list .Values.words) }}
{{- with .Values.words }}
a:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}`],
  ['a map or another', { a: when(f.notEmpty(labels), labels as Tree, { x: 1 }) }, `
{{- if .Values.labels }}
a:
  {{- toYaml (default dict .Values.labels) | nindent 2 }}
{{- else }}
a:
  x: 1
{{- end }}`],
  ['a text unless it is empty', { a: unlessEmpty(word) }, `
{{- if .Values.word }}
a: {{ .Values.word | quote }}
{{- end }}`],
  ['a whole list, alone', { a: [...each(env, (one) => one)] }, `
{{- with .Values.env }}
a:
  {{- toYaml . | nindent 2 }}
{{- end }}`],
  ['a part of each item, alone', { a: [...each(env, (one) => field(one, 'name'))] }, `
{{- if .Values.env }}
a:
  {{- range $envItem := .Values.env }}
  - {{ $envItem.name | quote }}
  {{- end }}
{{- end }}`],
  ['the outer item for each inner one', { a: [...each(env, (one) => ({ b: ['x', ...each(hosts, () => one)] }))] }, `
{{- if .Values.env }}
a:
  {{- range $envItem := .Values.env }}
  - b:
      - x
      {{- range $host := $.Values.hosts }}
      -
        {{- toYaml $envItem | nindent 8 }}
      {{- end }}
  {{- end }}
{{- end }}`],
  ['one value for each item', { a: [...each(hosts, () => word)], b: [word] }, `
{{- if .Values.hosts }}
a:
  {{- range $host := .Values.hosts }}
  - {{ $.Values.word | quote }}
  {{- end }}
{{- end }}
b:
  - {{ .Values.word | quote }}`],
  ['text of several lines that would lose a space', { a: 'x\ny ', b: 'x\ny \n', c: 'x\ny' }, `
a: "x\\ny "
b: "x\\ny \\n"
c: |-
  x
  y`],
  ['a collection in a loop in a list', { a: ['x', ...each(hosts, (h) => optional('c', h))] }, `
a:
  - x
  {{- range $host := .Values.hosts }}
  {{- $c := list }}
  {{- if $.Values.on }}
  {{- $c = append $c "x" }}
  {{- end }}
  {{- $c = append $c $host }}
  - {{ join "," $c | quote }}
  {{- end }}`],
  ['a collection with a part of an item in a text', { a: ['x', ...each(hosts, (h) => optional('c', text`${h}!`))] }, `
a:
  - x
  {{- range $host := .Values.hosts }}
  {{- $c := list }}
  {{- if $.Values.on }}
  {{- $c = append $c "x" }}
  {{- end }}
  {{- $c = append $c (printf "%s!" $host) }}
  - {{ join "," $c | quote }}
  {{- end }}`],
  ['a collection with the key of an entry', { a: ['x', ...eachEntry(labels, (key) => optional('c', key))] }, `
a:
  - x
  {{- range $labelKey, $label := .Values.labels }}
  {{- $c := list }}
  {{- if $.Values.on }}
  {{- $c = append $c "x" }}
  {{- end }}
  {{- $c = append $c $labelKey }}
  - {{ join "," $c | quote }}
  {{- end }}`],
  ['a collection of the list of an item',
    { a: ['x', ...each(groups, ({ names }) => f.join(collection('c', each(names, (one) => one)), ','))] }, `
a:
  - x
  {{- range $group := .Values.groups }}
  {{- $c := list }}
  {{- range $name := $group.names }}
  {{- $c = append $c $name }}
  {{- end }}
  - {{ join "," $c | quote }}
  {{- end }}`],
  ['a collection of another list, and of null',
    { a: ['x', ...each(hosts, (h) => ({ h, all: f.join(collection('c', each(words, (one) => one)), ','),
      map: f.toJson(collection('m', { a: null, b: when(on, h) })) }))] }, `
{{- $c := list }}
{{- range $word := .Values.words }}
{{- $c = append $c $word }}
{{- end }}
a:
  - x
  {{- range $host := .Values.hosts }}
  {{- $m := dict }}
  {{- $_ := set $m "a" nil }}
  {{- if $.Values.on }}
  {{- $_ := set $m "b" $host }}
  {{- end }}
  - h: {{ $host | quote }}
    all: {{ join "," $c | quote }}
    map: {{ toJson $m | quote }}
  {{- end }}`],
  ['a collection with what may be absent', { a: f.toJson(collection('m', { a: words, b: word, c: { d: 1 } })),
    b: f.join(collection('c', ['x', undefined, word, when(on, 'y')]), ',') }, `
{{- $m := dict }}
{{- if .Values.words }}
{{- $_ := set $m "a" (default list .Values.words) }}
{{- end }}
{{- $_ := set $m "b" .Values.word }}
{{- $_ := set $m "c" (dict "d" 1) }}
{{- $c := list "x" }}
{{- $c = append $c .Values.word }}
{{- if .Values.on }}
{{- $c = append $c "y" }}
{{- end }}
a: {{ toJson $m | quote }}
b: {{ join "," $c | quote }}`],
  ['a collection built twice, and used twice', ((one, other) => ({ a: one, b: other, c: other, d: text`${other}!` }))(
    optional('c', word), optional('c', word)), `
{{- $c := list }}
{{- if .Values.on }}
{{- $c = append $c "x" }}
{{- end }}
{{- $c = append $c .Values.word }}
a: {{ join "," $c | quote }}
b: {{ join "," $c | quote }}
c: {{ join "," $c | quote }}
d: {{ printf "%s!" (join "," $c) | quote }}`],
]; // prettier-ignore

function printed(tree: Tree): string {
  return new TemplatePrinter('c')
    .manifest(tree, { comment: '' })
    .split('\n')
    .slice(1, -1)
    .map((line) => `\n${line}`)
    .join('');
}

test.each(table)('%s', (_name, tree, expected) => {
  expect(printed(tree)).toBe(expected);
});

/** A loop over a map has two variables: neither may be called like one around it. */
test.each<[string, Tree, string]>([
  [
    'a map’s key, as a list’s item around it',
    each(value<readonly Value<string>[]>('hostKeys', words.shape), (k) => ({
      b: ['x', ...eachEntry(value<Readonly<Record<string, string>>>('hosts', labels.shape), (key) => text`${k}${key}`)],
    })),
    '{{- range $host2Key, $host2 := $.Values.hosts }}',
  ],
  [
    'a list’s item, as a map’s key around it',
    eachEntry(value<Readonly<Record<string, string>>>('hosts', labels.shape), (key) => ({
      b: ['x', ...each(value<readonly Value<string>[]>('hostKeys', words.shape), (k) => text`${k}${key}`)],
    })),
    '{{- range $hostKey2 := $.Values.hostKeys }}',
  ],
  [
    'a list’s item, as a map’s item around it',
    eachEntry(value<Readonly<Record<string, string>>>('hosts', labels.shape), (key) => ({
      b: ['x', ...each(hosts, (h) => text`${h}${key}`)],
    })),
    '{{- range $host2 := $.Values.hosts }}',
  ],
])('%s', (_name, tree, opening) => {
  expect(printed({ a: tree })).toContain(opening);
});

const DOCUMENTS: readonly Tree[] = [{ a: when(on, 1) }, extend({ kind: 'A' }, labels)];

test.each<[string, (printer: TemplatePrinter) => string, string]>([
  ['documents that may be empty, or are extended', (p) => p.manifest(DOCUMENTS, { comment: 'x' }), `
{{- /* x */}}
{{- if .Values.on }}
---
{{- if .Values.on }}
a: 1
{{- end }}
{{- end }}
---
kind: A
{{- with omit (default dict .Values.labels) "kind" }}
{{- toYaml . | nindent 0 }}
{{- end }}`],
  ['a manifest that is never there', (p) => p.manifest({ a: 1 }, { comment: 'x', condition: false }), `
{{- /* x */}}`],
  ['a manifest that always is', (p) => p.manifest({ a: 1 }, { comment: 'x', condition: true }), `
{{- /* x */}}
a: 1`],
  ['plain text', (p) => p.text([optional('c', word), ...each(hosts, (h) => text`- ${h}`)]), `
{{- $c := list }}
{{- if .Values.on }}
{{- $c = append $c "x" }}
{{- end }}
{{- $c = append $c .Values.word }}
{{ join "," $c }}
{{- range $host := .Values.hosts }}
{{ printf "- %s" $host }}
{{- end }}`],
  ['a named text with a collection', (p) => {
    p.manifest({ a: named('n', optional('c', word)) }, { comment: '' });
    return p.helpers();
  }, `
{{- define "c.n" -}}
{{- $c := list }}
{{- if .Values.on }}
{{- $c = append $c "x" }}
{{- end }}
{{- $c = append $c .Values.word }}
{{- join "," $c }}
{{- end }}`],
  ['two names for one thing', (p) => {
    const [body, items] = [text`${word}!`, [word]];
    p.manifest({ a: named('m', body), b: named('n', body), c: [...shared('o', items), ...shared('p', items)] }, { comment: '' });
    return p.helpers();
  }, `
{{- define "c.m" -}}
{{- printf "%s!" .Values.word }}
{{- end }}

{{- define "c.n" -}}
{{- printf "%s!" .Values.word }}
{{- end }}

{{- define "c.o" -}}
- {{ .Values.word | quote }}
{{- end }}

{{- define "c.p" -}}
- {{ .Values.word | quote }}
{{- end }}`],
])('%s', (_name, print, expected) => {
  expect(`\n${print(new TemplatePrinter('c'))}`).toBe(`${expected}\n`);
}); // prettier-ignore
