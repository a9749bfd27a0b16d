/** Which values a template uses, and whether it cares for their absence. */
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../lib/validate/template/analyse';
import { modelOf } from '../../../lib/validate/template/chart-model';

/** `a.b!` is bare, `a.b` guarded; `a.*` everything below. Steps on the way are left out. */
function usesOf(template: string, helpers = ''): readonly string[] {
  const files = new Map([
    ['templates/a.yaml', template],
    ['templates/_helpers.tpl', helpers],
  ]);
  const uses = analyse(modelOf({ files })).uses.filter(({ how, file }) => how !== 'step' && file !== 'Chart.yaml');
  return [
    ...new Set(uses.map(({ path, isBare, how }) => `${path.join('.')}${how === 'test' ? '?' : isBare ? '!' : ''}`)),
  ].sort();
}

describe('uses', () => {
  test.each<[string, string, readonly string[]]>([
    ['a field', '{{ .Values.a.b }}', ['a.b!']],
    ['through the root', '{{ range .Values.l }}{{ $.Values.a }}{{ end }}', ['a!', 'l']],
    ['an item', '{{ range .Values.l }}{{ .x }}{{ end }}', ['l', 'l.*.x']],
    ['a key and an item', '{{ range $k, $v := .Values.m }}{{ $v.x }}{{ end }}', ['m', 'm.*.x']],
    ['with', '{{ with .Values.a }}{{ .b }}{{ end }}', ['a.b', 'a?']],
    ['a variable', '{{ $a := .Values.a }}{{ $a }}', ['a!']],
    [
      'what a branch assigns',
      '{{ $x := .Values.a }}{{ if .Values.c }}{{ $x = .Values.b }}{{ end }}{{ $x }}',
      ['a', 'b', 'c?'],
    ],
    ['a default', '{{ .Values.a | default .Values.b }}', ['a', 'a?', 'b', 'b?']],
    ['index with a literal', '{{ index .Values "a-b" "c" }}', ['a-b.c!']],
    ['index with a variable', '{{ index .Values.m .Release.Name }}', ['m', 'm.*']],
    ['dig', '{{ dig "a" "b" "none" .Values.m }}', ['m.a.b', 'm.a.b?']],
    ['get', '{{ get .Values.m "a" }}', ['m.a']],
    ['hasKey', '{{ if hasKey .Values.m "a" }}{{ .Values.m.a }}{{ end }}', ['m.a', 'm.a?']],
    ['and', '{{ if and .Values.a .Values.a.b }}{{ .Values.a.b }}{{ end }}', ['a.b', 'a.b?', 'a?']],
    ['everything', '{{ toYaml .Values }}', ['!']],
    ['a subtree', '{{ toYaml .Values.a | nindent 2 }}', ['a!']],
  ])('%s', (_, template, expected) => {
    expect(usesOf(template)).toEqual([...expected].sort());
  });

  test.each<[string, string, string, readonly string[]]>([
    ['the root', '{{ include "h" . }}', '{{ .Values.a }}', ['a!']],
    ['a part', '{{ include "h" .Values.a }}', '{{ .b }}', ['a.b!']],
    ['a dict', '{{ include "h" (dict "x" .Values.a "top" $) }}', '{{ .x.b }}{{ .top.Values.c }}', ['a.b!', 'c!']],
    ['a merged dict', '{{ include "h" (merge (dict "x" 1) .) }}', '{{ .Values.a }}{{ .x }}', ['a']],
    ['a list', '{{ include "h" (list . .Values.a) }}', '{{ (index . 1).b }}', ['a.b']],
    ['within a condition', '{{ if .Values.a }}{{ include "h" . }}{{ end }}', '{{ .Values.a }}', ['a', 'a?']],
    [
      'as a condition',
      '{{ if eq (include "h" .) "x" }}{{ .Values.a.b }}{{ end }}',
      '{{ .Values.a.b }}',
      ['a.b', 'a.b!'],
    ],
    ['by a name made at run time', '{{ include (printf "%s" "h") .Values.a }}', '{{ .b }}', ['a.b!']],
    ['itself', '{{ include "h" .Values.a }}', '{{ .b }}{{ include "h" . }}', ['a.b!']],
  ])('of a define that is given %s', (_, template, body, expected) => {
    expect(usesOf(template, `{{ define "h" }}${body}{{ end }}`)).toEqual([...expected].sort());
  });

  test('of a define that nobody knows: all that it is given', () => {
    expect(usesOf('{{ include "other" (dict "x" .Values.a "top" .) }}')).toEqual(['', 'a!']);
  });
});

test('texts that tpl may run use values too', () => {
  const files = new Map([
    ['values.yaml', 'greeting: "{{ .Values.name }}"\nname: Ada\n'],
    ['templates/a.yaml', '{{ tpl .Values.greeting . }}'],
  ]);
  expect(analyse(modelOf({ files })).uses.map(({ path }) => path.join('.'))).toEqual(
    expect.arrayContaining(['greeting', 'name']),
  );
});

test('a list that grows in a loop ends', () => {
  const grow =
    '{{ $l := list }}' + '{{ range .Values.x }}{{ $l = append $l .a }}{{ $l = concat $l $l }}{{ end }}'.repeat(20);
  expect(usesOf(`${grow}{{ join "," $l }}`)).toEqual(['x', 'x.*.a', 'x.*.a.*']);
});

describe('a name made at run time calls what it may mean', () => {
  const defines = ['a', 'web.labels', 'web.%', 'labels.web', 'a'.repeat(5000)];
  test.each([
    ['printf "%s.labels" .x', ['web.labels']],
    ['printf "%-20s.%[1]v" .x', ['web.labels', 'web.%', 'labels.web']],
    ['printf "web.%%"', ['web.%']],
    ['print "web" .x', ['web.labels', 'web.%']],
    ['print .x "web"', ['labels.web']],
    [`printf "${'%sa'.repeat(50)}b" .x`, []],
    ['.x', defines],
  ])('%s', (name, expected) => {
    const bodies = defines.map((define) => `{{ define "${define}" }}{{ end }}`).join('');
    const files = new Map([['templates/a.yaml', `{{ include (${name}) . }}${bodies}`]]);
    expect([...analyse(modelOf({ files })).dynamicCalls]).toEqual(expected);
  });

  test('and is given up after a million comparisons', () => {
    const many = Array.from({ length: 1100 }, (_, index) => index);
    const calls = many.map((index) => `{{ include (printf "%s-${index}" .x) . }}`).join('');
    const bodies = many.map((index) => `{{ define "d${index}" }}{{ end }}`).join('');
    const isComplete = (text: string) => analyse(modelOf({ files: new Map([['templates/a.yaml', text]]) })).isComplete;
    expect([isComplete(calls), isComplete(bodies), isComplete(calls + bodies)]).toEqual([true, true, false]);
  });
});

test('defines that call each other deeper than our stack: what is not used is not known', () => {
  const helpers = Array.from({ length: 5000 }, (_, at) => `{{ define "d${at}" }}{{ include "d${at + 1}" . }}{{ end }}`);
  const files = new Map([
    ['templates/a.yaml', '{{ .Values.a }}{{ include "d0" . }}'],
    ['templates/_helpers.tpl', helpers.join('')],
  ]);
  const { uses, isComplete } = analyse(modelOf({ files }));
  expect(isComplete).toBe(false);
  expect(uses.map(({ path }) => path.join('.'))).toContain('a');
});

test('loops within each other that assign are gone through in bounded time', () => {
  const depth = 40;
  const loops = '{{ range .Values.list }}{{ $x = .name }}'.repeat(depth);
  const text = `{{ $x := 1 }}${loops}{{ $x }}${'{{ end }}'.repeat(depth)}`;
  const { uses, isComplete } = analyse(modelOf({ files: new Map([['templates/a.yaml', text]]) }));
  expect(isComplete).toBe(true);
  expect(uses.map(({ path }) => path.join('.'))).toContain('list');
});
