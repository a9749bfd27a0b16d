/** The README's picture. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mlflowChart } from '../charts/mlflow';
import { diagram } from '../lib/synth/diagram';
import { installationGraph, type InstallationGraph } from '../lib/synth/installation-graph';
import { evaluateModel, symbolicModel } from '../lib/synth/model';
import { checkValues, formatProblems } from '../lib/values/check';
import { version } from '../package.json';

/** What each part is for: objects do not say that. Short enough for a box. */
export const CAPTIONS: Readonly<Record<string, string>> = {
  'ingress/mlflow-tracking': 'browsers and programs',
  'component/tracking': 'MLflow behind its login',
  'component/postgresql': 'runs, metrics, models',
  'component/minio': 'artefacts, by S3',
  'component/database-exporter': 'metrics of PostgreSQL',
  'component/clients': 'settings of jobs',
  'component/dashboard': 'for Grafana',
  'component/alerts': 'rules for Prometheus',
  'component/isolation': 'denies all the rest',
  'secret/mlflow-tls': 'the host’s certificate',
  'secret/mlflow-postgresql': 'password',
  'secret/mlflow-s3': 'keys of the store',
  'secret/mlflow-encryption': 'keys to encrypt with',
  'secret/mlflow-users': 'who may log in',
};

export function platformGraph(): InstallationGraph {
  const definition = mlflowChart(version);
  const file = 'values/prod.yaml';
  const checked = checkValues(definition, [{ file, text: readFileSync(join(__dirname, '..', file), 'utf8') }]);
  if (!checked.ok) throw new Error(formatProblems(checked.problems));
  const release = { name: 'mlflow', namespace: 'mlflow-prod' };
  return installationGraph(evaluateModel(symbolicModel(definition), { values: checked.values, release }).values());
}

export function picture(): string {
  return diagram(platformGraph(), 'What is installed for the environment prod', CAPTIONS);
}
