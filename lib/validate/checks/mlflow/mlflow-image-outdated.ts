import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { imageName, isOlder, versionOf } from '../../mlflow/server';

/** The first release without the default password (CVE-2026-2635) and the defects before it. */
const floor = [3, 16, 1];

export default {
  id: 'mlflow-image-outdated',
  pack: 'mlflow',
  scope: 'container',
  severity: 'warning',
  summary: 'An MLflow older than 3.16.1 has known ways to read files, run code or log in without a password',
  remedy: 'Use 3.16.1 or newer; back up the database first, for its schema is upgraded.',
  link: 'https://github.com/mlflow/mlflow/releases',
  examples: {
    passes: [
      workload('image: ghcr.io/mlflow/mlflow:v3.18.0-full'),
      workload('image: ghcr.io/mlflow/mlflow:nightly # latest-tag and its like report it'),
    ],
    fails: [
      { yaml: workload('image: ghcr.io/mlflow/mlflow:v2.9.0'), at: 'spec.template.spec.containers[0].image' },
      workload('image: ghcr.io/mlflow/mlflow:v3.16.0-full'),
    ],
  },
  check({ spec: { image = '' }, path }, report) {
    if (imageName(image) !== 'mlflow') return;
    const version = versionOf(image);
    if (version === undefined || !isOlder(version, floor)) return;
    report([...path, 'image'], `MLflow ${version.join('.')} is older than ${floor.join('.')}`);
  },
} satisfies ContainerCheck;
