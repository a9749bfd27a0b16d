/** Our own chart needs no Helm to be validated, and what is found is the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { loadChart } from '../../../lib/validate/chart/load';
import { defaultRenderOptions, type RenderOptions } from '../../../lib/validate/chart/render';
import { validateChart, type ChartOptions } from '../../../lib/validate/chart/validate-chart';
import { evaluateOwnChart } from '../../../operations/own-chart';
import { version } from '../../../package.json';
import { helm } from '../../support/helm';
import { root } from '../../support/root';

const folder = join(root, 'dist/chart/mlflow');
const own = { name: 'mlflow', version, load: () => Promise.resolve(evaluateOwnChart) };
const values = { file: 'prod.yaml', text: readFileSync(join(root, 'values/prod.yaml'), 'utf8') };
const prod = { release: 'mlflow', namespace: 'mlflow-prod', valuesFiles: [join(root, 'values/prod.yaml')] };

jest.setTimeout(60_000);

/** A Helm that must not be needed. */
const noHelm = { ...helm('4'), run: () => Promise.reject(new Error('Helm was started')) };

test.each<[string, Partial<ChartOptions>]>([
  ['prod', prod],
  ['prod, for an old Kubernetes', { ...prod, minor: 27 }],
  ['prod, all rules', { ...prod, packs: ['mlflow'] }],
  ['set', { ...prod, set: ['mlflow.workers=2', 'postgresql.storage.size=50Gi'] }],
])('%s: the findings are those through Helm', async (_, options) => {
  const [evaluated, rendered] = await Promise.all([
    validateChart(folder, options, noHelm, own),
    validateChart(folder, options, helm('4')),
  ]);
  const comparable = ({ findings }: typeof evaluated) =>
    findings
      // Helm's text is laid out differently.
      .map((finding) => JSON.stringify({ ...finding, rendered: undefined }))
      .sort();
  expect(comparable(evaluated)).toEqual(comparable(rendered));
  expect(evaluated.counts).toEqual(rendered.counts);
  expect(evaluated.findings.length).toBeGreaterThan(0);
});

test.each<[string, Readonly<Record<string, string>>, Partial<RenderOptions>]>([
  ['a changed template', { 'templates/ingress.yaml': 'kind: Ingress' }, {}],
  ['one more file', { 'crds/own.yaml': '' }, {}],
  ['values that are refused', {}, { set: ['mlflow.replicaCount=many'] }],
  ['assignments that only Helm reads right', {}, { set: ['mlflow.replicaCount=2,mlflow.workers=2'] }],
  ['a release that cannot name a Service', {}, { release: '1st' }],
])('%s: Helm', (_, changed, options) => {
  const files = new Map([...loadChart(folder).view.files, ...Object.entries(changed)]);
  expect(
    evaluateOwnChart(files, { ...defaultRenderOptions, ...prod, valuesFiles: [values], ...options }),
  ).toBeUndefined();
});
