/** Proofs on real servers of this machine, without Kubernetes: they run while a suite does, and leave nothing behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEASH } from '../../support/execute';
import { NOT_POSSIBLE_HERE, runProofs, unknownParts } from '../../support/proofs';
import type { Server } from '../server';
import { missingHere, prepareHere, SERVERS, startServers } from './prepare';

/**
 * The exit code.
 *
 * @param folder of the tests, with a jest.config.json
 * @param args Jest's, such as names of test files
 * @param asked parts that run only when they are named: they take long
 */
export async function proveLocally(
  folder: string,
  args: readonly string[],
  asked: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const unknown = unknownParts(args, folder);
  if (unknown !== undefined) {
    say(unknown);
    return 1;
  }
  const missing = await missingHere();
  if (missing.length > 0) {
    say(['This machine cannot run these servers. It needs:', ...missing.map((line) => `  ${line}`)].join('\n'));
    return NOT_POSSIBLE_HERE;
  }
  await prepareHere(say);
  const place = mkdtempSync(join(tmpdir(), 'test-local-'));
  const started: Server[] = [];
  const clean = () => {
    for (const server of started) server.stop();
    rmSync(place, { recursive: true, force: true, maxRetries: 20 });
  };
  process.on('exit', clean);
  const end = () => process.exit(130);
  process.on('SIGINT', end).on('SIGTERM', end);
  const servers = await startServers(place, started);
  // From here on signals go to Jest, and the results of what ran until then are printed.
  process.off('SIGINT', end).off('SIGTERM', end);
  const left = asked.filter((part) => !args.includes(part));
  if (left.length > 0) say(`Without ${left.join(', ')}, which take long: they run when they are named`);
  const options = left.map((part) => `--testPathIgnorePatterns=/${part}[.]test[.]ts$`);
  return runProofs({
    config: join(folder, 'jest.config.json'),
    rounds: [{ args: [...args, ...options], workers: 2 }],
    under: LEASH,
    env: { [SERVERS]: JSON.stringify(servers), LOCAL_FOLDER: place },
  });
}
