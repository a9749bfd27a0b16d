/**
 * `npm run test:e2e`: runs the rendered objects with real programs and prints what that proved.
 *
 *     npm run test:e2e                    all of it
 *     npm run test:e2e -- recovery        test files whose name has this in it
 *
 * Exit codes: 0 all proved, 1 something failed, 2 bad usage, 3 something is missing on this machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEASH } from '../support/execute';
import { goBuild, GoError } from '../support/go-build';
import { fetchHelm } from '../support/helm-binary';
import { NOT_POSSIBLE_HERE, runProofs, unknownParts } from '../support/proofs';
import { userCache } from '../support/user-cache';
import { minio } from './images/minio';
import { installMlflow, mlflowImage } from './images/mlflow';
import { removeGroups } from './node/memory';
import { missing, python } from './prerequisites';
import { MINIO, MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE } from './versions';

/**
 * Everything that is started lives in these namespaces, and dies with this process: the kernel sees to both. Process 1 in
 * there is a shell that waits, because it has to reap what other processes leave behind.
 */
const ISOLATED = [
  ...[...LEASH, 'unshare', '--mount', '--net', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'],
  ...['--', 'sh', '-c', '"$@"; exit $?', 'init'],
];

/** Waits more than it works: at the same time as everything else. */
const PATIENT = ['recovery', 'guide'];

async function main(): Promise<number> {
  const unknown = unknownParts(process.argv.slice(2), __dirname);
  if (unknown !== undefined) {
    say(unknown);
    return 2;
  }
  const lacking = missing();
  const interpreter = python();
  if (lacking.length > 0 || interpreter === undefined) {
    say(['This machine cannot run the suite. It needs:', ...lacking.map((line) => `  ${line}`)].join('\n'));
    return NOT_POSSIBLE_HERE;
  }
  await fetchHelm('4');
  await goBuild(minio(MINIO), say);
  for (const version of [MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE]) {
    if (mlflowImage(version) !== undefined) continue;
    say(`Installing MLflow ${version}; it is kept in ${userCache}`);
    await installMlflow(version, interpreter);
  }
  const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
  try {
    return await runProofs({
      config: join(__dirname, 'jest.config.js'),
      lanes: lanes(process.argv.slice(2)),
      under: ISOLATED,
      env: { E2E_FOLDER: folder },
    });
  } finally {
    removeGroups(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the user asked for; otherwise everything, in two runs side by side. */
function lanes(args: readonly string[]): readonly (readonly string[])[] {
  return args.length > 0 ? [args] : [PATIENT, ['--testPathIgnorePatterns', ...PATIENT]];
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof GoError ? NOT_POSSIBLE_HERE : 1;
  },
);
