/** One environment's outputs: what is packed renders to what lies beside it. */
import { describe, expect, test } from '@jest/globals';
import { environmentFiles, installationOf } from '../../lib/synth/environment';
import { symbolicModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { defaultsOf } from '../../lib/values/schema';
import { readDocuments } from '../../lib/yaml/read';
import { withFolder } from '../support/chart-folder';
import { helms } from '../support/helm';
import { tinyChart } from './tiny-chart';

const release = { name: 'hi', namespace: 'default' };
const values = mergeValues(defaultsOf(tinyChart.schema) as JsonObject, {
  resources: { limits: { memory: null, cpu: '1' }, claims: null, other: { nothing: null } },
  labels: null,
});
const { files, archive } = environmentFiles(symbolicModel(tinyChart), values, release);
const manifests = [...files].flatMap(([path, content]) =>
  path.startsWith('manifests/') && typeof content === 'string'
    ? readDocuments(content, path).map(({ value }) => value)
    : [],
);

/** Helm 4.3 drops nulls from a chart's own values; earlier versions do not. */
test('what an environment sets to null is in none of them', () => {
  expect(JSON.stringify(manifests)).not.toContain('null');
  expect(JSON.stringify(manifests)).toContain('"resources":{"limits":{"cpu":"1"},"other":{}}');
});

test('what an environment’s release is called is the chart’s own business', () => {
  expect(installationOf(symbolicModel(tinyChart), 'dev')).toEqual({ name: 'greeter', namespace: 'dev' });
  const own = {
    ...tinyChart,
    installation: (environment: string) => ({ name: 'hello', namespace: `x-${environment}` }),
  };
  expect(installationOf(symbolicModel(own), 'dev')).toEqual({ name: 'hello', namespace: 'x-dev' });
});

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('renders the archive to the manifests', async () => {
    const { stdout, stderr } = await withFolder({ 'chart.tgz': files.get(archive) ?? '' }, (folder) =>
      helm.run(['template', release.name, `${folder}/chart.tgz`, '-n', release.namespace]),
    );
    expect(stderr).toBe('');
    const rendered = readDocuments(stdout, 'helm').map(({ value }) => value);
    expect(rendered).toHaveLength(manifests.length);
    expect(rendered).toEqual(expect.arrayContaining(manifests));
  });
});

test('all values of an environment are there to be read, without nulls', () => {
  const read = readDocuments(String(files.get('values.yaml')), 'values.yaml')[0]?.value;
  expect(read).toEqual({ ...values, labels: undefined, resources: { limits: { cpu: '1' }, other: {} } });
  expect(JSON.stringify(read)).not.toContain('null');
});
