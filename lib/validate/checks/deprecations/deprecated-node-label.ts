import type { NodeSelectorTerm, PersistentVolume, StorageClass } from '../../../../imports/kubernetes/types';
import type { Path } from '../../../yaml/position';
import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { type Loose, typed } from '../../object';
import { type Pod, podKinds, podOf } from '../../pod';

/** pkg/api/node/util.go: label → since which minor, what to use. */
const labels: Readonly<Record<string, readonly [since: number, replacement: string]>> = {
  'beta.kubernetes.io/arch': [14, 'kubernetes.io/arch'],
  'beta.kubernetes.io/os': [14, 'kubernetes.io/os'],
  'beta.kubernetes.io/instance-type': [17, 'node.kubernetes.io/instance-type'],
  'failure-domain.beta.kubernetes.io/region': [17, 'topology.kubernetes.io/region'],
  'failure-domain.beta.kubernetes.io/zone': [17, 'topology.kubernetes.io/zone'],
  'node-role.kubernetes.io/master': [20, 'node-role.kubernetes.io/control-plane'],
};

type Use = readonly [label: string, path: Path];

export default {
  id: 'deprecated-node-label',
  scope: 'object',
  kinds: [...podKinds, 'PersistentVolume', 'StorageClass.storage.k8s.io'],
  severity: 'warning',
  summary: 'A label of nodes that has another name now, and that newer nodes may not have',
  remedy: 'Use the label that the message names.',
  link: 'https://kubernetes.io/docs/reference/labels-annotations-taints/',
  examples: {
    passes: [
      workload({ pod: 'nodeSelector: {kubernetes.io/os: linux}' }),
      // Ready for both names.
      workload({
        pod: 'tolerations:\n- {key: node-role.kubernetes.io/master, operator: Exists}\n- {key: node-role.kubernetes.io/control-plane, operator: Exists}',
      }),
    ],
    fails: [
      {
        yaml: workload({ pod: 'nodeSelector: {beta.kubernetes.io/os: linux}' }),
        at: 'spec.template.spec.nodeSelector["beta.kubernetes.io/os"]',
      },
      {
        yaml: workload({
          pod: 'topologySpreadConstraints:\n- topologyKey: failure-domain.beta.kubernetes.io/zone\n  maxSkew: 1\n  whenUnsatisfiable: ScheduleAnyway\n  labelSelector: {matchLabels: {app: web}}',
        }),
        at: 'spec.template.spec.topologySpreadConstraints[0].topologyKey',
      },
      {
        yaml: workload({
          kind: 'DaemonSet',
          pod: 'tolerations: [{key: node-role.kubernetes.io/master, operator: Exists}]',
        }),
        at: 'spec.template.spec.tolerations[0].key',
      },
    ],
  },
  check(object, report) {
    const pod = podOf(object);
    const uses = pod === undefined ? [] : usesOf(pod);
    if (object.key === 'PersistentVolume') {
      const terms = typed<PersistentVolume>(object).spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
      uses.push(...usesInTerms(terms, ['spec', 'nodeAffinity', 'required', 'nodeSelectorTerms']));
    }
    if (object.key === 'StorageClass.storage.k8s.io') {
      for (const [index, term] of (typed<StorageClass>(object).allowedTopologies ?? []).entries()) {
        const path = ['allowedTopologies', index, 'matchLabelExpressions'];
        uses.push(...(term.matchLabelExpressions ?? []).map(({ key = '' }, at): Use => [key, [...path, at, 'key']]));
      }
    }
    for (const [label, path] of uses) {
      const entry = Object.hasOwn(labels, label) ? labels[label] : undefined;
      if (entry === undefined) continue;
      const [since, replacement] = entry;
      report(path, `${label} is deprecated since Kubernetes 1.${since}: use ${replacement}`);
    }
  },
} satisfies ObjectCheck;

function usesOf({ spec, path }: Pod): Use[] {
  const { affinity = {}, nodeSelector = {}, tolerations = [], topologySpreadConstraints = [] } = spec;
  const uses: Use[] = Object.keys(nodeSelector).map((key) => [key, [...path, 'nodeSelector', key]]);
  for (const [index, { topologyKey = '' }] of topologySpreadConstraints.entries()) {
    uses.push([topologyKey, [...path, 'topologySpreadConstraints', index, 'topologyKey']]);
  }
  const { requiredDuringSchedulingIgnoredDuringExecution: required, ...others } = affinity.nodeAffinity ?? {};
  const at = [...path, 'affinity', 'nodeAffinity'];
  const terms = [...at, 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
  uses.push(...usesInTerms(required?.nodeSelectorTerms ?? [], terms));
  for (const [index, { preference }] of (others.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
    const term = [...at, 'preferredDuringSchedulingIgnoredDuringExecution', index, 'preference'];
    uses.push(...usesInTerm(preference ?? {}, term));
  }
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const own = affinity[kind] ?? {};
    const list = [...path, 'affinity', kind];
    for (const [index, term] of (own.requiredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      const place = [...list, 'requiredDuringSchedulingIgnoredDuringExecution', index, 'topologyKey'];
      uses.push([term.topologyKey ?? '', place]);
    }
    for (const [index, term] of (own.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      const place = [...list, 'preferredDuringSchedulingIgnoredDuringExecution', index];
      uses.push([term.podAffinityTerm?.topologyKey ?? '', [...place, 'podAffinityTerm', 'topologyKey']]);
    }
  }
  // A toleration of the old taint beside one of the new name is for older nodes.
  for (const [index, { key = '' }] of tolerations.entries()) {
    const [, replacement] = (Object.hasOwn(labels, key) ? labels[key] : undefined) ?? [];
    if (tolerations.some((other) => other.key === undefined || other.key === replacement)) continue;
    uses.push([key, [...path, 'tolerations', index, 'key']]);
  }
  return uses;
}

function usesInTerms(terms: readonly Loose<NodeSelectorTerm>[], path: Path): Use[] {
  return terms.flatMap((term, index) => usesInTerm(term, [...path, index]));
}

function usesInTerm({ matchExpressions = [] }: Loose<NodeSelectorTerm>, path: Path): Use[] {
  return matchExpressions.map(({ key = '' }, index) => [key, [...path, 'matchExpressions', index, 'key']]);
}
