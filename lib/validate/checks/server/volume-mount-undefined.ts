import type { StatefulSet } from '../../../../imports/kubernetes/types';
import { nearestName } from '../../../text/nearest-name';
import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { typed } from '../../object';
import type { Pod } from '../../pod';

export default {
  id: 'volume-mount-undefined',
  scope: 'container',
  severity: 'error',
  summary: 'A container mounts a volume that its pod does not have',
  remedy: 'Add the volume to the pod (or a volumeClaimTemplate to the StatefulSet), or correct the name.',
  link: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  examples: {
    passes: [
      workload({
        pod: 'volumes:\n  - {name: data, emptyDir: {}}',
        container: 'volumeMounts: [{name: data, mountPath: /data}]',
      }),
      workload({
        kind: 'StatefulSet',
        spec: 'volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
        container: 'volumeMounts: [{name: data, mountPath: /data}]',
      }),
    ],
    fails: [
      {
        yaml: workload({
          pod: 'volumes:\n  - {name: data, emptyDir: {}}',
          container: 'volumeMounts: [{name: dat, mountPath: /data}]',
        }),
        at: 'spec.template.spec.containers[0].volumeMounts[0].name',
      },
      workload({
        pod: 'volumes:\n  - {name: data, emptyDir: {}}',
        container: 'volumeDevices: [{name: data, devicePath: /dev/x}]',
      }),
    ],
  },
  check({ pod, spec: { volumeMounts = [], volumeDevices = [] }, path }, report) {
    const { isInDoubt, names, claims } = volumesOf(pod);
    if (isInDoubt) return;
    for (const [index, { name }] of volumeMounts.entries()) {
      if (name === undefined || names.includes(name)) continue;
      const near = nearestName(name, names);
      const hint =
        near === undefined
          ? `it has ${names.length === 0 ? 'none' : names.slice(0, 8).join(', ')}`
          : `did you mean "${near}"?`;
      report([...path, 'volumeMounts', index, 'name'], `the pod has no volume "${name}"; ${hint}`);
    }
    for (const [index, { name }] of volumeDevices.entries()) {
      if (name === undefined || claims.includes(name)) continue;
      report(
        [...path, 'volumeDevices', index, 'name'],
        `the pod has no volume "${name}" that is a claim; a device needs one`,
      );
    }
  },
} satisfies ContainerCheck;

/** Its containers may be as many as its volumes: they are looked at once for all of them. */
const known = new WeakMap<Pod, Volumes>();

interface Volumes {
  /** Whether the schema refuses some of them. */
  readonly isInDoubt: boolean;
  readonly names: readonly string[];
  readonly claims: readonly string[];
}

function volumesOf(pod: Pod): Volumes {
  const before = known.get(pod);
  if (before !== undefined) return before;
  const isInDoubt = pod.object.problems.some(
    ({ path }) => path.includes('volumes') || path.includes('volumeClaimTemplates'),
  );
  const claims = claimNames(pod);
  const names = [...claims, ...(pod.spec.volumes ?? []).map(({ name = '' }) => name)];
  const volumes = { isInDoubt, names, claims };
  known.set(pod, volumes);
  return volumes;
}

/** Volumes that are claims. */
function claimNames({ object, spec }: Pod): readonly string[] {
  const own = (spec.volumes ?? []).filter(
    (volume) => volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined,
  );
  const templates =
    object.key === 'StatefulSet.apps' ? (typed<StatefulSet>(object).spec?.volumeClaimTemplates ?? []) : [];
  return [...own.map(({ name = '' }) => name), ...templates.map(({ metadata }) => metadata?.name ?? '')];
}
