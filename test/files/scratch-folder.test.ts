/** The real command, ended in the middle: it leaves no folder behind, and no Helm. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helms } from '../support/helm';
import { linuxOnly, onLinux } from '../support/on-linux';
import { root } from '../support/root';

const program = join(root, 'node_modules/.cache/ended-test/mlflow-chart.js');
beforeAll(() => {
  buildSync({
    entryPoints: { 'mlflow-chart': join(root, 'bin.ts') },
    bundle: true,
    platform: 'node',
    external: ['./operations/own-chart.js', 'cdk8s', 'constructs'],
    outdir: join(program, '..'),
    logLevel: 'error',
  });
});

/** Helm is busy with it for minutes. */
const endless = '{{ range until 30000 }}{{ range until 30000 }}{{ end }}{{ end }}';

/** Processes that work in a folder, or were started with it among their words or their environment. */
function processesOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return ['cmdline', 'environ'].some((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(folder));
      } catch {
        // It has ended meanwhile.
        return false;
      }
    })
    .map(Number);
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await wait(20);
}

// Reads /proc.
onLinux.each(
  helms().flatMap((each) =>
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => [each.version, signal, each] as const),
  ),
)(
  `Helm %s, %s${linuxOnly}`,
  async (_, signal, helm) => {
    await withFolder({ 'chart/Chart.yaml': CHART_YAML, 'chart/templates/a.yaml': endless }, async (folder) => {
      const temporary = join(folder, 'tmp');
      mkdirSync(temporary);
      const child = spawn(process.execPath, [program, 'validate', 'chart'], {
        cwd: folder,
        env: { ...process.env, TMPDIR: temporary, HELM: helm.file },
        stdio: 'ignore',
      });
      const ended = new Promise<NodeJS.Signals | null>((resolve) => {
        child.on('exit', (_code, by) => {
          resolve(by);
        });
      });
      // The chart and its copy are rendered side by side.
      await until(() => processesOf(temporary).length === 3);
      expect(readdirSync(temporary)).toHaveLength(1);
      child.kill(signal);
      // As if nobody had listened: a shell's loop ends with Ctrl-C.
      expect(await ended).toBe(signal);
      expect(readdirSync(temporary)).toEqual([]);
      await until(() => processesOf(temporary).length === 0);
    });
  },
  60_000,
);

test('a program that ends itself', async () => {
  await withFolder({}, async (folder) => {
    const source = `
      import { ScratchFolder } from './lib/files/scratch-folder';
      const kept = ScratchFolder.create();
      kept.write('a/b', 'c');
      console.log(kept.path);
      ScratchFolder.create().dispose();
      throw new Error('of ours');
    `;
    const outfile = join(folder, 'program.js');
    buildSync({ stdin: { contents: source, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', outfile });
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const child = spawn(process.execPath, [outfile], { env: { ...process.env, TMPDIR: temporary } });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await new Promise((resolve) => child.on('close', resolve));
    expect(printed).toContain(temporary);
    expect(existsSync(printed.trim())).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
