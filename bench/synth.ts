/** The whole of `npm run synth` in a new process, against `cdk8s synth` of static charts with the same objects. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentNames, root } from '../test/support/platform';
import { medians, row } from './measure';
import { APP_COMMAND, writeStaticApp } from './static-app';

/** What the project's program needs to run elsewhere, so that the real dist/ is left alone. */
const SOURCES = ['main.ts', 'package.json', 'tsconfig.json', 'charts', 'lib', 'values', 'imports'];

const PROGRAM = ['--import', 'tsx', 'main.ts'];
const PEER = [join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s'), 'synth', '--check-upgrade=false'];
const RUNS = 7;

export async function benchSynth(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const ours = join(folder, 'ours');
    for (const source of SOURCES) cpSync(join(root, source), join(ours, source), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(ours, 'node_modules'));
    const theirs = join(folder, 'theirs');
    writeStaticApp(theirs);
    return [
      `Synthesising ${environmentNames.length} environments in a new process`,
      // tsx keeps what it has compiled; cold is without.
      ...(await compare(ours, theirs, 'cold', { ...process.env, TSX_DISABLE_CACHE: '1' })),
      ...(await compare(ours, theirs, 'compiled', process.env)),
      `  (cdk8s.yaml: \`app: ${APP_COMMAND}\`; static charts of the same objects, no Helm)`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(ours: string, theirs: string, how: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const [program = 0, peer = 0] = await medians(RUNS, [
    () => {
      run(ours, PROGRAM, env);
    },
    () => {
      run(theirs, PEER, env);
    },
  ]);
  return [
    row(`this project, ${how}: manifests and charts`, `${(program / 1000).toFixed(2)} s`),
    row(`cdk8s synth, ${how}: manifests`, `${(peer / 1000).toFixed(2)} s`, `${(peer / program).toFixed(2)}× as long`),
  ];
}

/** Throws if it fails, or writes less than something for each environment. */
function run(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  execFileSync(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const written = readdirSync(dist);
  if (written.length < environmentNames.length) throw new Error(`${args.join(' ')} wrote only ${written.join(', ')}`);
}
