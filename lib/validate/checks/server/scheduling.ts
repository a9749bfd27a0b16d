import type { Path } from '../../../yaml/position';
import type { PodCheck, Report } from '../../check';
import { workload } from '../../example';
import type { Pod } from '../../pod';

const affinity = (weight: number, key: string) =>
  workload({
    pod: `affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: ${String(weight)}, podAffinityTerm: {topologyKey: "${key}", labelSelector: {matchLabels: {app: web}}}}]}}`,
  });

export default {
  id: 'scheduling',
  scope: 'pod',
  severity: 'error',
  summary: 'A toleration, an affinity or a spread constraint is refused',
  remedy:
    'Look up the rule that the message names: weights are 1 to 100, topology keys are needed, Exists has no value.',
  link: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
  examples: {
    passes: [
      affinity(100, 'kubernetes.io/hostname'),
      workload({ pod: 'tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]' }),
    ],
    fails: [
      affinity(0, 'kubernetes.io/hostname'),
      affinity(1, ''),
      {
        yaml: workload({ pod: 'tolerations: [{key: a, operator: Exists, value: b}]' }),
        at: 'spec.template.spec.tolerations[0].value',
      },
      {
        yaml: workload({ pod: 'tolerations: [{operator: Equal, value: b}]' }),
        at: 'spec.template.spec.tolerations[0].operator',
      },
      workload({ pod: 'tolerations: [{key: a, effect: NoSchedule, tolerationSeconds: 5}]' }),
      {
        yaml: workload({
          pod: 'topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]',
        }),
        at: 'spec.template.spec.topologySpreadConstraints[0].maxSkew',
      },
      workload({
        pod: 'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}',
      }),
      workload({
        pod: 'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}]}]}}}',
      }),
    ],
  },
  check(pod, report) {
    checkTolerations(pod, report);
    checkSpread(pod, report);
    checkPodAffinity(pod, report);
    checkNodeAffinity(pod, report);
  },
} satisfies PodCheck;

function checkTolerations({ spec, path }: Pod, report: Report): void {
  for (const [index, { key = '', operator = 'Equal', value = '', effect, tolerationSeconds }] of (
    spec.tolerations ?? []
  ).entries()) {
    const at = [...path, 'tolerations', index];
    if (key === '' && operator !== 'Exists')
      report([...at, 'operator'], 'a toleration without key needs operator Exists');
    if (operator === 'Exists' && value !== '') report([...at, 'value'], 'operator Exists cannot have a value');
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      report([...at, 'effect'], `tolerationSeconds needs effect NoExecute, got ${effect ?? 'none'}`);
    }
  }
}

function checkSpread({ spec, path }: Pod, report: Report): void {
  for (const [index, { maxSkew, topologyKey, minDomains, whenUnsatisfiable }] of (
    spec.topologySpreadConstraints ?? []
  ).entries()) {
    const at = [...path, 'topologySpreadConstraints', index];
    if (maxSkew !== undefined && maxSkew <= 0)
      report([...at, 'maxSkew'], `maxSkew is ${String(maxSkew)}, but must be above 0`);
    if (topologyKey === '') report([...at, 'topologyKey'], 'topologyKey is empty');
    if (minDomains !== undefined && (minDomains <= 0 || whenUnsatisfiable !== 'DoNotSchedule')) {
      report([...at, 'minDomains'], 'minDomains must be above 0, and needs whenUnsatisfiable DoNotSchedule');
    }
  }
}

function checkPodAffinity({ spec, path }: Pod, report: Report): void {
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    const rules = spec.affinity?.[field];
    const at: Path = [...path, 'affinity', field];
    for (const [index, { topologyKey }] of (rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      if (topologyKey !== '') continue;
      report([...at, 'requiredDuringSchedulingIgnoredDuringExecution', index, 'topologyKey'], 'topologyKey is empty');
    }
    for (const [index, { weight, podAffinityTerm }] of (
      rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    ).entries()) {
      const term = [...at, 'preferredDuringSchedulingIgnoredDuringExecution', index];
      if (weight !== undefined && (weight < 1 || weight > 100))
        report([...term, 'weight'], `weight ${String(weight)} is outside 1 to 100`);
      if (podAffinityTerm?.topologyKey === '')
        report([...term, 'podAffinityTerm', 'topologyKey'], 'topologyKey is empty');
    }
  }
}

function checkNodeAffinity({ spec, path }: Pod, report: Report): void {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return;
  const at = [
    ...path,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ];
  if (required.nodeSelectorTerms?.length === 0) report(at, 'at least one term is needed: none means no node at all');
  for (const [index, { matchExpressions = [] }] of (required.nodeSelectorTerms ?? []).entries()) {
    for (const [place, { operator = '', values = [] }] of matchExpressions.entries()) {
      const problem = valuesProblem(operator, values.length);
      if (problem !== undefined) report([...at, index, 'matchExpressions', place, 'values'], problem);
    }
  }
}

/** Of a node selector's requirement. */
function valuesProblem(operator: string, count: number): string | undefined {
  if ((operator === 'In' || operator === 'NotIn') && count === 0) return `operator ${operator} needs values`;
  if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0)
    return `operator ${operator} cannot have values`;
  if ((operator === 'Gt' || operator === 'Lt') && count !== 1) return `operator ${operator} needs exactly one value`;
  return undefined;
}
