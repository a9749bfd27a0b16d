import type { HorizontalPodAutoscaler } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import { typed, type ManifestObject } from '../../validate/object';
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
  about: 'A HorizontalPodAutoscaler that comes, goes, or has other limits.',
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

function targetText(autoscaler: ManifestObject): string {
  const { kind = '', name = '' } = typed<HorizontalPodAutoscaler>(autoscaler).spec?.scaleTargetRef ?? {};
  return `${kind} ${name}`;
}

function limitsText(autoscaler: ManifestObject): string {
  const { minReplicas = 1, maxReplicas = 1 } = typed<HorizontalPodAutoscaler>(autoscaler).spec ?? {};
  return `${minReplicas} to ${maxReplicas}`;
}
