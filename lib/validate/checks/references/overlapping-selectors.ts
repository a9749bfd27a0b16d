import type { LabelSelector } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { objectText } from '../../finding';
import { isRecord, type Loose, type ManifestObject } from '../../object';
import { podKinds } from '../../pod';
import { isInDoubt } from '../../references/doubt';
import { recordAt, valueAt } from '../../references/lenient';
import { togetherness } from '../../references/together';
import { isSame, workloadKinds } from '../../references/workloads';

const other = workload({ name: 'worker' }).replaceAll('app: worker', 'app: web');

export default {
  id: 'overlapping-selectors',
  scope: 'corpus',
  kinds: podKinds,
  severity: 'warning',
  summary: "A workload's selector also matches the pods of another: autoscalers, budgets and rollouts count both",
  remedy:
    'Add a label to selector and template of each that the other does not have, such as app.kubernetes.io/component.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
  examples: {
    passes: [documents(workload(''), workload({ name: 'worker' })), documents(workload(''), workload({ name: 'web' }))],
    fails: [{ yaml: documents(workload(''), other), at: 'spec.selector' }],
  },
  check(corpus, report) {
    for (const object of workloadKinds.flatMap((key) => corpus.ofKind(key))) {
      const selector = selectorOf(object);
      if (selector === undefined) continue;
      const found = corpus
        .podsSelectedBy(object.namespace, selector)
        .find(
          (pod) => pod.object.key !== 'Job.batch' && pod.object.key !== 'CronJob.batch' && !isSame(pod.object, object),
        );
      if (found === undefined) continue;
      const related = [{ object: found.object, path: found.metadataPath, message: 'the pods that it matches too' }];
      const severity = togetherness(object, found.object) === 'doubtful' ? 'info' : 'warning';
      report(object, ['spec', 'selector'], `matches the pods of ${objectText(found.object)} too`, {
        related,
        severity,
      });
    }
  },
} satisfies CorpusCheck;

function selectorOf(object: ManifestObject): Loose<LabelSelector> | undefined {
  const selector = valueAt(object.value, 'spec', 'selector');
  if (object.status === 'unknown-kind' || !isRecord(selector) || isInDoubt(object, ['spec', 'selector']))
    return undefined;
  if (object.key === 'ReplicationController') {
    return { matchLabels: recordAt(selector) as Readonly<Record<string, string>> };
  }
  return Object.keys(selector).length === 0 ? undefined : selector;
}
