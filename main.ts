/** `npm run synth`: for each file of values in values/, plain manifests and a Helm chart below dist/. */
import { mlflowChart } from './charts/mlflow';
import { synth } from './lib/cli/synth';
import { version } from './package.json';

process.exitCode = synth(mlflowChart(version));
