/** Artefacts by signed URLs: the real nginx, MLflow, PostgreSQL, MinIO and Garage, MLflow's client and a browser. */
import { STORE_PROGRAM } from '../local/prepare';
import { proveBehindProxy } from '../proxy/behind';

/** The exit code. @param args Jest's, such as names of test files */
export function provePresigned(args: readonly string[], say: (line: string) => void): Promise<number> {
  // Beside MinIO, which is there in any case.
  process.env[STORE_PROGRAM] = 'garage';
  return proveBehindProxy(__dirname, args, say);
}
