/** From constructs to objects, each in a file of its own. */
import { expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ConfigMap } from '../../imports/kubernetes/types';
import { MisuseError } from '../../lib/expr/expr';
import { problems } from '../../lib/synth/chart-files';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { of, symbolicModel } from '../../lib/synth/model';
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

test('a mistake names its object; what is no mistake is left as it is', () => {
  const failing = (error: Error) => () =>
    of('a/b (C)', () => {
      throw error;
    });
  expect(failing(new MisuseError('no'))).toThrow(new MisuseError('a/b (C): no'));
  expect(failing(new Error('no'))).toThrow(new Error('no'));
  expect(of('a', () => 1)).toBe(1);
});

test.each<[string, (scope: Construct) => void]>([
  [
    'constructs are made',
    () => {
      throw new Error('no');
    },
  ],
  [
    'they come to JSON',
    (scope) =>
      new (class extends ApiObject {
        override toJson(): unknown {
          throw new Error('no');
        }
      })(scope, 'a', { apiVersion: 'v1', kind: 'ConfigMap' }),
  ],
])('what is no mistake is left as it is while %s', (_name, build) => {
  expect(() => symbolicModel({ ...tinyChart, build })).toThrow(new Error('no'));
});

test('the outermost construct is named where no constructor runs around it', async () => {
  class Outer extends Construct {
    constructor(scope: Construct) {
      super(scope, 'outer');
      throw new MisuseError('no');
    }
  }
  await Promise.resolve(); // Else Jest's own promise is being constructed.
  expect(() => symbolicModel({ ...tinyChart, build: (scope) => new Outer(scope) })).toThrow(
    new MisuseError('greeter/outer: no'),
  );
});

test.each(['A', 'a..b', 'a_b.c-9', '9'])('%j is the id of a construct', (id) => {
  expect(filesOf([id, id])).toEqual([id.toLowerCase()]);
});

test.each(['a_', '.a', '-a', 'a-', 'a b', 'ä'])('%j is no id of a construct', (id) => {
  expect(() => filesOf([id, id])).toThrow(
    `${id}/${id} (Construct): ids of constructs name files: expected letters, digits, dashes, dots and underscores`,
  );
});

test.each<[string, (scope: Construct, enabled: never) => Construct]>([
  ['Component', (scope, enabled) => new Component(scope, 'a', enabled)],
  [
    'Manifest',
    (scope, enabled) =>
      new Manifest<ConfigMap>(scope, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, enabled),
  ],
])('whether the objects of a %s exist is told by a condition', (word, made) => {
  const build: typeof tinyChart.build = (scope, { greeting }) => made(scope, greeting as never);
  expect(() => symbolicModel({ ...tinyChart, build })).toThrow(
    `greeter/a: ${word}() takes true or false, and was given .Values.greeting, a text`,
  );
});
