/** In which order plain manifests are best applied: `kubectl apply -f` takes the files of a folder by their names. */
import type { Json } from '../yaml/json';

/** What others are in, or are of. */
const FOUNDATIONS = new Set(['CustomResourceDefinition', 'Namespace']);

/** What pods name, select or are held to: it has to be there before them. */
const NEEDED = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'LimitRange',
  'NetworkPolicy',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
  'PriorityClass',
  'ResourceQuota',
  'Role',
  'RoleBinding',
  'Secret',
  'ServiceAccount',
  'StorageClass',
]);

const WORKLOADS = new Set(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet']);

/** Argo CD’s: a number as text, and none is 0. */
const WAVE = 'argocd.argoproj.io/sync-wave';

interface Applied {
  readonly kind: string;
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

/**
 * 0 for what other objects are in, or are of; 1 for what pods need; 2 for Services and for what operators make Secrets and databases of, with all other kinds; 3 for pods; 4 for
 * what is annotated with wave 1, the programs that use those; 5 for wave 2 and above. What was applied in the order of these numbers needs
 * nothing that comes later: no pod is refused for a missing ServiceAccount and tried again, nor waits for a ConfigMap.
 */
export function phaseOf(object: Json): 0 | 1 | 2 | 3 | 4 | 5 {
  const { kind, metadata } = object as unknown as Applied;
  const wave = Number(metadata?.annotations?.[WAVE] ?? 0);
  if (wave >= 2) return 5;
  if (wave >= 1) return 4;
  if (FOUNDATIONS.has(kind)) return 0;
  if (NEEDED.has(kind)) return 1;
  return WORKLOADS.has(kind) ? 3 : 2;
}
