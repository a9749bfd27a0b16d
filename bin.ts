#!/usr/bin/env node
/** The `mlflow-chart` command: joins everything, does nothing itself. */
import { command } from './lib/cli/command';
import { name, version } from './package.json';

// Whoever read this has gone (`| head`): nothing is left to say.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
void command(process.argv.slice(2), {
  output: process.stdout,
  errors: process.stderr,
  environment: process.env,
  tool: { name, version },
}).then((code) => {
  process.exitCode = code;
});
