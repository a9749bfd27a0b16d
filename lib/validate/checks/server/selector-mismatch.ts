import type { DaemonSet, Deployment, LabelSelector, ReplicationController } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { type Loose, typed } from '../../object';
import { podOf } from '../../pod';
import { selects } from '../../selector';

export default {
  id: 'selector-mismatch',
  scope: 'object',
  kinds: ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'ReplicaSet.apps', 'ReplicationController'],
  severity: 'error',
  summary: "A workload's selector does not mean the pods that its own template makes",
  remedy: 'Give the template every label that the selector asks for, with the same value.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
  examples: {
    passes: [workload('')],
    fails: [
      {
        yaml: workload('').replace('matchLabels: {app: web}', 'matchLabels: {app: api}'),
        at: 'spec.template.metadata.labels',
      },
      { yaml: workload('').replace('matchLabels: {app: web}', 'matchLabels: {}'), at: 'spec.selector' },
    ],
  },
  check(object, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const selector = selectorOf(
      object.key,
      typed<Deployment | DaemonSet | ReplicationController>(object).spec?.selector,
    );
    if (selector === undefined) return;
    if (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0) {
      report(['spec', 'selector'], 'an empty selector would mean every pod, and is refused');
    } else if (!selects(selector, pod.labels)) {
      const labels = JSON.stringify(pod.labels);
      report(
        [...pod.metadataPath, 'labels'],
        `the selector ${JSON.stringify(selector)} does not match the labels ${labels}`,
      );
    }
  },
} satisfies ObjectCheck;

/** A ReplicationController's is a plain map, and may be left out. */
function selectorOf(key: string, selector: unknown): Loose<LabelSelector> | undefined {
  if (selector === undefined) return undefined;
  return (key === 'ReplicationController' ? { matchLabels: selector } : selector) as Loose<LabelSelector>;
}
