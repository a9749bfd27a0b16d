/** What kubectl says, and what it means that it says nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { secretsIn, secretsInCluster } from '../../../operations/secrets/cluster';

const one = (name: string, data?: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'ml', resourceVersion: '1' },
  type: 'Opaque',
  ...(data !== undefined && { data }),
});

test.each<[string, string, readonly (readonly [string, readonly (readonly [string, Buffer])[]])[]]>([
  ['none', '', []],
  ['one', JSON.stringify(one('a', { k: 'w7E=' })), [['a', [['k', Buffer.from('ñ')]]]]],
  ['one that is empty', JSON.stringify(one('a')), [['a', []]]],
  [
    'several',
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [one('a', { k: '' }), one('b', { l: '/w==' })] }),
    [
      ['a', [['k', Buffer.alloc(0)]]],
      ['b', [['l', Buffer.from([255])]]],
    ],
  ],
])('%s', (_name, json, expected) => {
  expect([...secretsIn(json)].map(([name, data]) => [name, [...data]])).toEqual(expected);
});

test('without kubectl, nobody can say', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'empty-'));
  expect(await secretsInCluster('ml', ['a'], { PATH: folder })).toEqual({ unknown: 'there is no kubectl' });
  rmSync(folder, { recursive: true });
});

test('for no names, nobody is asked', async () => {
  expect(await secretsInCluster('ml', [], { PATH: '/nowhere' })).toEqual({ existing: new Map() });
});
