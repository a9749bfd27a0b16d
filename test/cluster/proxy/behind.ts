/** Suites of what stands behind the proxy: the real nginx, MLflow, PostgreSQL and a store, in a place of their own, which ends with them. */
import { join } from 'node:path';
import { NOT_POSSIBLE_HERE, runProofs, unknownParts } from '../../support/proofs';
import { installedMlflow, installMlflow } from '../images/installed-mlflow';
import { python } from '../images/python';
import { MLFLOW_GUIDE } from '../images/versions';
import { missingHere, prepareHere } from '../local/prepare';
import { PLACE } from './place';
import { isolated } from './prove';

/**
 * The exit code.
 * @param folder of the tests, with a jest.config.json
 * @param args Jest's, such as names of test files
 */
export async function proveBehindProxy(
  folder: string,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const unknown = unknownParts(args, folder);
  if (unknown !== undefined) {
    say(unknown);
    return 1;
  }
  const under = await isolated(say);
  if (under === undefined) return NOT_POSSIBLE_HERE;
  const missing = await missingHere();
  if (missing.length > 0) {
    say(['This machine cannot run these servers. It needs:', ...missing.map((line) => `  ${line}`)].join('\n'));
    return NOT_POSSIBLE_HERE;
  }
  await prepareHere(say);
  if (installedMlflow(MLFLOW_GUIDE) === undefined) {
    say(`Installing MLflow ${MLFLOW_GUIDE}`);
    await installMlflow(MLFLOW_GUIDE, python() ?? 'python3');
  }
  return runProofs({
    config: join(folder, 'jest.config.json'),
    rounds: [{ args }],
    under,
    env: { LOCAL_FOLDER: PLACE },
  });
}
