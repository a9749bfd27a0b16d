/** start-proxy.sh: it ends as nginx does, however many signals come. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';

/** Of the script: where its own folders are here, nginx ends with this code, and a signal comes when it has gone. */
async function endOf(code: number, signals: readonly string[]): Promise<{ status: number | null; marked: boolean }> {
  // What removes the mark runs when nginx is gone: the shell gets its signals there.
  const send = signals.map((signal) => `kill -${signal} "$PPID"`).join('; ') || ':';
  const programs = {
    nginx: `#!/bin/sh\nexit ${String(code)}\n`,
    rm: `#!/bin/sh\ncase $* in */run/mlflow/proxy*) ${send} ;; esac\nexec /bin/rm "$@"\n`,
  };
  return withFolder(programs, (folder) => {
    for (const name of Object.keys(programs)) chmodSync(join(folder, name), 0o755);
    for (const name of ['tmp', 'run/mlflow']) mkdirSync(join(folder, name), { recursive: true });
    const text = readFileSync(join(root, 'charts/access/proxy/start-proxy.sh'), 'utf8').replace(
      /(?<=[ >"])\/(?=tmp\/|run\/)/g,
      `${folder}/`,
    );
    const { status } = spawnSync('sh', ['-ec', text], {
      env: { PATH: `${folder}:/usr/bin:/bin`, POD_IP: '10.0.0.1', HTTP_PORT: '5000', METRICS_PORT: '9113' },
    });
    return Promise.resolve({ status, marked: existsSync(join(folder, 'run/mlflow/proxy')) });
  });
}

test.each([
  [0, []],
  [3, []],
  [0, ['TERM']],
  [0, ['QUIT', 'TERM', 'INT']],
  [3, ['QUIT']],
] as const)('nginx ends with %d, and then come %j: that is its end, and MLflow may go', async (code, signals) => {
  expect(await endOf(code, signals)).toEqual({ status: code, marked: false });
});
