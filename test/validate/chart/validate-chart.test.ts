/** Charts as a whole: what is found, where, and what happens to charts that cannot be rendered. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checks } from '../../../lib/validate/checks';
import type { ChartOptions } from '../../../lib/validate/chart/validate-chart';
import { validateChart } from '../../../lib/validate/chart/validate-chart';
import { validateInput } from '../../../lib/validate/validate-input';
import { CHART_YAML, withFolder } from '../../support/chart-folder';
import { helm, helms } from '../../support/helm';

/** What is found without rendering has tests of its own. */
const settings = Object.fromEntries(
  checks.filter((check) => check.scope === 'chart' && check.isRendering !== true).map(({ id }) => [id, 'off' as const]),
);

type Files = Readonly<Record<string, string>>;

/** `file:line:column severity rule: message`, files relative to the chart. */
async function findings(files: Files, options: Partial<ChartOptions> = {}, each = helm('4')) {
  return withFolder({ 'Chart.yaml': CHART_YAML, ...files }, async (folder) => {
    const result = await validateChart(folder, { settings, ...options }, each);
    expect(result.unreadable).toEqual([]);
    return result.findings.map(({ rule, severity, location, message }) => {
      const file = location.file.slice(folder.length + 1);
      return `${file}:${location.line}:${location.column} ${severity} ${rule}: ${message}`;
    });
  });
}

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

describe.each(helms().map((each) => [each.version, each] as const))('Helm %s', (_, each) => {
  test.each<[string, Files, string]>([
    [
      'a missing value',
      { 'templates/a.yaml': 'a: 1\nb: é{{ .Values.x.y }}\n' },
      'templates/a.yaml:2:15 error chart-does-not-render: <.Values.x.y>: nil pointer evaluating interface {}.y',
    ],
    [
      'a helper',
      {
        'templates/_h.tpl': '{{ define "h" }}{{ .Values.x.y }}{{ end }}',
        'templates/a.yaml': 'b: {{ include "h" . }}\n',
      },
      'templates/_h.tpl:1:27 error chart-does-not-render: <.Values.x.y>: nil pointer evaluating interface {}.y',
    ],
    [
      'no template',
      { 'templates/a.yaml': 'a: 1\n  {{ if }}\n' },
      'templates/a.yaml:2:3 error chart-does-not-render: missing value for if',
    ],
    [
      'an unknown function',
      { 'templates/a.yaml': 'a: 1\n{{ nope }}\n' },
      'templates/a.yaml:2:1 error chart-does-not-render: function "nope" not defined',
    ],
    [
      'no YAML',
      { 'templates/a.yaml': '{{- if true }}\nkind: A\n{{- end }}\na: "b\n' },
      'templates/a.yaml:4:6 error chart-does-not-render: what this template prints is no YAML object: ',
    ],
    [
      'required',
      { 'templates/a.yaml': 'a: {{ required "say a" .Values.a }}\n' },
      'templates/a.yaml:1:7 warning chart-refuses-values: the chart stops with: say a',
    ],
    [
      'fail',
      { 'templates/a.yaml': '{{ fail "one\\ntwo" }}\n' },
      'templates/a.yaml:1:4 warning chart-refuses-values: the chart stops with: one two',
    ],
    [
      'a schema',
      { 'values.schema.json': '{"required": ["a"]}' },
      'values.yaml:1:1 warning chart-refuses-values: values.schema.json refuses the values: tiny: ',
    ],
    [
      'a newer Kubernetes',
      { 'Chart.yaml': `${CHART_YAML}kubeVersion: ">=1.99"\n` },
      'Chart.yaml:4:1 error chart-does-not-render: chart requires kubeVersion: >=1.99 which is incompatible with Kubernetes v1.36.0',
    ],
    [
      'no subchart',
      { 'Chart.yaml': `${CHART_YAML}dependencies: [{name: sub, version: 1.0.0, repository: "https://example.com"}]\n` },
      "Chart.yaml:4:1 error chart-does-not-render: sub: in Chart.yaml's dependencies, but not in charts/; run `helm dependency build`",
    ],
    [
      'values.yaml',
      { 'values.yaml': 'a: 1\nb: [\n' },
      'values.yaml:2:1 error chart-does-not-render: cannot load values.yaml: ',
    ],
    [
      'NOTES.txt',
      { 'templates/NOTES.txt': 'See {{ .Values.a.b }}\n' },
      'templates/NOTES.txt:1:15 error chart-does-not-render: <.Values.a.b>: nil pointer evaluating interface {}.b',
    ],
  ])('%s', async (_name, files, expected) => {
    const [first = '', ...others] = await findings(files, {}, each);
    expect(first.startsWith(expected) ? expected : first).toBe(expected);
    expect(others).toEqual([]);
  });
});

test('where one template prints no YAML, the others are checked all the same', async () => {
  const files = {
    'templates/a.yaml': 'kind: [\n',
    'templates/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  nam: a\n',
  };
  const found = await findings(files);
  expect(found.filter((line) => line.startsWith('templates/b.yaml:4:3 error unknown-field'))).toHaveLength(1);
  expect(
    found.filter((line) => line.startsWith('templates/a.yaml') && line.includes('chart-does-not-render')),
  ).toHaveLength(1);
});

test('what Helm and a check of the files both find is reported once', async () => {
  const byLine = async (template: string) => {
    const found = await findings({ 'templates/a.yaml': template }, { settings: {} });
    return found.filter((line) => line.startsWith('templates/a.yaml')).map((line) => line.split(':')[2]);
  };
  expect(await byLine('a: {{ if }}\n')).toEqual(['10 error template-syntax']);
  expect(await byLine('a: {{ .Values.a.b }}\n')).toEqual(['14 error chart-does-not-render']);
});

test('a comment in the template suppresses a finding', async () => {
  const template = (comment: string) => `${configMap}data:\n  ${comment}\n  a: {{ .Values.a }}\n`;
  const broken = { 'values.yaml': 'a: 1\n' };
  expect(await findings({ ...broken, 'templates/a.yaml': template('# none') })).toHaveLength(1);
  const result = await withFolder(
    { ...broken, 'Chart.yaml': CHART_YAML, 'templates/a.yaml': template('# validate-ignore wrong-type: on purpose') },
    (folder) => validateChart(folder, { settings }, helm('4')),
  );
  expect(result.findings.map(({ rule, suppressed }) => [rule, suppressed?.reason])).toEqual([
    ['wrong-type', 'on purpose'],
  ]);
});

test('values files and --set, of which the later win', async () => {
  const files = { 'templates/a.yaml': `${configMap}data:\n  a: {{ .Values.a }}\n  b: {{ .Values.b | quote }}\n` };
  await withFolder({ 'Chart.yaml': CHART_YAML, ...files, 'x.yaml': 'a: 1\nb: x\n' }, async (folder) => {
    const options = { valuesFiles: [join(folder, 'x.yaml')], set: ['a=text'] };
    const right = await validateChart(folder, { settings, ...options }, helm('4'));
    expect(right.findings).toEqual([]);
    const wrong = await validateChart(folder, { settings, valuesFiles: options.valuesFiles }, helm('4'));
    expect(wrong.findings.map(({ rule, triggers }) => [rule, triggers])).toEqual([['wrong-type', options.valuesFiles]]);
    const missing = await validateChart(folder, { valuesFiles: [join(folder, 'none.yaml')] }, helm('4'));
    expect(missing.unreadable.map(({ file }) => file)).toEqual([join(folder, 'none.yaml')]);
  });
});

test('no chart, and no archive', async () => {
  await withFolder({ 'a.txt': 'text', 'x.tgz': 'text' }, async (folder) => {
    const reason = async (path: string) =>
      (await validateChart(path, {}, helm('4'))).unreadable.map((each) => each.reason);
    expect(await reason(folder)).toEqual(['expected a chart, but there is no Chart.yaml']);
    expect(await reason(join(folder, 'none'))).toEqual(['no such file or folder']);
    expect(await reason(join(folder, 'x.tgz'))).toEqual(['not a chart archive: not a gzip-compressed archive']);
  });
});

test('packaged charts, with packaged subcharts', async () => {
  const sub = { 'Chart.yaml': CHART_YAML.replace('tiny', 'sub'), 'templates/s.yaml': 'kind: {{ .Values.a.b }}\n' };
  await withFolder(sub, async (subchart) => {
    await withFolder({ 'Chart.yaml': CHART_YAML, 'templates/a.yaml': configMap }, async (folder) => {
      const each = helm('4');
      const pack = async (what: string, to: string) => {
        expect(await each.run(['package', what, '--destination', to])).toMatchObject({ code: 0 });
      };
      await pack(subchart, join(folder, 'charts'));
      writeFileSync(join(folder, 'Chart.yaml'), `${CHART_YAML}dependencies: [{name: sub, version: 0.1.0}]\n`);
      await pack(folder, folder);
      const archive = join(folder, 'tiny-0.1.0.tgz');
      // Helm unpacks what it packs.
      const places = [
        [folder, 'charts/sub-0.1.0.tgz'],
        [archive, 'charts/sub'],
      ] as const;
      for (const [path, inside] of places) {
        const { findings: found } = await validateChart(path, { settings }, each);
        expect(found.map(({ location }) => location)).toEqual([
          { file: `${path}/${inside}/templates/s.yaml`, line: 1, column: 17 },
        ]);
      }
    });
  });
});

test.each([
  ['endless output', '{{ range until 100000000 }}x: {{ . }}\n{{ end }}'],
  ['endless work', '{{ range until 30000 }}{{ range until 30000 }}{{ end }}{{ end }}'],
  ['endless inclusion', '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}'],
])(
  'a template with %s is a finding, not a hang',
  async (_, template) => {
    const found = await findings({ 'templates/a.yaml': template }, { seconds: 3 });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('error chart-does-not-render');
  },
  60_000,
);

test('the matrix: each switch, ci values and version, findings once with all that triggers them', async () => {
  const files = {
    'Chart.yaml': `${CHART_YAML}kubeVersion: ">=1.33"\n`,
    'values.yaml': 'enabled: true\nnested: {more: false, forbidden: false, word: false}\nlist: [true]\n',
    'values.schema.json': '{"properties":{"nested":{"properties":{"forbidden":{"const":false}}}}}',
    'ci/more-values.yaml': 'text: 5\n',
    'templates/a.yaml': `${configMap}data:
  {{- if .Values.enabled }}
  a: 1
  {{- end }}
  {{- if .Values.nested.more }}
  b: {{ .Values.missing.value }}
  {{- end }}
  {{- if .Values.nested.word }}{{ fail "not without more" }}{{ end }}
  text: {{ .Values.text | default "x" }}
  kube: {{ randAlphaNum 8 | quote }}
`,
  };
  await withFolder(files, async (folder) => {
    const result = await validateChart(folder, { settings, matrix: true }, helm('4'));
    const summary = result.findings.map(({ rule, severity, location, triggers }) => [
      rule,
      severity,
      location.line,
      triggers,
    ]);
    const versions = ['Kubernetes 1.33', 'Kubernetes 1.34', 'Kubernetes 1.35'];
    expect(summary).toEqual([
      ['wrong-type', 'error', 7, ['defaults', 'ci/more-values.yaml', ...versions]],
      ['non-deterministic-output', 'warning', 14, ['defaults']],
      ['wrong-type', 'error', 13, ['ci/more-values.yaml']],
      ['chart-does-not-render', 'warning', 10, ['nested.more=true']],
      ['chart-refuses-values', 'info', 12, ['nested.word=true']],
    ]);
    // Defaults, one of ci/, four switches, nine other versions; refused: a switch by its schema, one by its author, six versions.
    expect(result.matrix).toMatchObject({ cases: 15, refused: 8, untried: 0 });
  });
});

test('the matrix ends, and says what it has not tried: files of ci/ and versions go before switches', async () => {
  const switches = Array.from({ length: 30 }, (_, index) => `switch${String(index)}: false\n`).join('');
  const files = {
    'Chart.yaml': CHART_YAML,
    'values.yaml': switches,
    'ci/a-values.yaml': 'a: 1\n',
    'templates/a.yaml': `${configMap}data: {a: "{{ .Values.switch0 }}", b: {{ .Values.switch0 }}}\n`,
  };
  await withFolder(files, async (folder) => {
    const run = (cases: number, seconds: number) =>
      validateChart(folder, { settings, matrix: true, matrixLimits: { cases, seconds } }, helm('4'));
    const { findings: found, matrix } = await run(13, 1000);
    // The given values, one file, nine versions, two switches.
    expect(matrix).toMatchObject({ cases: 13, untried: 28 });
    expect(found[0]?.triggers).toEqual(['defaults', 'ci/a-values.yaml', 'switch1=true', ...versions]);
    expect((await run(1000, 0)).matrix).toMatchObject({ cases: 1, untried: 40 });
  });
});

test('of findings that are not listed, a matrix counts the most that any set of values has', async () => {
  const files = {
    'Chart.yaml': CHART_YAML,
    'values.yaml': 'count: 5\n',
    'ci/a-values.yaml': 'count: 7\n',
    'ci/b-values.yaml': 'count: 6\n',
    'templates/a.yaml': `{{ range until (int .Values.count) }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: "a{{ . }}"}
dta: {}
{{ end }}`,
  };
  await withFolder(files, async (folder) => {
    const options = { settings, matrix: true, matrixLimits: { cases: 3, seconds: 1000 }, findingsPerRule: 2 };
    const { omitted } = await validateChart(folder, options, helm('4'));
    expect(omitted).toEqual([{ rule: 'unknown-field', severity: 'error', isSuppressed: false, count: 5 }]);
  });
});

test('the matrices of several charts are counted together', async () => {
  const chart = { 'Chart.yaml': CHART_YAML, 'templates/a.yaml': configMap };
  const files = Object.entries(chart).flatMap(([file, text]) => [
    [`a/${file}`, text] as const,
    [`b/${file}`, text] as const,
  ]);
  await withFolder(Object.fromEntries(files), async (folder) => {
    process.env['HELM'] = helm('4').file;
    const input = { sources: [], charts: [join(folder, 'a'), join(folder, 'b')], unreadable: [], skipped: [] };
    const options = { settings, matrix: true, matrixLimits: { cases: 1, seconds: 1000 } };
    // Each has nine other versions of Kubernetes.
    expect((await validateInput(input, options)).matrix).toMatchObject({ cases: 2, refused: 0, untried: 18 });
  });
});

const versions = Array.from({ length: 9 }, (_, index) => `Kubernetes 1.${String(27 + index)}`);
