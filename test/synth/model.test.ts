/** From constructs to objects, each in a file of its own. */
import { expect, test } from '@jest/globals';
import { Construct } from 'constructs';
import type { ConfigMap } from '../../imports/kubernetes/types';
import { problems } from '../../lib/synth/chart-files';
import { Manifest } from '../../lib/synth/manifest';
import { symbolicModel } from '../../lib/synth/model';
import { tinyChart } from './tiny-chart';

function filesOf(...paths: readonly (readonly [string, string])[]): readonly string[] {
  const build = (scope: Construct): void => {
    for (const [parent, id] of paths) {
      new Manifest<ConfigMap>(new Construct(scope, parent), id, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: id },
      });
    }
  };
  return symbolicModel({ ...tinyChart, build }).objects.map(({ fileName }) => fileName);
}

test('files are named after where the constructs stand', () => {
  expect(filesOf(['store', 'service'], ['ingress', 'ingress'])).toEqual(['store-service', 'ingress']);
});

test('two objects that would share a file are refused, by name', () => {
  expect(() => filesOf(['a-b', 'c'], ['a', 'b-c'])).toThrow(
    'a/b-c (Construct) and a-b/c (Construct) would both be a-b-c.yaml: rename a construct',
  );
});

test('an object cannot take the place of the checks', () => {
  expect(() => filesOf(['checks', 'checks'])).toThrow('the checks of the values would both be checks.yaml');
});

test('what can be wrong with values is compiled once for all of them', () => {
  const model = symbolicModel(tinyChart);
  expect(problems(model)).toBe(problems(model));
  expect(problems(symbolicModel(tinyChart))).not.toBe(problems(model));
});
