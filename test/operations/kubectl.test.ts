/** How a cluster is asked: what comes back instead of an answer is in words, and objects of a cluster do not say how many processes there are. */
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { kubectl } from '../../operations/kubectl';
import { withFolder } from '../support/chart-folder';

const asked = async <T>(script: string, ask: (environment: { PATH: string }, folder: string) => Promise<T>) =>
  withFolder({ kubectl: `#!/bin/sh\n${script}\n` }, async (folder) => {
    chmodSync(join(folder, 'kubectl'), 0o755);
    return await ask({ PATH: `${folder}:/usr/bin:/bin` }, folder);
  });

test('not more than ten at once', async () => {
  const script = 'd=${0%/*}; : >"$d/now/$$"; ls "$d/now" | wc -l >>"$d/counts"; sleep 0.1; rm "$d/now/$$"';
  const counts = await asked(script, async (environment, folder) => {
    mkdirSync(join(folder, 'now'));
    await Promise.all(Array.from({ length: 40 }, () => kubectl(['get'], environment, 60)));
    return readFileSync(join(folder, 'counts'), 'utf8').trim().split('\n').map(Number);
  });
  expect(counts).toHaveLength(40);
  expect(Math.max(...counts)).toBeLessThanOrEqual(10);
  expect(Math.max(...counts)).toBeGreaterThan(1);
});

test.each<[string, string, string]>([
  ['an answer without end', 'exec cat /dev/zero', 'kubectl prints more than 64 MiB'],
  ['none', 'exec sleep 100', 'kubectl did not answer within 3 seconds'],
  ['none, while a process of its own goes on', 'sleep 100', 'kubectl did not answer within 3 seconds'],
  [
    'an error with a secret',
    'echo "Get https://me:hunter2@api: token=hunter3" >&2; exit 1',
    'kubectl says: Get https://…@api: token=…',
  ],
  ['an error that steers', "printf 'a\\033[31mb' >&2; exit 1", 'kubectl says: a\\u001B[31mb'],
])('%s', async (_title, script, unknown) => {
  expect(await asked(script, (environment) => kubectl(['get'], environment, 3))).toEqual({ unknown });
});
