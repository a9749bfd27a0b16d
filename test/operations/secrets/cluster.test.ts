/** What kubectl says, and what it means that it says nothing. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  expect([...(secretsIn(json)?.existing ?? [])].map(([name, data]) => [name, [...data]])).toEqual(expected);
});

test.each([
  'no JSON',
  `Warning: a token is old\n${JSON.stringify(one('a', { k: 'w7E=' }))}`,
  JSON.stringify({ kind: 'List', items: [one('a', { k: 'c2VjcmV0' })] }).slice(0, -1),
  'null',
  '[]',
  '"a"',
  JSON.stringify({ kind: 'List' }),
  JSON.stringify({ kind: 'List', items: null }),
  JSON.stringify({ kind: 'List', items: [null] }),
  JSON.stringify({ kind: 'Status', message: 'x' }),
  JSON.stringify({ ...one('a'), metadata: {} }),
  JSON.stringify({ ...one('a'), metadata: null }),
  JSON.stringify({ ...one('a'), data: [] }),
])('anything else is no answer, and nobody sees it: %s', async (json) => {
  expect(secretsIn(json)).toBeUndefined();
  expect(await askedOf(`cat <<'END'\n${json}\nEND`)).toEqual({ unknown: 'kubectl prints something else than Secrets' });
});

test('kubectl is asked for these names, and no others; that one is not there is no error', async () => {
  const wanted = 'get secret a --namespace ml --ignore-not-found --output json --request-timeout=10s';
  expect(await askedOf(`[ "$*" = "${wanted}" ] || echo "not asked for: $*"`)).toEqual({ existing: new Map() });
});

test('its own last words are the reason, and can do nothing to a terminal', async () => {
  const script = "printf 'E1127 memcache.go\\n\\033[31mrefused' >&2; exit 1";
  const asked = await askedOf(script);
  expect(asked).toEqual({ unknown: expect.stringMatching(/^kubectl says: \S*refused$/) });
  expect(JSON.stringify(asked)).not.toContain('\\u001b');
});

test('Secrets may be large', async () => {
  const large = JSON.stringify(one('a', { k: 'QUFB'.repeat(400_000) }));
  const asked = await askedOf('while [ ! -e "$0.json" ]; do sleep 0.1; done; cat "$0.json"', (path) => {
    writeFileSync(`${path}.new`, large);
    renameSync(`${path}.new`, `${path}.json`);
    return Promise.resolve();
  });
  expect('existing' in asked && asked.existing.get('a')?.get('k')?.length).toBe(1_200_000);
});

test('a Secret without data is an empty one', () => {
  expect(secretsIn(JSON.stringify({ ...one('a'), data: null }))?.existing).toEqual(new Map([['a', new Map()]]));
});

test('one that does not end, whatever it is told, is ended', async () => {
  const deaf = "trap '' TERM; while :; do sleep 0.1; done";
  expect(await askedOf(deaf, undefined, 1)).toEqual({ unknown: 'kubectl did not answer within 1 seconds' });
});

/** A program of that name that does this. */
async function askedOf(
  script: string,
  meanwhile: (file: string) => Promise<void> = () => Promise.resolve(),
  seconds?: number,
) {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  const file = join(folder, 'kubectl');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  try {
    const asked = secretsInCluster('ml', ['a'], { PATH: `${folder}:/usr/bin:/bin` }, seconds);
    await meanwhile(file);
    return await asked;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('without kubectl, nobody can say', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'empty-'));
  expect(await secretsInCluster('ml', ['a'], { PATH: folder })).toEqual({ unknown: 'there is no kubectl' });
  rmSync(folder, { recursive: true });
});

test('for no names, nobody is asked', async () => {
  expect(await secretsInCluster('ml', [], { PATH: '/nowhere' })).toEqual({ existing: new Map() });
});
