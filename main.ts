#!/usr/bin/env node
/** The `mlflow-chart` command: joins everything, does nothing itself. */
import { commands } from './commands';
import { command } from './lib/cli/command';
import { name, version } from './package.json';

// Whoever read this has gone (`| head`): nothing is left to say.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    if (stream === process.stdout) process.stderr.write(`cannot write standard output: ${error.message}\n`);
    process.exit(2);
  });
}

const context = {
  output: process.stdout,
  errors: process.stderr,
  environment: process.env,
  tool: { name, version },
  // A file of its own beside this one: whoever validates anything else pays nothing for it.
  own: { name: 'mlflow', version, load: async () => (await import('./operations/own-chart.js')).evaluateOwnChart },
};
void command(process.argv.slice(2), context, commands).then((code) => {
  process.exitCode = code;
});
