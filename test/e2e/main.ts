/**
 * `npm run test:e2e`: runs the rendered objects with real programs and prints what that proved.
 *
 *     npm run test:e2e                    all of it
 *     npm run test:e2e -- recovery        test files whose name has this in it
 *
 * Exit codes: 0 all proved, 1 something failed, 2 something is missing on this machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchHelm } from '../support/helm-binary';
import { runProofs } from '../support/proofs';
import { buildMinio, minioImage } from './images/minio';
import { installMlflow, mlflowImage } from './images/mlflow';
import { removeGroups } from './node/memory';
import { missing, python } from './prerequisites';
import { MINIO, MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE } from './versions';

/**
 * Everything that is started lives in these namespaces, and dies with this process: the kernel sees to both. Process 1 in
 * there is a shell that waits, because it has to reap what other processes leave behind.
 */
const ISOLATED = [
  ...['setpriv', '--pdeathsig=KILL', 'unshare', '--mount', '--net', '--pid', '--fork', '--kill-child=KILL'],
  ...['--mount-proc', '--', 'sh', '-c', '"$@"; exit $?', 'init'],
];

/** Waits more than it works: at the same time as everything else. */
const PATIENT = ['recovery', 'guide'];

async function main(): Promise<number> {
  const needsGo = minioImage(MINIO) === undefined;
  const lacking = missing({ needsGo });
  const interpreter = python();
  if (lacking.length > 0 || interpreter === undefined) {
    process.stderr.write(
      `This machine cannot run the suite. It needs:\n${lacking.map((line) => `  ${line}\n`).join('')}`,
    );
    return 2;
  }
  await fetchHelm('4');
  if (needsGo) await timed(`building MinIO ${MINIO}`, () => buildMinio(MINIO));
  for (const version of [MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE]) {
    if (mlflowImage(version) !== undefined) continue;
    await timed(`installing MLflow ${version}`, () => installMlflow(version, interpreter));
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

async function timed(what: string, action: () => Promise<void>): Promise<void> {
  const begun = Date.now();
  process.stderr.write(`${what} …`);
  await action();
  process.stderr.write(` ${((Date.now() - begun) / 1000).toFixed(0)} s\n`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
