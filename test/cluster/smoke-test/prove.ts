/** What `helm test` runs, against real MLflow, PostgreSQL and stores: what it does, what it says of what is wrong, and what it leaves. */
import { installedMlflow, installMlflow } from '../images/installed-mlflow';
import { python } from '../images/python';
import { MLFLOW, MLFLOW_GUIDE } from '../images/versions';
import { install } from '../local/pip';
import { inMlflow } from '../local/prepare';
import { proveLocally } from '../local/prove';
import { FORMS } from './forms';

/** The exit code. @param args Jest's, such as names of test files */
export async function proveSmokeTest(args: readonly string[], say: (line: string) => void): Promise<number> {
  const found = python();
  if (found !== undefined) {
    for (const version of [MLFLOW, MLFLOW_GUIDE]) {
      if (installedMlflow(version) !== undefined) continue;
      say(`Installing MLflow ${version}`);
      await installMlflow(version, found);
    }
    for (const wanted of FORMS) await install(inMlflow(MLFLOW, 'pip'), wanted, true);
  }
  return proveLocally(__dirname, args, [], say);
}
