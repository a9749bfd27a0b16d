/** `npm run synth`: for each file of values in values/, plain manifests and a Helm chart below dist/. */
import { mlflowChart } from './charts/mlflow';
import { synthCommand } from './lib/cli/synth';
import { version } from './package.json';

process.exitCode = synthCommand(process.argv.slice(2), {
  definition: mlflowChart(version),
  root: process.cwd(),
  output: process.stdout,
  errors: process.stderr,
});
