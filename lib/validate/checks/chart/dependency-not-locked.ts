import type { ChartCheck } from '../../check';
import { isRecord } from '../../object';
import { dependenciesOf, modelOf, vendoredOf, yamlOf } from '../../template/chart-model';
import { placeOf } from '../../template/place';
import { plainText } from '../../template/plain-text';
import { sampleChart } from '../../template/sample-chart';
import { isExact } from '../../template/version';

const chartYaml = (dependency: string) =>
  `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - name: db\n    repository: https://example.com/charts\n${dependency}`;
const lock = (version: string) =>
  `dependencies:\n- name: db\n  repository: https://example.com/charts\n  version: ${version}\ndigest: sha256:0\n`;

export default {
  id: 'dependency-not-locked',
  scope: 'chart',
  severity: 'warning',
  summary: 'Chart.lock or charts/ does not fit the dependencies of Chart.yaml, or a range has no lock',
  remedy: 'Run `helm dependency update`, and keep Chart.lock with the chart.',
  link: 'https://helm.sh/docs/helm/helm_dependency/',
  examples: {
    passes: [
      sampleChart({ 'Chart.yaml': chartYaml('    version: ^1.0.0\n'), 'Chart.lock': lock('1.2.0') }),
      sampleChart({ 'Chart.yaml': chartYaml('    version: 1.2.0\n') }),
    ],
    fails: [
      sampleChart({ 'Chart.yaml': chartYaml('    version: ^1.0.0\n') }),
      sampleChart({ 'Chart.yaml': chartYaml('    version: 1.3.0\n'), 'Chart.lock': lock('1.2.0') }),
      sampleChart({
        'Chart.yaml': chartYaml('    version: 1.2.0\n'),
        'Chart.lock': lock('1.2.0'),
        'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.1.0\n',
      }),
      sampleChart({
        'Chart.yaml': chartYaml('    version: 1.2.0\n'),
        'Chart.lock': 'dependencies:\n- name: cache\n  version: 1.0.0\n',
      }),
    ],
  },
  check(chart, report) {
    const { metadata } = modelOf(chart);
    const isOld = metadata['dependencies'] === undefined;
    const file = isOld ? 'requirements.yaml' : 'Chart.yaml';
    const lockFile = isOld ? 'requirements.lock' : 'Chart.lock';
    const locked = yamlOf(chart, lockFile);
    const entries = isRecord(locked) && Array.isArray(locked['dependencies']) ? locked['dependencies'] : [];
    const dependencies = dependenciesOf(chart, metadata);
    const vendored = vendoredOf(chart);
    for (const [index, { name, version, repository }] of dependencies.entries()) {
      if (typeof name !== 'string' || typeof version !== 'string') continue;
      const place = placeOf(chart, file, ['dependencies', index, 'version']);
      const there = vendored.get(name) ?? '';
      if (isExact(version) && there !== '' && plain(there) !== plain(version)) {
        report(place, `${name} is to be ${version}, but charts/ has ${there}`);
      }
      const isLocal = typeof repository !== 'string' || repository === '' || repository.startsWith('file://');
      if (!chart.files.has(lockFile)) {
        if (!isExact(version) && !isLocal) report(place, `${name} ${version} is a range, and there is no ${lockFile}`);
        continue;
      }
      const versions = entries.filter(isRecord).filter((entry) => entry['name'] === name);
      if (versions.length === 0) report(place, `${lockFile} has no entry for ${name}`);
      else if (isExact(version) && !versions.some((entry) => plain(entry['version']) === plain(version))) {
        const found = versions.map((entry) => plainText(entry['version'])).join(', ');
        report(place, `${name} is to be ${version}, but ${lockFile} has ${found}`);
      }
    }
    for (const [index, entry] of entries.entries()) {
      if (!isRecord(entry) || dependencies.some(({ name }) => name === entry['name'])) continue;
      report(
        placeOf(chart, lockFile, ['dependencies', index]),
        `${plainText(entry['name'])} is not a dependency any more`,
      );
    }
  },
} satisfies ChartCheck;

function plain(version: unknown): string {
  return plainText(version).replace(/^[=v\s]+/, '');
}
