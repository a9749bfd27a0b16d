/** Upgrades of MLflow, from as old a version as the chart takes: real servers, clients and PostgreSQL, with the chart's own migration. */
import { installedMlflow, installMlflow } from '../images/installed-mlflow';
import { python } from '../images/python';
import { MLFLOW_GUIDE } from '../images/versions';
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export async function proveUpgrades(args: readonly string[], say: (line: string) => void): Promise<number> {
  const interpreter = python();
  // Without one, all of it is not possible, and the rest says so.
  if (interpreter !== undefined && installedMlflow(MLFLOW_GUIDE) === undefined) {
    say(`Installing MLflow ${MLFLOW_GUIDE}`);
    await installMlflow(MLFLOW_GUIDE, interpreter);
  }
  return proveLocally(__dirname, args, ['measured'], say);
}
