/** Jest's globalSetup: downloads Helm before any worker starts, so that no test's timeout pays for it. */
import { fetchHelm } from './helm-binary';

/** A failure is only reported here: tests that need no Helm still run, and those that do fail with a remedy. */
export default async function fetchHelms(): Promise<void> {
  try {
    await Promise.all([fetchHelm('3'), fetchHelm('4')]);
  } catch (error) {
    process.stderr.write(`\nHelm could not be downloaded: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
