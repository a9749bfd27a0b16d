/** The mlflow chart: its name and version, values, rules, constructs and notes. */
import type { ChartDefinition } from '../lib/synth/chart';
import { defaultImages, MLFLOW_VERSION } from '../values/images';
import { rules } from '../values/rules';
import { schema } from '../values/schema';
import latest from './changes.json';
import { compose } from './compose';
import { notes } from './notes';
import { releaseRules } from './release-rules';
import { platform } from './platform';
import { README } from './readme';

export function mlflowChart(version: string): ChartDefinition<(typeof schema)['fields']> {
  return {
    metadata: {
      name: 'mlflow',
      version,
      appVersion: MLFLOW_VERSION,
      description: 'MLflow tracking server and model registry, with PostgreSQL and an S3 artefact store',
      kubeVersion: '>=1.27.0-0',
      home: 'https://mlflow.org',
      icon: 'https://mlflow.org/img/mlflow-black.svg',
      keywords: ['mlflow', 'machine-learning', 'experiment-tracking', 'model-registry', 'mlops'],
      sources: ['https://github.com/mlflow/mlflow'],
      maintainers: [{ name: 'mlflow-chart' }],
      annotations: {
        'artifacthub.io/category': 'ai-machine-learning',
        'artifacthub.io/license': 'Apache-2.0',
        'artifacthub.io/prerelease': String(version.includes('-')),
        ...changesOf(version),
        'artifacthub.io/images': Object.entries(defaultImages)
          .map(([name, { repository, tag }]) => `- name: ${name}\n  image: ${repository}:${tag}\n`)
          .join(''),
        'artifacthub.io/links': '- name: MLflow documentation\n  url: https://mlflow.org/docs/latest/\n',
      },
    },
    schema,
    rules,
    releaseRules,
    installation: (environment) => ({ name: 'mlflow', namespace: `mlflow-${environment}` }),
    // Every pod of the platform meets it: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    namespaceLabels: Object.fromEntries(
      ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
    ),
    build: (scope, values, release) => {
      platform(scope, { values, release, version: MLFLOW_VERSION, chartVersion: version });
    },
    notes: (values, release) => notes(values, release, MLFLOW_VERSION),
    compose,
    readme: README,
  };
}

/**
 * What `npm run release` wrote of CHANGELOG.md into changes.json; nothing of a version that it is not about. A text of JSON is one of YAML.
 * https://artifacthub.io/docs/topics/annotations/helm
 */
function changesOf(version: string): Readonly<Record<string, string>> {
  const { changes } = latest;
  if (version !== latest.version || changes.length === 0) return {};
  return {
    'artifacthub.io/containsSecurityUpdates': String(changes.some(({ kind }) => kind === 'security')),
    'artifacthub.io/changes': changes
      .map(({ kind, description }) => `- kind: ${kind}\n  description: ${JSON.stringify(description)}\n`)
      .join(''),
  };
}
