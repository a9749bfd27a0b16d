import type { Path } from '../../../yaml/position';
import type { PodCheck } from '../../check';
import { workload } from '../../example';
import type { Pod } from '../../pod';
import { replicasOf } from '../../reliability/replicas';
import { selects } from '../../selector';

export default {
  id: 'replicas-not-spread',
  scope: 'pod',
  severity: 'info',
  summary: 'Several replicas, but nothing asks for them to run on different nodes',
  remedy: 'Add a topologySpreadConstraint, or a preferred podAntiAffinity, that selects the pods themselves.',
  link: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  examples: {
    passes: [
      workload({ spec: 'replicas: 1' }),
      workload({
        spec: 'replicas: 3',
        pod: 'topologySpreadConstraints:\n- topologyKey: kubernetes.io/hostname\n  maxSkew: 1\n  whenUnsatisfiable: ScheduleAnyway\n  labelSelector: {matchLabels: {app: web}}',
      }),
      workload({
        spec: 'replicas: 3',
        pod: 'affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n    - topologyKey: kubernetes.io/hostname\n      labelSelector: {matchLabels: {app: web}}',
      }),
    ],
    fails: [
      { yaml: workload({ spec: 'replicas: 3' }), at: 'spec.template.spec.topologySpreadConstraints' },
      // It keeps away from others, not from its own kind.
      {
        yaml: workload({
          spec: 'replicas: 3',
          pod: 'affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n    - topologyKey: kubernetes.io/hostname\n      labelSelector: {matchLabels: {app: batch}}',
        }),
        at: 'spec.template.spec.affinity.podAntiAffinity',
      },
    ],
  },
  check(pod, report) {
    const replicas = replicasOf(pod.object) ?? 0;
    if (replicas < 2) return;
    const { affinity, topologySpreadConstraints = [] } = pod.spec;
    // A constraint that does not select the pods themselves: spread-selector-mismatch says so.
    if (topologySpreadConstraints.length > 0) return;
    const terms = antiAffinityTerms(pod);
    if (terms.some((selector) => selector !== undefined && selects(selector, pod.labels))) return;
    const at: Path =
      affinity?.podAntiAffinity === undefined
        ? [...pod.path, 'topologySpreadConstraints']
        : [...pod.path, 'affinity', 'podAntiAffinity'];
    const what =
      terms.length === 0 ? 'nothing asks' : 'podAntiAffinity does not select the pods themselves: nothing asks';
    report(at, `${what} for the ${replicas} replicas to run on different nodes`);
  },
} satisfies PodCheck;

function antiAffinityTerms({ spec }: Pod) {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required = [],
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
  } = spec.affinity?.podAntiAffinity ?? {};
  return [
    ...required.map(({ labelSelector }) => labelSelector),
    ...preferred.map(({ podAffinityTerm }) => podAffinityTerm?.labelSelector),
  ];
}
