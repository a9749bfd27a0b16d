/** What only `helm test` makes is in the chart, and not among plain manifests, whose it would be for good. */
import { describe, expect, test } from '@jest/globals';
import { Manifest } from '../../lib/synth/manifest';
import { environmentFiles } from '../../lib/synth/environment';
import { symbolicModel } from '../../lib/synth/model';
import { isTestHook } from '../../lib/synth/test-hook';
import type { JsonObject } from '../../lib/values/merge';
import { defaultsOf } from '../../lib/values/schema';
import type { Json } from '../../lib/yaml/json';
import { withFolder } from '../support/chart-folder';
import { helms } from '../support/helm';
import { tinyChart } from './tiny-chart';

const hook = (annotations: JsonObject): Json => ({ kind: 'Pod', metadata: { name: 'a', annotations } });

test.each<[string, Json, boolean]>([
  ['test', hook({ 'helm.sh/hook': 'test' }), true],
  ['by names of Helm 2', hook({ 'helm.sh/hook': 'test-success, Test-Failure' }), true],
  ['and at another time, too', hook({ 'helm.sh/hook': 'test,post-install' }), false],
  ['at another time', hook({ 'helm.sh/hook': 'pre-upgrade' }), false],
  ['never', hook({ 'helm.sh/hook': '' }), false],
  ['no hook', hook({ test: 'test' }), false],
  ['no annotations', { kind: 'Pod', metadata: { name: 'a' } }, false],
  ['no metadata', { kind: 'Pod' }, false],
  ['nothing', null, false],
  ['what is no text', hook({ 'helm.sh/hook': 1 }), false],
])('a hook that runs: %s', (_, object, expected) => {
  expect(isTestHook(object)).toBe(expected);
});

describe('a chart with one', () => {
  const model = symbolicModel({
    ...tinyChart,
    build: (scope, values, release) => {
      tinyChart.build(scope, values, release);
      new Manifest(scope, 'try', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'try', annotations: { 'helm.sh/hook': 'test' } },
      });
    },
  });
  const release = { name: 'hi', namespace: 'default' };
  const { files, objects, archive } = environmentFiles(model, defaultsOf(tinyChart.schema) as JsonObject, release);
  const manifests = [...files.keys()].filter((path) => path.startsWith('manifests/'));

  test('it is not among the manifests, and not counted', () => {
    expect(manifests.filter((path) => path.includes('try'))).toEqual([]);
    expect(objects).toBe(manifests.length);
    expect(objects).toBeGreaterThan(0);
  });

  test.each(helms().map((helm) => [helm.version, helm] as const))(
    'Helm %s has it in `helm template`, and not with --no-hooks',
    async (_, helm) => {
      const render = (...more: readonly string[]) =>
        withFolder({ 'chart.tgz': files.get(archive) ?? '' }, (folder) =>
          helm.run(['template', release.name, `${folder}/chart.tgz`, ...more]),
        );
      expect((await render()).stdout).toContain('helm.sh/hook: test');
      expect((await render('--no-hooks')).stdout).not.toContain('helm.sh/hook');
    },
  );
});
