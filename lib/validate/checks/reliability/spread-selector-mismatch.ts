import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { selects } from '../../selector';

const spread = (selector: string) =>
  workload({
    spec: 'replicas: 3',
    pod: `topologySpreadConstraints:\n- topologyKey: kubernetes.io/hostname\n  maxSkew: 1\n  whenUnsatisfiable: DoNotSchedule\n${selector}`,
  });

export default {
  id: 'spread-selector-mismatch',
  scope: 'pod',
  severity: 'warning',
  summary: 'A topology spread constraint does not select the pods that have it, and so spreads nothing',
  remedy: 'Give it a labelSelector that matches the labels of the pod template.',
  link: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  examples: {
    passes: [spread('  labelSelector: {matchLabels: {app: web}}')],
    fails: [
      {
        yaml: spread('  labelSelector: {matchLabels: {app: api}}'),
        at: 'spec.template.spec.topologySpreadConstraints[0].labelSelector',
      },
      spread(''),
    ],
  },
  check({ spec, path, labels, object }, report) {
    // Pods of a PodTemplate may get labels from what uses it.
    if (object.key === 'PodTemplate') return;
    for (const [index, { labelSelector }] of (spec.topologySpreadConstraints ?? []).entries()) {
      if (labelSelector !== undefined && selects(labelSelector, labels)) continue;
      const own = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      const has = own.length === 0 ? 'none' : own.join(', ');
      const what = labelSelector === undefined ? 'no labelSelector: it counts no pods' : 'does not select its own pods';
      report([...path, 'topologySpreadConstraints', index, 'labelSelector'], `${what} (their labels: ${has})`);
    }
  },
} satisfies PodCheck;
