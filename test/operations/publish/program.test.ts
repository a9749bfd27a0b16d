/** Programs of the user's: what they say, and that nobody waits for ever. */
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { runProgram } from '../../../operations/publish/program';
import { withFolder } from '../../support/chart-folder';

const environment = { PATH: process.env['PATH'] };
const sh = (script: string, seconds = 60, input?: string) =>
  runProgram('sh', ['-c', script], { environment, seconds, ...(input !== undefined && { input }) });

test('what it says, and how it ends', async () => {
  expect(await sh('cat; echo no >&2; exit 3', 60, 'yes')).toEqual({ code: 3, stdout: 'yes', stderr: 'no\n' });
  expect(await sh('kill -9 $$')).toEqual({ code: 1, stdout: '', stderr: '' });
});

test('one that does not end is ended, with what it has started, and the words say who may not answer', async () => {
  await withFolder({ helm: '#!/bin/sh\n(sleep 2; touch "${0%/*}/late") &\nwait\n' }, async (folder) => {
    const file = join(folder, 'helm');
    chmodSync(file, 0o755);
    const late = 'does registry.example.com answer? Nothing was pushed';
    await expect(runProgram(file, ['pull', 'x'], { environment, seconds: 0.5, late })).rejects.toThrow(
      `${file} pull did not end within 0.5 seconds: ${late}`,
    );
    // Nobody has waited for it: else it would be there.
    expect(existsSync(join(folder, 'late'))).toBe(false);
    await setTimeout(2500);
    expect(existsSync(join(folder, 'late'))).toBe(false);
  });
});

test('one that is not there, or says too much', async () => {
  await expect(runProgram('no-such-program', [], { environment, seconds: 60 })).rejects.toThrow(
    'cannot run no-such-program: there is none on the PATH',
  );
  await expect(sh('head -c 17000000 /dev/zero')).rejects.toThrow('cannot run sh: it prints more than 16 MiB');
});
