/**
 * Runs in a place of its own: starts a cluster, installs the platform, and keeps both until the place ends.
 *
 *     keep.ts OPTIONS [ENVIRONMENT]     options: StartOptions as JSON
 */
import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { outputOf } from '../../support/execute';
import { chartOf } from '../../support/dist';
import { startRealCluster, type StartOptions } from '../nodes/start';
import { NOTES, type KeptNotes } from './notes';
import { relay } from './relay';

const PORT = 5000;
/** Milliseconds. */
const AN_HOUR = 3_600_000;

async function main(): Promise<void> {
  const [text = '', environment = ''] = process.argv.slice(2);
  const options = JSON.parse(text) as StartOptions;
  const cluster = await startRealCluster(options, console.error);
  const notes: KeptNotes = { binaries: options.binaries.kubernetes };
  if (environment === '') {
    write(options, notes);
    return;
  }
  const namespace = `mlflow-${environment}`;
  const install = [
    'upgrade',
    '--install',
    'mlflow',
    chartOf(environment),
    '--namespace',
    namespace,
    '--create-namespace',
  ];
  outputOf(await cluster.helm('4', [...install, '--wait', '--timeout=10m']));
  const address = await cluster.serviceAddress(namespace, 'mlflow-tracking');
  const socket = join(options.folder, 'mlflow.sock');
  createServer((incoming) => {
    relay(incoming, connect(PORT, address));
  }).listen(socket, () => {
    write(options, { ...notes, socket });
  });
}

function write({ folder, binaries }: StartOptions, notes: KeptNotes): void {
  writeFileSync(join(folder, `${NOTES}.draft`), JSON.stringify(notes));
  renameSync(join(folder, `${NOTES}.draft`), join(folder, NOTES));
  // Process 2 of the place goes on, or the place would end; and nobody may take its images for forgotten (images/store.ts).
  setInterval(() => {
    utimesSync(binaries.images, new Date(), new Date());
  }, AN_HOUR);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
