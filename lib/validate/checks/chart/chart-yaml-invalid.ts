import type { Json } from '../../../yaml/json';
import { YamlError } from '../../../yaml/error';
import { readDocuments } from '../../../yaml/read';
import type { ChartCheck } from '../../check';
import { isRecord } from '../../object';
import { placeOf } from '../../template/place';
import { plainText } from '../../template/plain-text';
import { sampleChart } from '../../template/sample-chart';
import { isConstraint, isSemVer } from '../../template/version';

const good = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

export default {
  id: 'chart-yaml-invalid',
  scope: 'chart',
  severity: 'error',
  summary: 'Chart.yaml is missing, or lacks what Helm needs, or has what Helm refuses',
  remedy: 'Give it apiVersion v2, the name of its folder, and a SemVer 2 version.',
  link: 'https://helm.sh/docs/topics/charts/#the-chartyaml-file',
  examples: {
    passes: [
      sampleChart({ 'Chart.yaml': `${good}type: library\nkubeVersion: ">=1.27.0-0 <1.40.0-0"\n` }),
      sampleChart({ 'Chart.yaml': 'apiVersion: v1\nname: web\nversion: 1.0.0-rc.1+build\n' }),
    ],
    fails: [
      { 'values.yaml': '' },
      sampleChart({ 'Chart.yaml': 'apiVersion: v2\nname: web\n' }),
      sampleChart({ 'Chart.yaml': 'apiVersion: v3\nname: web\nversion: 1.0.0\n' }),
      sampleChart({ 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: one\n' }),
      sampleChart({ 'Chart.yaml': `${good}type: app\n` }),
      sampleChart({ 'Chart.yaml': `${good}kubeVersion: "1.27 or later"\n` }),
      sampleChart({ 'Chart.yaml': `${good}maintainers: [alice]\n` }),
    ],
  },
  check(chart, report) {
    const text = chart.files.get('Chart.yaml');
    if (text === undefined) {
      report({ file: 'Chart.yaml' }, 'the chart has no Chart.yaml');
      return;
    }
    let value: Json | undefined;
    try {
      value = readDocuments(text, 'Chart.yaml')[0]?.value;
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      report({ file: 'Chart.yaml', line: error.line, column: error.column }, error.reason);
      return;
    }
    if (!isRecord(value)) {
      report({ file: 'Chart.yaml' }, 'expected a mapping with apiVersion, name and version');
      return;
    }
    const say = (key: string, message: string) => {
      report(placeOf(chart, 'Chart.yaml', [key]), message);
    };
    const { apiVersion, name, version, type, kubeVersion, maintainers } = value;
    for (const key of ['apiVersion', 'name', 'version']) {
      if ((value[key] ?? '') === '') say(key, `${key} is missing`);
    }
    if (isGiven(apiVersion) && apiVersion !== 'v1' && apiVersion !== 'v2') {
      say('apiVersion', `apiVersion ${JSON.stringify(apiVersion)}: expected v2 (or v1, for Helm 2)`);
    }
    if (typeof name === 'string' && /[/\\]/.test(name)) say('name', `name ${JSON.stringify(name)} has a slash`);
    // Helm accepts `v1.0`: chart-version-form says what is wrong with it.
    if (isGiven(version) && !/^v?\d+(?:\.\d+){0,2}(?:[-+].*)?$/.test(plainText(version))) {
      say('version', `version ${JSON.stringify(version)}: expected SemVer 2, such as 1.2.3`);
    }
    if (isGiven(type) && type !== 'application' && type !== 'library') {
      say('type', `type ${JSON.stringify(type)}: expected application or library`);
    }
    if (isGiven(kubeVersion) && !isConstraint(plainText(kubeVersion)) && !isSemVer(plainText(kubeVersion))) {
      say('kubeVersion', `kubeVersion ${JSON.stringify(kubeVersion)}: expected a range, such as ">=1.30.0-0"`);
    }
    if (isGiven(maintainers) && !(Array.isArray(maintainers) && maintainers.every(isRecord))) {
      say('maintainers', 'maintainers: expected a list of {name, email, url}');
    }
  },
} satisfies ChartCheck;

function isGiven(value: Json | undefined): value is NonNullable<Json> {
  return value !== undefined && value !== null && value !== '';
}
