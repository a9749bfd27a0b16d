import type { RuleRow } from './row';

const on = (more = '') => `{artifacts: {enabled: true}${more && `, ${more}`}}`;

const PERMISSIONS =
  'artifacts.enabled: is true, but with auth.mode mlflow permissions for artefacts are in the database, which these pods do not know. Set it to false, or take another auth.mode.';
const DIRECT =
  'artifacts.enabled: is true, but mlflow.artifacts.mode is direct: no artefact comes to a server. Set it to false.';
const SIGNED =
  'warning: artifacts.enabled: is true, but artefacts are not to go through a server (mlflow.artifacts.presigned.only): these pods sign URLs, and no more. Set it to false: the server signs them as well.';
const WORKSPACES =
  'mlflow.env: sets MLFLOW_ENABLE_WORKSPACES, but pods of artifacts.enabled have no database to look workspaces up in. Remove it, or set artifacts.enabled to false.';
const ONE =
  'warning: artifacts.replicas: is 1: while its node is drained, nobody gets to an artefact, though mlflow.podDisruptionBudget keeps the server there. Set it to 2 or more.';

const BUDGET = 'replicaCount: 2, workers: 1, podDisruptionBudget: {enabled: true}';
const USERS = 'auth: {mode: mlflow, mlflow: {existingSecret: login}}, mlflow: {workers: 1}';

export const artifacts: readonly RuleRow[] = [
  [on()],
  [on(USERS), PERMISSIONS],
  [`{${USERS}}`],
  [on('mlflow: {artifacts: {mode: direct}}'), DIRECT],
  [on('mlflow: {artifacts: {mode: presigned}}'), SIGNED],
  [on('mlflow: {artifacts: {mode: presigned, presigned: {only: false}}}')],
  [on('mlflow: {env: [{name: MLFLOW_ENABLE_WORKSPACES, value: x}]}'), WORKSPACES],
  ['mlflow: {env: [{name: MLFLOW_ENABLE_WORKSPACES, value: x}]}'],
  [`{artifacts: {enabled: true, replicas: 1}, mlflow: {${BUDGET}}}`, ONE],
  [`{artifacts: {enabled: true}, mlflow: {${BUDGET}}}`],
  ['{artifacts: {enabled: true, replicas: 1}}'],
  [`mlflow: {${BUDGET}}`],
];
