/**
 * Runs in a place of its own (isolation.ts): starts a cluster with nodes, and the tests in it.
 *
 *     inside.ts OPTIONS [JEST'S ARGUMENTS]     options: StartOptions as JSON
 */
import { join } from 'node:path';
import { runProofs } from '../../support/proofs';
import { REAL_CLUSTER } from './running';
import { startRealCluster, type StartOptions } from './start';

async function main(): Promise<number> {
  const [options = '', ...args] = process.argv.slice(2);
  const started = performance.now();
  const cluster = await startRealCluster(JSON.parse(options) as StartOptions, say);
  say(`Kubernetes ${cluster.version} is up after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return runProofs({
    config: join(__dirname, '../platform/jest.config.json'),
    lanes: [args],
    env: { [REAL_CLUSTER]: JSON.stringify(cluster.realAddress) },
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
