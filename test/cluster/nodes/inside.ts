/**
 * Runs in a place of its own (isolation.ts): starts a cluster with nodes, and the tests in it.
 *
 *     inside.ts OPTIONS ROUNDS     as JSON: StartOptions, and a list of Round
 */
import { join } from 'node:path';
import { runProofs, type Round } from '../../support/proofs';
import { REAL_CLUSTER } from './running';
import { startRealCluster, type StartOptions } from './start';

async function main(): Promise<number> {
  const [options = '', rounds = ''] = process.argv.slice(2);
  const started = performance.now();
  const cluster = await startRealCluster(JSON.parse(options) as StartOptions, say);
  say(`Kubernetes ${cluster.version} is up after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return runProofs({
    config: join(__dirname, '../platform/jest.config.json'),
    rounds: JSON.parse(rounds) as readonly Round[],
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
