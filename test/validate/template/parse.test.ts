/** The parser against real Helm: it accepts what Helm parses, and says of the rest what Helm says, with the same line. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commonFunctions } from '../../../lib/validate/template/functions';
import { parseTemplate } from '../../../lib/validate/template/parse';
import { TemplateSyntaxError } from '../../../lib/validate/template/syntax-error';
import { helms, type Helm } from '../../support/helm';
import { withChart } from '../../support/helm-yaml';

const file = 'oracle/templates/_0.tpl';

/** `12: unexpected …`, or undefined if it parses. */
function problemOf(text: string): string | undefined {
  try {
    parseTemplate(text, file, commonFunctions);
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    // Helm shows only what follows the last colon.
    return `${error.goLine}: ${error.reason.replace(/^.*: /s, '')}`;
  }
}

/** Partials are parsed, not rendered: what Helm says is about their syntax alone. */
async function helmProblemOf(helm: Helm, texts: readonly string[]): Promise<string | undefined> {
  const files = Object.fromEntries(texts.map((text, index) => [`templates/_${index}.tpl`, text]));
  return withChart(files, async (folder) => {
    const { code, stderr } = await helm.run(['template', folder]);
    if (code === 0) return undefined;
    const found = /parse error at \(oracle\/templates\/_\d+\.tpl:(\d+)\): (.*)/s.exec(stderr);
    return found === null
      ? stderr.trim()
      : `${found[1] ?? ''}: ${found[2]?.replace(/\n\n?Use --debug[\s\S]*$/, '').trim() ?? ''}`;
  });
}

const good = [
  '',
  'plain {text} } }}',
  '{{ .Values.a.b }}{{ $.Values.a }}{{ . }}{{ $ }}',
  '{{- /* a comment */ -}}  x',
  '{{/* a\nb */}}',
  '{{- $x := 1 -}}{{ $x = 2 }}{{ $x }}',
  '{{ range $k, $v := .m }}{{ $k }}{{ break }}{{ continue }}{{ else }}none{{ end }}',
  '{{ range $i := until 3 }}{{ $i }}{{ end }}',
  '{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}',
  '{{ with .a }}1{{ else with .b }}2{{ else }}3{{ end }}',
  '{{ with $x := .a }}{{ $x.b }}{{ end }}',
  '{{ define "a.b" }}x{{ end }}{{ template "a.b" }}{{ template "a.b" . }}{{ block "c" . }}d{{ end }}',
  '{{ define `raw` }}x{{ end }}{{ include `raw` . | nindent 4 }}',
  '{{ (.a | default dict).b.c }}{{ (index .a 0).b }}',
  '{{ .Capabilities.APIVersions.Has "v1" }}',
  '{{ printf "%d %s\\t\\u00e9\\x41\\101" 1 "b" | quote }}',
  "{{ 'a' }}{{ '\\n' }}{{ '\\'' }}{{ '\\x41' }}",
  '{{ 1 }}{{ -1 }}{{ +1 }}{{ 0x1F }}{{ 0o17 }}{{ 017 }}{{ 0b11 }}{{ 1_000 }}{{ 1.5e3 }}{{ .5 }}{{ 1i }}{{ 1+2i }}{{ 0x1p4 }}',
  '{{ 18446744073709551615 }}{{ -9223372036854775808 }}',
  '{{ true }}{{ print nil }}',
  '{{ and .a (or .b (not .c)) }}',
  '{{ .a\n  | quote\n}}',
  '{{if .a}}x{{end}}',
  '{{ if (not .a) -}} x {{- end -}}',
  '{{ .été }}',
  '{{ include "a" (dict "b" . "c" (list 1 2)) }}',
  '{{ $x := .a }}{{ range .b }}{{ $y := $x }}{{ $y }}{{ end }}',
  '{{ $a := 1 }}{{ define "own" }}{{ $ }}{{ end }}{{ $a }}',
  'a{{ 3 -}}  b {{- 4 }}c',
  '{{ define "empty" }}{{ end }}{{ define "empty" }}x{{ end }}',
  '{{ "a" | quote }}{{ (print 1).a }}',
];

const bad = [
  '{{ .a',
  'a\n{{ .a }\n\n}}',
  '{{ if .a }}',
  '{{ if }}x{{ end }}',
  '{{ end }}',
  '{{ else }}',
  '{{ if .a }}{{ else }}{{ else }}{{ end }}',
  '{{ range .a }}{{ else range .b }}{{ end }}',
  '{{ $x }}',
  '{{ range $x := .a }}{{ end }}{{ $x }}',
  '{{ nosuch .a }}',
  '\n\n{{ nosuch }}',
  '{{ .a | }}',
  '{{ | quote }}',
  '{{ .a | "b" }}',
  '{{ .a | 1 }}',
  '{{ 1 | . }}',
  '{{ }}',
  '{{ () }}',
  '{{ (.a }}',
  '{{ .a) }}',
  '{{ "a }}',
  '{{ "a\n" }}',
  '{{ `a }}',
  "{{ 'a }}",
  "{{ 'ab' }}",
  "{{ '' }}",
  '{{ "\\q" }}',
  '{{ "\\\'" }}',
  '{{ "\\400" }}',
  '{{ 1a }}',
  '{{ 09 }}',
  '{{ 1__0 }}',
  '{{ 99999999999999999999 }}',
  '{{ 1+2 }}',
  '{{/* a }}',
  '{{/* a */ }}',
  '{{ /* a */ }}',
  '{{ a.b }}',
  '{{ .a.1 }}',
  '{{ .a-b }}',
  '{{ .Values.foo-bar }}',
  '{{ $x+2 }}',
  '{{ $x := }}',
  '{{ $x, $y := .a }}',
  '{{ range $x, $y, $z := .a }}{{ end }}',
  '{{ range $x, 1 := .a }}{{ end }}',
  '{{ if $x, $y := .a }}{{ end }}',
  '{{ break }}',
  '{{ continue }}',
  '{{ range .a }}{{ break 1 }}{{ end }}',
  '{{ define }}{{ end }}',
  '{{ define a }}{{ end }}',
  '{{ define "a" . }}{{ end }}',
  '{{ define "a" }}',
  '{{ define "a" }}{{ else }}{{ end }}',
  '{{ if .a }}{{ define "b" }}{{ end }}{{ end }}',
  '{{ define "a" }}x{{ end }}{{ define "a" }}y{{ end }}',
  '{{ template }}',
  '{{ template a . }}',
  '{{ template "a" b c }}',
  '{{ block "a" }}{{ end }}',
  '{{ nil.a }}',
  '{{ "a".b }}',
  '{{ 1.b }}',
  '{{ true.a }}',
  '{{ .a ; }}',
  '{{ ; }}',
  '{{ .a # }}',
  '{{ .a é }}',
  '{{ .a “b” }}',
  '{{ env "HOME" }}',
  '{{ expandenv "HOME" }}',
  '{{-3}}{{- 3}}{{3 -}}{{3-}}',
  '{{{ .a }}}',
  '{{ end 1 }}',
  '{{ if .a }}x{{ end if }}',
  '{{ .a == .b }}',
  '{{ if .a = .b }}{{ end }}',
  '{{ $x:=1 }}{{ $x }}{{ $y }}',
  '{{ : }}',
  '{{ range }}{{ end }}',
  '{{ quote(.a) }}',
  '{{ .a "b"c }}',
  '{{ (.a)b }}',
  '{{ .a}}\n{{ if .b }}\n{{ .c\n\n',
];

describe.each(helms().map((helm, index) => [helm.version, helm, index] as const))('like Helm %s', (_, helm, part) => {
  /** Each text by one of the Helms: they have the same parser, and a run tells of one text. */
  const ownShare = (texts: readonly string[]) => texts.filter((_text, index) => index % helms().length === part);

  test('accepts', async () => {
    expect(good.map(problemOf)).toEqual(good.map(() => undefined));
    expect(await helmProblemOf(helm, good)).toBeUndefined();
  });

  test('refuses with the same words', async () => {
    const helmSays: (string | undefined)[] = [];
    for (const text of ownShare(bad)) helmSays.push(await helmProblemOf(helm, [text]));
    expect(ownShare(bad).map(problemOf)).toEqual(helmSays);
  });

  test('knows the same functions', async () => {
    const texts = [...commonFunctions].map((name) => `{{ ${name} }}`);
    expect(await helmProblemOf(helm, texts)).toBeUndefined();
  });

  test('on random templates', async () => {
    const texts = fc.sample(arbitraryTemplate, { numRuns: 400, seed: helm.version.length * 7 + 1 });
    const accepted = texts.filter((text) => problemOf(text) === undefined);
    const refused = texts.filter((text) => problemOf(text) !== undefined);
    expect(accepted.length).toBeGreaterThan(60);
    expect(refused.length).toBeGreaterThan(20);
    expect(await helmProblemOf(helm, accepted)).toBeUndefined();
    for (const text of refused.slice(0, 6))
      expect([text, problemOf(text)]).toEqual([text, await helmProblemOf(helm, [text])]);
  });
});

test('says where', () => {
  expect(() => parseTemplate('a\n  {{ nosuch }}', 'x.yaml')).toThrow('x.yaml:2:6: function "nosuch" not defined');
});

/** Sequences of pieces: most of what comes out is close to a template, and much of it is one. */
const piece = fc.constantFrom(
  ...[
    '{{ .a }}',
    '{{ if .a }}',
    '{{ end }}',
    '{{ end }}',
    '{{ else }}',
    '{{ else if .b }}',
    '{{ range $i := .c }}',
    '{{- with .d -}}',
  ],
  ...[
    'text',
    '\n',
    '{{/* c */}}',
    '{{ $x := 1 }}',
    '{{ $x }}',
    '{{ print (1) | quote }}',
    '{{ break }}',
    '{{ $.a.b "s" 1.5 }}',
  ],
);
const token = fc.constantFrom(
  ...[
    '.',
    '.a',
    '$',
    '$x',
    ':=',
    '=',
    '|',
    '(',
    ')',
    '"s"',
    '`r`',
    "'c'",
    '1',
    '0x',
    '-',
    ',',
    ' ',
    '\n',
    'quote',
    'if',
  ],
  ...['end', 'nil', 'true', '{{', '}}', '-}}', '{{-', '/*', '*/', '.b.c', '#', '1e', 'i', '\\'],
);
const arbitraryTemplate = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.array(piece, { maxLength: 4 }).map((pieces) => `{{ if .a }}${pieces.join('')}{{ end }}`),
  fc.array(token, { maxLength: 6 }).map((tokens) => `{{ ${tokens.join('')} }}`),
  fc.array(token, { maxLength: 5 }).map((tokens) => `{{ .a ${tokens.join(' ')} }}`),
);

describe('what our stack does not hold is said', () => {
  const nested = (open: string, count: number, end = '{{ end }}') => open.repeat(count) + 'x' + end.repeat(count);
  const tooDeep = 'too deep to be checked: 500 blocks within each other';

  test.each([
    ['branches', nested('{{ if true }}', 5000), tooDeep],
    ['blocks', nested('{{ block "a" . }}', 5000), tooDeep],
    ['else if', `{{ if true }}${'{{ else if true }}'.repeat(5000)}{{ end }}`, tooDeep],
  ])('%s', (_, text, reason) => {
    expect(() => parseTemplate(text, file)).toThrow(reason);
  });

  /** At the end of the stack, as soon as there is enough of it for an answer. */
  function withLittleStack<T>(run: () => T): T {
    try {
      return withLittleStack(run);
    } catch (error) {
      if (error instanceof RangeError) return run();
      throw error;
    }
  }

  test('also where others have left little of it', () => {
    const text = nested(`{{ if ${'('.repeat(20)}true${')'.repeat(20)} }}`, 60);
    expect(problemOf(text)).toBeUndefined();
    expect(() => withLittleStack(() => parseTemplate(text, file))).toThrow(
      'too deep to be checked: parentheses within blocks',
    );
  });

  test('what is less deep is read', () => {
    expect(problemOf(nested('{{ if true }}', 499))).toBeUndefined();
  });
});
