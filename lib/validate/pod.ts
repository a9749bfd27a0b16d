/** The pods that objects describe, wherever their template stands. */
import type { Container, EphemeralContainer, ObjectMeta, PodSpec } from '../../imports/kubernetes/types';
import type { Path } from '../yaml/position';
import { isRecord, type Loose, type ManifestObject } from './object';

/** `sidecar` is an init container with `restartPolicy: Always`. */
export type ContainerRole = 'container' | 'sidecar' | 'init' | 'ephemeral';

export interface PodContainer {
  readonly pod: Pod;
  readonly role: ContainerRole;
  /** An ephemeral container's own fields (targetContainerName) are left out. */
  readonly spec: Loose<Container & Omit<EphemeralContainer, keyof Container>>;
  /** From the object's root: `['spec', 'template', 'spec', 'containers', 0]`. */
  readonly path: Path;
  /** Its name, or `containers[0]` where it has none. */
  readonly name: string;
}

export interface Pod {
  /** A Pod, or what makes pods of a template: Deployment, StatefulSet, Job, … */
  readonly object: ManifestObject;
  readonly spec: Loose<PodSpec>;
  /** From the object's root: `['spec', 'template', 'spec']`. */
  readonly path: Path;
  /** The pods' metadata; their labels are what selectors see. */
  readonly metadata: Loose<ObjectMeta>;
  readonly metadataPath: Path;
  readonly labels: Readonly<Record<string, string>>;
  /** All of them, init and ephemeral ones included, in the order of the manifest. */
  readonly containers: readonly PodContainer[];
}

/** `Kind.group` → where the pod's metadata and spec stand. */
const templates = new Map<string, Path>([
  ['Pod', []],
  ['Deployment.apps', ['spec', 'template']],
  ['StatefulSet.apps', ['spec', 'template']],
  ['DaemonSet.apps', ['spec', 'template']],
  ['ReplicaSet.apps', ['spec', 'template']],
  ['ReplicationController', ['spec', 'template']],
  ['Job.batch', ['spec', 'template']],
  ['CronJob.batch', ['spec', 'jobTemplate', 'spec', 'template']],
  ['PodTemplate', ['template']],
]);

/** `Kind.group` of everything that holds a pod's specification. */
export const podKinds: readonly string[] = [...templates.keys()];

/** The pod that the object describes; undefined if its kind has none, or its template is missing or broken. */
export function podOf(object: ManifestObject): Pod | undefined {
  const at = templates.get(object.key);
  if (at === undefined || object.status === 'unknown-kind') return undefined;
  let template: unknown = object.value;
  for (const step of at) template = isRecord(template) ? template[step] : undefined;
  if (!isRecord(template) || !isRecord(template['spec'])) return undefined;
  const spec = template['spec'] as Loose<PodSpec>;
  const metadata = (template['metadata'] ?? {}) as Loose<ObjectMeta>;
  const containers: PodContainer[] = [];
  const pod: Pod = {
    object,
    spec,
    path: [...at, 'spec'],
    metadata,
    metadataPath: [...at, 'metadata'],
    labels: (metadata.labels ?? {}) as Readonly<Record<string, string>>,
    containers,
  };
  for (const field of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    for (const [index, container] of (spec[field] ?? []).entries()) {
      const path = [...pod.path, field, index];
      containers.push({
        pod,
        role: roleOf(field, container),
        spec: container,
        path,
        name: container.name ?? `${field}[${index}]`,
      });
    }
  }
  return pod;
}

function roleOf(field: string, { restartPolicy }: { readonly restartPolicy?: string }): ContainerRole {
  if (field === 'containers') return 'container';
  if (field === 'ephemeralContainers') return 'ephemeral';
  return restartPolicy === 'Always' ? 'sidecar' : 'init';
}
