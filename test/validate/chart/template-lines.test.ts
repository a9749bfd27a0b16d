/** Ground truth for places: what Helm prints, line by line, and the template's line that made it. */
import { describe, expect, test } from '@jest/globals';
import type { ExampleChart } from '../../../lib/validate/check';
import { loadChart } from '../../../lib/validate/chart/load';
import { ChartCopies } from '../../../lib/validate/chart/copies';
import { defaultRenderOptions } from '../../../lib/validate/chart/render';
import { chartSources } from '../../../lib/validate/chart/template-lines';
import { CHART_YAML, withFolder } from '../../support/chart-folder';
import { helms, type Helm } from '../../support/helm';
import { root } from '../../support/root';

/** `rendered line → template line: its text`, for each line that is not empty. */
async function linesOf(
  helm: Helm,
  path: string,
  values?: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const chart = loadChart(path);
  const copies = ChartCopies.of(chart, []);
  try {
    const options = { ...defaultRenderOptions, ...(values === undefined ? {} : { values }) };
    const [rendering, traced] = [await copies.render(helm, options), await copies.trace(helm, options)];
    if (!rendering.ok) throw new Error(rendering.error.message);
    const sources = chartSources(chart, rendering.documents, traced);
    return Object.fromEntries(
      sources.map((source) => {
        const lines = source.text().split('\n');
        const placed = lines.flatMap((text, index) => {
          const column = text.search(/\S/) + 1;
          if (column === 0 || text === '---') return [];
          const origin = source.origin?.({ line: index + 1, column });
          if (origin === undefined) return [`${text} <- itself`];
          const file = origin.file.slice(path.length + 1);
          const template = chart.view.files.get(file)?.split(/\r?\n/)[origin.line - 1] ?? '';
          return [`${text} <- ${template.slice(origin.column - 1)}`];
        });
        return [source.name, placed];
      }),
    );
  } finally {
    copies.dispose();
  }
}

async function rendered(helm: Helm, files: ExampleChart): Promise<readonly string[]> {
  const lines = await withFolder({ 'Chart.yaml': CHART_YAML, ...files }, (folder) => linesOf(helm, folder));
  return lines['tiny/templates/a.yaml'] ?? [];
}

const helpers = `{{- define "labels" }}
app: web
tier: {{ .Values.tier }}
{{- end }}`;

const cases: Readonly<Record<string, readonly [template: string, expected: readonly string[]]>> = {
  'literals, and values in them': [
    '# A comment.\nkind: A\nname: {{ .Release.Name }}-x\nlast: "{{ .Values.tier }}"\n',
    [
      '# A comment. <- # A comment.',
      'kind: A <- kind: A',
      'name: release-x <- name: {{ .Release.Name }}-x',
      'last: "back" <- last: "{{ .Values.tier }}"',
    ],
  ],
  'if and else, trimmed on either side': [
    'kind: A\n{{- if .Values.no }}\na: 1\n{{- else if .Values.tier }}\n\n\nb: 2\n{{- end }}\n{{ if true -}}\nc: 3 {{- /* note */}}\n{{- end }}\nd: 4\n',
    ['kind: A <- kind: A', 'b: 2 <- b: 2', 'c: 3 <- c: 3 {{- /* note */}}', 'd: 4 <- d: 4'],
  ],
  'range and with': [
    'kind: A\nlist:\n{{- range $i, $x := .Values.list }}\n- name: {{ $x }}\n  index: {{ $i }}\n{{- end }}\n{{- with .Values.map }}\nmap:\n  {{- toYaml . | nindent 2 }}\n{{- end }}\n',
    [
      'kind: A <- kind: A',
      'list: <- list:',
      ...['one', 'two'].flatMap((name, index) => [
        `- name: ${name} <- - name: {{ $x }}`,
        `  index: ${index} <- index: {{ $i }}`,
      ]),
      'map: <- map:',
      '  deep: <- {{- toYaml . | nindent 2 }}',
      '    key: 1 <- {{- toYaml . | nindent 2 }}',
      '  other: 2 <- {{- toYaml . | nindent 2 }}',
    ],
  ],
  'include, template, tpl': [
    'kind: A\nlabels:\n  {{- include "labels" . | nindent 2 }}\nmore:\n{{- include "labels" . | indent 2 }}\n{{ template "labels" . }}\n{{ tpl "x: {{ .Values.tier }}" . }}\nend: 1\n',
    [
      'kind: A <- kind: A',
      'labels: <- labels:',
      '  app: web <- {{- include "labels" . | nindent 2 }}',
      '  tier: back <- {{- include "labels" . | nindent 2 }}',
      'more:   <- more:',
      '  app: web <- {{- include "labels" . | indent 2 }}',
      '  tier: back <- {{- include "labels" . | indent 2 }}',
      'app: web <- {{ template "labels" . }}',
      'tier: back <- {{ template "labels" . }}',
      'x: back <- {{ tpl "x: {{ .Values.tier }}" . }}',
      'end: 1 <- end: 1',
    ],
  ],
  'block scalars, and text that looks like an action': [
    'kind: A\ntext: |\n  one {{ "{{ two }}" }}\n\n  {{ .Values.lines | nindent 2 | trim }}\nfolded: >-\n  a\n  b\nnext: {{ `}}` | quote }}\n',
    [
      'kind: A <- kind: A',
      'text: | <- text: |',
      '  one {{ two }} <- one {{ "{{ two }}" }}',
      '  first <- {{ .Values.lines | nindent 2 | trim }}',
      '  second <- {{ .Values.lines | nindent 2 | trim }}',
      'folded: >- <- folded: >-',
      '  a <- a',
      '  b <- b',
      'next: "}}" <- next: {{ `}}` | quote }}',
    ],
  ],
  'several documents in the order of their kinds, of which some are left out, and actions of several lines': [
    '{{- if .Values.no }}\nkind: No\n{{- end }}\n---\n# only this\n---\nkind: B\n{{- $x := dict\n  "a" 1\n}}\nb: {{ $x.a }}\n---\nkind: ConfigMap\nc: 1\n',
    [
      'kind: ConfigMap <- kind: ConfigMap',
      'c: 1 <- c: 1',
      '# only this <- # only this',
      'kind: B <- kind: B',
      'b: 1 <- b: {{ $x.a }}',
    ],
  ],
  'a line that Helm takes for a separator, and YAML does not; documents that are the same': [
    'kind: B\na: 1\n---\n{{- if true -}}\n# A note.\nkind: B\n{{- end }}\n---\nkind: B # {{ print "" }}\n---\n{{ print "kind: B" }}\n',
    [
      'kind: B <- kind: B',
      'a: 1 <- a: 1',
      '# A note. <- # A note.',
      'kind: B <- kind: B',
      'kind: B # <- kind: B # {{ print "" }}',
      'kind: B <- {{ print "kind: B" }}',
    ],
  ],
  CRLF: [
    'kind: A\r\nlist:\r\n{{- range .Values.list }}\r\n- {{ . }}\r\n{{- end }}\r\nlast: 1\r\n',
    ['kind: A\r <- kind: A', 'list:\r <- list:', '- one\r <- - {{ . }}', '- two\r <- - {{ . }}', 'last: 1 <- last: 1'],
  ],
  'what differs each time': [
    'kind: A\nrandom: {{ randAlphaNum 1 | sha256sum | trunc 0 }}{{ uuidv4 | trunc 0 }}x\nlast: 1\n',
    [
      'kind: A <- kind: A',
      'random: x <- random: {{ randAlphaNum 1 | sha256sum | trunc 0 }}{{ uuidv4 | trunc 0 }}x',
      'last: 1 <- last: 1',
    ],
  ],
  'defines between the text, and blocks': [
    'kind: A\n{{ define "mine" -}}\nin: {{ if true }}1{{ end }}\n{{- end }}\n{{- include "mine" . | nindent 0 }}\n{{ block "yours" . }}of: block{{ end }}\nlast: 1\n',
    [
      'kind: A <- kind: A',
      'in: 1 <- {{- include "mine" . | nindent 0 }}',
      'of: block <- {{ block "yours" . }}of: block{{ end }}',
      'last: 1 <- last: 1',
    ],
  ],
};

const values = 'tier: back\nlist: [one, two]\nmap: {deep: {key: 1}, other: 2}\nlines: "first\\nsecond"\n';

describe.each(helms().map((each) => [each.version, each] as const))('Helm %s', (_, helm) => {
  test.each(Object.entries(cases))('%s', async (_name, [template, expected]) => {
    const files = { 'values.yaml': values, 'templates/_helpers.tpl': helpers, 'templates/a.yaml': template };
    expect(await rendered(helm, files)).toEqual(expected);
  });

  test('a random value does not move the rest, whatever its lines', async () => {
    const template =
      'kind: A\nkey: |\n  {{- genPrivateKey "ecdsa" | nindent 2 }}\npassword: {{ randAlphaNum 9 }}\nlast: 1\n';
    const lines = await rendered(helm, { 'templates/a.yaml': template });
    expect(lines[0]).toBe('kind: A <- kind: A');
    expect(lines[2]).toMatch(/BEGIN.*<- \{\{- genPrivateKey/);
    expect(lines.at(-2)).toMatch(/^password: \w{9} <- password: \{\{ randAlphaNum 9 \}\}$/);
    expect(lines.at(-1)).toBe('last: 1 <- last: 1');
  });

  test('a checksum of another template', async () => {
    const files = {
      'templates/_x.tpl': helpers,
      'templates/b.yaml': 'kind: B\nb: {{ .Release.Name }}\n',
      'templates/a.yaml':
        'kind: A\nchecksum: {{ include (print $.Template.BasePath "/b.yaml") . | sha256sum }}\nlast: 1\n',
    };
    const lines = await rendered(helm, files);
    expect(lines.map((line) => line.replace(/[0-9a-f]{64}/, 'SUM'))).toEqual([
      'kind: A <- kind: A',
      'checksum: SUM <- checksum: {{ include (print $.Template.BasePath "/b.yaml") . | sha256sum }}',
      'last: 1 <- last: 1',
    ]);
  });

  test('subcharts, by name and by alias, and custom resource definitions', async () => {
    const files = {
      'Chart.yaml': `${CHART_YAML}dependencies:\n- {name: sub, version: 0.1.0, alias: other}\n`,
      'crds/crd.yaml': 'kind: CustomResourceDefinition\n',
      'charts/folder/Chart.yaml': CHART_YAML.replace('tiny', 'sub'),
      'charts/folder/templates/s.yaml': '\nkind: S\n',
    };
    const lines = await withFolder(files, (folder) => linesOf(helm, folder));
    expect(Object.values(lines)).toEqual([['kind: CustomResourceDefinition <- itself'], ['kind: S <- kind: S']]);
    expect(Object.keys(lines)[1]).toBe('tiny/charts/other/templates/s.yaml');
  });

  test("our own chart: every key's line has the key, or prints a block", async () => {
    const smallest =
      'postgresql: {auth: {password: secret}}\nminio: {enabled: true, auth: {rootUser: root, rootPassword: longenough}}\n';
    const lines = Object.values(await linesOf(helm, `${root}/dist/chart/mlflow`, smallest)).flat();
    const keys = lines.flatMap((line) => {
      const [, key, place] = /^[ -]*([\w./-]+):(?: .*)?<- (.*)$/s.exec(line) ?? [];
      return key === undefined || place === undefined ? [] : [{ key, place }];
    });
    expect(keys.length).toBeGreaterThan(400);
    const isRight = ({ key, place }: { key: string; place: string }) =>
      place.replace(/^- /, '').startsWith(`${key}:`) || /^\{\{-? (?:toYaml|include|range|tpl|\$)/.test(place);
    expect(keys.filter((each) => !isRight(each))).toEqual([]);
  });
});
