/** Artefacts by signed URLs: the real nginx, MLflow, PostgreSQL, MinIO and Garage, MLflow's client and a browser, in a place of their own. */
import { join } from 'node:path';
import { NOT_POSSIBLE_HERE, runProofs, unknownParts } from '../../support/proofs';
import { missingHere, prepareHere, STORE_PROGRAM } from '../local/prepare';
import { PLACE } from '../proxy/place';
import { isolated } from '../proxy/prove';

/** The exit code. @param args Jest's, such as names of test files */
export async function provePresigned(args: readonly string[], say: (line: string) => void): Promise<number> {
  const unknown = unknownParts(args, __dirname);
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
  process.env[STORE_PROGRAM] = 'garage';
  await prepareHere(say);
  return runProofs({
    config: join(__dirname, 'jest.config.json'),
    rounds: [{ args }],
    under,
    env: { LOCAL_FOLDER: PLACE },
  });
}
