#!/usr/bin/env node
/** The `mlflow-chart` command: joins everything, does nothing itself. */
import { isMainThread } from 'node:worker_threads';
import { command, type FurtherCommand } from './lib/cli/command';
import { name, version } from './package.json';

// Whoever read this has gone (`| head`): nothing is left to say.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    if (stream === process.stdout) process.stderr.write(`cannot write standard output: ${error.message}\n`);
    process.exit(2);
  });
}
// The validator's threads start from this file, too.
if (isMainThread) {
  const further: Readonly<Record<string, FurtherCommand>> = {
    diff: {
      usage: '[--env NAME] [--from WHAT]',
      summary: 'say what a change does to a cluster, and why',
      load: async () => (await import('./operations/commands.js')).diffCommand,
    },
    secrets: {
      usage: '--env NAME',
      summary: 'make the Secrets that an installation of MLflow reads',
      load: async () => (await import('./operations/commands.js')).secretsCommand,
    },
    images: {
      usage: '--env NAME',
      summary: 'list the images that it pulls',
      load: async () => (await import('./operations/commands.js')).imagesCommand,
    },
    backups: {
      usage: '--env NAME',
      summary: 'list its backups: how old, how large, whether complete',
      load: async () => (await import('./operations/commands.js')).backupsCommand,
    },
    convert: {
      usage: 'FILE --from CHART',
      summary: 'turn the values of another chart for MLflow into values of this one',
      load: async () => (await import('./operations/commands.js')).convertCommand,
    },
    doctor: {
      usage: 'RELEASE -n NAMESPACE',
      summary: 'say what is wrong with it, and what to do',
      load: async () => (await import('./operations/commands.js')).doctorCommand,
    },
    preflight: {
      usage: 'RELEASE -n NAMESPACE',
      summary: 'say what an upgrade of it would hurt, before it begins',
      load: async () => (await import('./operations/commands.js')).preflightCommand,
    },
    publish: {
      usage: 'oci://… or FOLDER',
      summary: 'publish the chart: to a registry, or a repository of charts',
      load: async () => (await import('./operations/commands.js')).publishCommand,
    },
    report: {
      usage: '--env NAME',
      summary: 'say what it holds, of whom, how it grows, and what could be freed',
      load: async () => (await import('./operations/commands.js')).reportCommand,
    },
  };
  const context = {
    output: process.stdout,
    errors: process.stderr,
    environment: process.env,
    tool: { name, version },
    // A file of its own beside this one: whoever validates anything else pays nothing for it.
    own: { name: 'mlflow', version, load: async () => (await import('./operations/own-chart.js')).evaluateOwnChart },
  };
  void command(process.argv.slice(2), context, further).then((code) => {
    process.exitCode = code;
  });
}
