/** The whole of `npm run synth`, against the same command in a cdk8s project of static charts with the same objects. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentNames } from '../test/support/platform';
import { root } from '../test/support/root';
import { medians, row } from './measure';
import { APP_COMMAND, writeStaticApp } from './static-app';

/** What the project's program needs to run elsewhere, so that the real dist/ is left alone. */
const SOURCES = [
  ...['main.ts', 'commands.ts', 'bundle', 'package.json', 'tsconfig.json'],
  ...['charts', 'operations', 'lib', 'values', 'imports'],
];

const RUNS = 7;

export async function benchSynth(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const ours = join(folder, 'ours');
    for (const source of SOURCES) cpSync(join(root, source), join(ours, source), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(ours, 'node_modules'));
    const theirs = join(folder, 'theirs');
    writeStaticApp(theirs);
    // tsx, which runs the peer, keeps what it has compiled; cold is without. esbuild, which runs this project, keeps nothing.
    const cold = { ...process.env, TSX_DISABLE_CACHE: '1' };
    const [program = 0, first = 0, again = 0] = await medians(RUNS, [
      () => {
        run(ours, cold);
      },
      () => {
        run(theirs, cold);
      },
      () => {
        run(theirs, process.env);
      },
    ]);
    const seconds = (time: number): string => `${(time / 1000).toFixed(2)} s`;
    const ratio = (time: number): string => `${(time / program).toFixed(2)}× as long`;
    return [
      `npm run synth of ${environmentNames.length} environments`,
      row('this project: manifests and charts', seconds(program)),
      row('cdk8s synth, cold: manifests', seconds(first), ratio(first)),
      row('cdk8s synth, compiled before: manifests', seconds(again), ratio(again)),
      `  (cdk8s.yaml: \`app: ${APP_COMMAND}\`; static charts of the same objects, no Helm)`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As a user would. Throws if it fails, or writes less than something for each environment. */
function run(folder: string, env: NodeJS.ProcessEnv): void {
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  execFileSync('npm', ['run', '--silent', 'synth'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const written = readdirSync(dist);
  if (written.length < environmentNames.length) throw new Error(`synth in ${folder} wrote only ${written.join(', ')}`);
}
