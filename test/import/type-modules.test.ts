import { expect, test } from '@jest/globals';
import type { JsonSchema } from '../../lib/import/json-schema';
import { printTypes } from '../../lib/import/print-types';
import type { StrictGroup } from '../../lib/import/strict-schema';
import { typeModules } from '../../lib/import/type-modules';
import { typeNames } from '../../lib/import/type-names';

test('the most stable, newest and nearest definition gets the short name', () => {
  const names = typeNames([
    'autoscaling.v1.Scaler',
    'autoscaling.v2.Scaler',
    'autoscaling.v2beta2.Scaler',
    'events.k8s.io.v1.Event',
    'v1.Event',
    'apps.v1beta1.Old',
    'apps.v1beta2.Old',
    'apis.meta.v1.ObjectMeta',
  ]);
  expect(Object.fromEntries(names)).toEqual({
    'autoscaling.v1.Scaler': 'AutoscalingV1Scaler',
    'autoscaling.v2.Scaler': 'Scaler',
    'autoscaling.v2beta2.Scaler': 'AutoscalingV2beta2Scaler',
    'events.k8s.io.v1.Event': 'EventsV1Event',
    'v1.Event': 'Event',
    'apps.v1beta1.Old': 'AppsV1beta1Old',
    'apps.v1beta2.Old': 'Old',
    'apis.meta.v1.ObjectMeta': 'ObjectMeta',
  });
});

test('types in wire format', () => {
  const schema: JsonSchema = {
    type: 'object',
    required: ['kind', 'list'],
    properties: {
      kind: { type: 'string', enum: ['Widget'] },
      list: { type: 'array', items: { type: 'integer' } },
      choice: { type: 'array', items: { type: 'string', enum: ['a', "it's"] } },
      free: { type: 'object' },
      map: { type: 'object', additionalProperties: { $ref: 'ref' } },
      port: { type: ['integer', 'string'] },
      any: {},
      'x-inner': { type: 'object', properties: { on: { type: 'boolean' } } },
    },
  };
  expect(printTypes({ Widget: schema, Name: { type: 'string' } }, () => 'Other')).toBe(`export type Name = string;

export interface Widget {
  any?: unknown;
  choice?: readonly ('a' | 'it\\'s')[];
  free?: Record<string, unknown>;
  kind: 'Widget';
  list: readonly number[];
  map?: Record<string, Other>;
  port?: number | string;
  'x-inner'?: {
    on?: boolean;
  };
}
`);
});

test('modules hold current kinds and what they refer to, in this and other modules', () => {
  const kind = (apiVersion: string, properties: Record<string, JsonSchema> = {}): JsonSchema => ({
    properties: { apiVersion: { enum: [apiVersion] }, ...properties },
  });
  const groups: StrictGroup[] = [
    group(
      'kubernetes/schemas.json',
      { 'v1/PodList': 'v1.PodList' },
      { 'v1.Pod': kind('v1'), 'v1.PodList': kind('v1') },
    ),
    group(
      'crds/my-app.json',
      { 'a/v1/App': 'a.v1.App', 'a/v1beta1/App': 'a.v1beta1.App' },
      {
        'a.v1.App': kind('a/v1', { pod: { $ref: '../kubernetes/schemas.json#/definitions/v1.Pod' } }),
        'a.v1beta1.App': kind('a/v1beta1'),
      },
    ),
  ];
  const modules = typeModules(groups, (path) => path.replace('.json', ''));
  const declared = [...modules.values()].map((text) => text.match(/^(import|export).*/gm));
  expect(declared).toEqual([
    ['export interface Pod {'],
    ["import type * as schemas from '../kubernetes/schemas';", 'export interface App {'],
  ]);
  expect(modules.get('crds/my-app.json')).toContain('pod?: schemas.Pod;');
});

function group(path: string, kinds: Record<string, string>, definitions: Record<string, JsonSchema>): StrictGroup {
  const $schema = 'http://json-schema.org/draft-07/schema#';
  return { path, file: { $schema, $comment: '', kinds, definitions } };
}
