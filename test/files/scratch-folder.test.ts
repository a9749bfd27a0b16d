/** The real command, ended in the middle: it leaves no folder behind, and no Helm. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { helmAt } from '../../lib/helm/find';
import { validateChart } from '../../lib/validate/chart/validate-chart';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helm, helms } from '../support/helm';
import { linuxOnly, onLinux } from '../support/on-linux';
import { root } from '../support/root';

const BUILT = 'node_modules/.cache/ended-test';
const program = join(root, BUILT, 'mlflow-chart.js');
beforeAll(() => {
  execFileSync(process.execPath, ['bundle/build.mjs', BUILT], { cwd: root });
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

/** Ticks of the processor, a hundred of them a second. */
function busyFor(pid: number): number {
  try {
    const [user, system] = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? '').split(' ').slice(11, 13);
    return Number(user) + Number(system);
  } catch {
    return 0;
  }
}

/** Until then it may end for want of a folder that has gone; from then on, only because somebody ends it. */
const isRendering = (pid: number) => busyFor(pid) > 40;

async function until(what: () => boolean): Promise<void> {
  for (let patience = 400; !what(); patience--) {
    if (patience === 0) throw new Error('it never came to that');
    await wait(100);
  }
}

/** Those that do not are ended here: else they outlive the tests. */
async function allEnd(folder: string): Promise<void> {
  try {
    await until(() => processesOf(folder).length === 0);
  } finally {
    for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL');
  }
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
      await until(() => processesOf(temporary).some((pid) => pid !== child.pid && isRendering(pid)));
      expect(readdirSync(temporary)).toHaveLength(1);
      child.kill(signal);
      // As if nobody had listened: a shell's loop ends with Ctrl-C.
      expect(await ended).toBe(signal);
      expect(readdirSync(temporary)).toEqual([]);
      await allEnd(temporary);
    });
  },
  110_000,
);

/** Helm with that text for a template, in a program that meets an error of its own when it is told to. */
const failing = `
  import { runHelm } from './lib/helm/run';
  const [helm, chart, home] = process.argv.slice(2);
  void runHelm(helm, ['template', 'x', chart], home);
  process.stdin.once('data', () => {
    throw new Error('of ours');
  });
`;

onLinux.each([
  ['Helm', ''],
  ['a script that starts Helm', '#!/bin/sh\n"$HELM_BINARY" "$@"\nexit $?\n'],
])(
  'an internal error, while there is %s',
  async (_, script) => {
    const files = { 'chart/Chart.yaml': CHART_YAML, 'chart/templates/a.yaml': endless, script };
    await withFolder(files, async (folder) => {
      const outfile = join(folder, 'program.js');
      buildSync({
        stdin: { contents: failing, resolveDir: root, loader: 'ts' },
        bundle: true,
        platform: 'node',
        outfile,
      });
      const { file } = helm('4');
      const wrapper = join(folder, 'script');
      writeFileSync(wrapper, script.replace('$HELM_BINARY', file));
      chmodSync(wrapper, 0o755);
      const words = [outfile, script === '' ? file : wrapper, join(folder, 'chart'), folder];
      const child = spawn(process.execPath, words, { stdio: ['pipe', 'ignore', 'ignore'] });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      await until(() => processesOf(folder).some((pid) => pid !== child.pid && isRendering(pid)));
      child.stdin.end('now\n');
      expect(await ended).toBe(1);
      await allEnd(folder);
    });
  },
  110_000,
);

onLinux(
  'a Helm for which nobody waits any more',
  async () => {
    // The copy that says where each line comes from is rendered meanwhile.
    const script = '#!/bin/sh\ncase "$*" in *./traced) exec sleep 1000;; *) echo "no manifest";; esac\n';
    const files = { 'chart/Chart.yaml': CHART_YAML, 'chart/templates/a.yaml': '', script };
    await withFolder(files, async (folder) => {
      const program = join(folder, 'script');
      chmodSync(program, 0o755);
      const { unreadable } = await validateChart(join(folder, 'chart'), { seconds: 600 }, helmAt(program, folder));
      expect(unreadable.map(({ reason }) => reason)).toEqual([
        `${program} printed what is no manifest, and is not Helm, it seems: "no manifest"`,
      ]);
      await allEnd(folder);
    });
  },
  110_000,
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
