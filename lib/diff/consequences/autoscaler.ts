import type { HorizontalPodAutoscaler } from '../../../imports/kubernetes/types';
import { kindKey } from '../../schema/scope';
import type { Corpus } from '../../validate/corpus';
import { documents, workload } from '../../validate/example';
import { typed, type ManifestObject } from '../../validate/object';
import { absence } from '../../validate/references/absence';
import { manifest } from '../../validate/references/example';
import { autoscalerOf } from '../../validate/reliability/replicas';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { fieldsAt, type Transition } from '../transition';

const autoscaler = (limits: string) =>
  manifest(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'web',
    `spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, ${limits}}`,
  );
const web = workload('');

export default {
  id: 'autoscaler',
  about: 'A HorizontalPodAutoscaler that comes, goes, has other limits, or is for another workload.',
  kinds: ['HorizontalPodAutoscaler.autoscaling'],
  examples: [
    {
      title: 'a new autoscaler',
      before: web,
      after: documents(web, autoscaler('minReplicas: 2, maxReplicas: 5')),
      expected: [['scale', 'info', /^it decides from now on how many pods Deployment web has: 2 to 5$/]],
    },
    {
      title: 'other limits',
      before: documents(web, autoscaler('minReplicas: 2, maxReplicas: 5')),
      after: documents(web, autoscaler('minReplicas: 3, maxReplicas: 4')),
      expected: [['scale', 'info', /^Deployment web has 3 to 4 pods from now on, no longer 2 to 5$/]],
    },
    {
      title: 'an autoscaler that goes',
      before: documents(web, autoscaler('maxReplicas: 5')),
      after: web,
      expected: [['scale', 'info', /^nothing changes the number of pods of Deployment web any more$/]],
    },
    {
      title: 'the default of an autoscaler',
      before: documents(web, autoscaler('maxReplicas: 5')),
      after: documents(web, autoscaler('minReplicas: 1, maxReplicas: 5')),
      expected: [],
    },
    {
      title: 'an autoscaler for a workload that is not there',
      before: documents(web, autoscaler('maxReplicas: 5')),
      after: documents(web, autoscaler('maxReplicas: 5').replace('Deployment, name: web', 'Deployment, name: site')),
      expected: [
        [
          'scale',
          'warning',
          /^it decides about Deployment site from now on \(1 to 5\), which is not among these objects; nothing changes the number of pods of Deployment web any more$/,
        ],
      ],
    },
    {
      title: 'an autoscaler that goes along with its workload',
      before: documents(web, autoscaler('maxReplicas: 5')),
      after: documents(
        workload({ kind: 'StatefulSet' }),
        autoscaler('maxReplicas: 5').replace('kind: Deployment', 'kind: StatefulSet'),
      ),
      expected: [
        ['scale', 'info', /^it decides about StatefulSet web from now on \(1 to 5\)$/],
        ['downtime', 'warning', /^its pods stop, without waiting/],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    const gone = deletedOf(transition);
    if (gone !== undefined) {
      if (isReplaced(transition, gone)) return [];
      const message = `nothing changes the number of pods of ${targetText(gone)} any more`;
      return [{ effect: 'scale', severity: 'info', message, fields: [] }];
    }
    if (after === undefined) return [];
    if (before === undefined) {
      const message = `it decides from now on how many pods ${targetText(after)} has: ${limitsText(after)}`;
      return [{ effect: 'scale', severity: 'info', message, fields: [] }];
    }
    if (targetText(before) !== targetText(after)) return [otherTarget(transition, before, after)];
    if (limitsText(before) === limitsText(after)) return [];
    const message = `${targetText(after)} has ${limitsText(after)} pods from now on, no longer ${limitsText(before)}`;
    const fields = ['minReplicas', 'maxReplicas'].flatMap((field) => fieldsAt(transition, 'spec', field));
    return [{ effect: 'scale', severity: 'info', message, fields }];
  },
} satisfies ConsequenceRule;

/** Whether another one does the same from now on, or the workload goes as well. */
function isReplaced({ sides }: Transition, autoscaler: ManifestObject): boolean {
  const { kind, name } = typed<HorizontalPodAutoscaler>(autoscaler).spec?.scaleTargetRef ?? {};
  const target = sides.after.objects.find(
    (object) => object.kind === kind && object.name === name && object.namespace === autoscaler.namespace,
  );
  return target === undefined || autoscalerOf(sides.after, target) !== undefined;
}

function otherTarget(transition: Transition, before: ManifestObject, after: ManifestObject): Consequence {
  const { sides } = transition;
  const target = targetOf(sides.after, after);
  const isForNobody = target === undefined && absence(sides.after, identityOfTarget(after)) !== undefined;
  const left = targetOf(sides.after, before);
  const isLeft = left !== undefined && autoscalerOf(sides.after, left) === undefined;
  const message = [
    `it decides about ${targetText(after)} from now on (${limitsText(after)})${isForNobody ? ', which is not among these objects' : ''}`,
    ...(isLeft ? [`nothing changes the number of pods of ${targetText(before)} any more`] : []),
  ].join('; ');
  const fields = fieldsAt(transition, 'spec', 'scaleTargetRef');
  return { effect: 'scale', severity: isForNobody || isLeft ? 'warning' : 'info', message, fields };
}

function identityOfTarget(autoscaler: ManifestObject) {
  const {
    apiVersion = '',
    kind = '',
    name = '',
  } = typed<HorizontalPodAutoscaler>(autoscaler).spec?.scaleTargetRef ?? {};
  return { key: kindKey(apiVersion, kind), namespace: autoscaler.namespace, name };
}

function targetOf(corpus: Corpus, autoscaler: ManifestObject): ManifestObject | undefined {
  const { key, namespace, name } = identityOfTarget(autoscaler);
  return corpus.find(key, namespace, name);
}

function targetText(autoscaler: ManifestObject): string {
  const { kind = '', name = '' } = typed<HorizontalPodAutoscaler>(autoscaler).spec?.scaleTargetRef ?? {};
  return `${kind} ${name}`;
}

function limitsText(autoscaler: ManifestObject): string {
  const { minReplicas = 1, maxReplicas = 1 } = typed<HorizontalPodAutoscaler>(autoscaler).spec ?? {};
  return `${minReplicas} to ${maxReplicas}`;
}
