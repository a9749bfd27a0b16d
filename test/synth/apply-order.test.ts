/** Numbers of plain manifests: what was applied in their order needs nothing that comes later. */
import { expect, test } from '@jest/globals';
import { phaseOf } from '../../lib/synth/apply-order';

const object = (kind: string, wave?: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'a', ...(wave !== undefined && { annotations: { 'argocd.argoproj.io/sync-wave': wave } }) },
});

test.each([
  ...['CustomResourceDefinition', 'Namespace'].map((kind) => [kind, 0] as const),
  ...['ClusterRole', 'ClusterRoleBinding'].map((kind) => [kind, 1] as const),
  ...['ConfigMap', 'LimitRange', 'NetworkPolicy', 'PersistentVolume', 'PersistentVolumeClaim'].map(
    (kind) => [kind, 1] as const,
  ),
  ...['PodDisruptionBudget', 'PriorityClass', 'ResourceQuota', 'Role', 'RoleBinding'].map((kind) => [kind, 1] as const),
  ...['Secret', 'ServiceAccount', 'StorageClass'].map((kind) => [kind, 1] as const),
  // Of what operators make Secrets, before the pods that read them.
  ...['Service', 'Certificate', 'ExternalSecret', 'Cluster', 'Ingress', 'Unheard'].map((kind) => [kind, 2] as const),
  ...['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet'].map(
    (kind) => [kind, 3] as const,
  ),
])('%s: %d', (kind, phase) => {
  expect(phaseOf(object(kind))).toBe(phase);
});

test.each([
  ['-5', 1],
  ['0', 1],
  ['1', 4],
  ['2', 5],
  ['70', 5],
  ['soon', 1],
])('a Secret of Argo CD’s wave %s: %d', (wave, phase) => {
  expect(phaseOf(object('Secret', wave))).toBe(phase);
});

test('without metadata it goes by its kind', () => {
  expect(phaseOf({ apiVersion: 'apps/v1', kind: 'Deployment' })).toBe(3);
});

test('one without annotations, and one with others', () => {
  const metadata = { name: 'a', annotations: { other: '3' } };
  expect(phaseOf({ apiVersion: 'v1', kind: 'Secret', metadata })).toBe(1);
  expect(phaseOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } })).toBe(1);
});
