/** Artefacts, by pods of their own: MLflow's `--artifacts-only`. */
import { and, equal, greater, not } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record } from '../lib/values/schema';
import { setsVariable } from './conditions';
import { resources } from './fields';
import type { Values } from './schema';

export const artifacts = record(
  'Uploads and downloads of artefacts, by pods of their own, which have no database: large ones leave the others alone. See docs/server.md.',
  {
    enabled: boolean({ default: false, description: 'Have these pods: the others pass artefacts on to them.' }),
    replicas: integer({ default: 2, minimum: 1, maximum: 50, description: 'How many there are.' }),
    workers: integer({ default: 2, minimum: 1, maximum: 64, description: 'Server processes in each.' }),
    resources: resources({ requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } }),
  },
);

export function artifactsRules(values: Values): readonly Rule[] {
  const { artifacts: settings, auth, mlflow } = values;
  const { enabled } = settings;
  const { mode, presigned } = mlflow.artifacts;
  return [
    {
      path: 'artifacts.enabled',
      violated: and(enabled, equal(auth.mode, 'mlflow')),
      problem:
        'is true, but with auth.mode mlflow permissions for artefacts are in the database, which these pods do not know',
      remedy: 'Set it to false, or take another auth.mode',
    },
    {
      path: 'artifacts.enabled',
      violated: and(enabled, equal(mode, 'direct')),
      problem: 'is true, but mlflow.artifacts.mode is direct: no artefact comes to a server',
      remedy: 'Set it to false',
    },
    {
      level: 'warned',
      path: 'artifacts.enabled',
      violated: and(enabled, equal(mode, 'presigned'), presigned.only),
      problem:
        'is true, but artefacts are not to go through a server (mlflow.artifacts.presigned.only): these pods sign URLs, and no more',
      remedy: 'Set it to false: the server signs them as well',
    },
    {
      path: 'mlflow.env',
      violated: and(enabled, setsVariable(values, 'MLFLOW_ENABLE_WORKSPACES')),
      problem: 'sets MLFLOW_ENABLE_WORKSPACES, but pods of artifacts.enabled have no database to look workspaces up in',
      remedy: 'Remove it, or set artifacts.enabled to false',
    },
    {
      level: 'warned',
      path: 'artifacts.replicas',
      violated: and(enabled, not(greater(settings.replicas, 1)), mlflow.podDisruptionBudget.enabled),
      problem: text`is ${settings.replicas}: while its node is drained, nobody gets to an artefact, though mlflow.podDisruptionBudget keeps the server there`,
      remedy: 'Set it to 2 or more',
    },
  ];
}
