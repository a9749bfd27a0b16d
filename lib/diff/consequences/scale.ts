import { documents, workload } from '../../validate/example';
import type { ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import { autoscalerOf, replicated, replicasOf } from '../../validate/reliability/replicas';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt, inNamespace, type Transition } from '../transition';
import { countText } from '../words';

const deployment = (replicas?: number) => workload({ spec: replicas === undefined ? '' : `replicas: ${replicas}` });
const autoscaler = manifest(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'web',
  'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 5}',
);

export default {
  id: 'scale',
  about: 'More or fewer replicas, none at all, or a number of replicas beside an autoscaler that decides about it.',
  kinds: replicated,
  examples: [
    {
      title: 'more replicas',
      before: deployment(),
      after: deployment(3),
      expected: [['scale', 'info', /^from 1 to 3 pods: 2 more start$/]],
    },
    {
      title: 'fewer replicas',
      before: deployment(3),
      after: deployment(2),
      expected: [['scale', 'info', /^from 3 to 2 pods: 1 stops$/]],
    },
    {
      title: 'no replicas',
      before: deployment(2),
      after: deployment(0),
      expected: [['downtime', 'warning', /^from 2 to 0 pods: all stop, and nothing answers$/]],
    },
    {
      title: 'one replica, which is the default',
      before: deployment(),
      after: deployment(1),
      expected: [],
    },
    {
      title: 'replicas beside an autoscaler',
      before: documents(deployment(2), autoscaler),
      after: documents(deployment(4), autoscaler),
      expected: [
        [
          'scale',
          'warning',
          /^HorizontalPodAutoscaler web decides how many pods there are; with each apply they become 4 until it decides again$/,
        ],
      ],
    },
    {
      title: 'replicas that are left to an autoscaler',
      before: documents(deployment(4), autoscaler),
      after: documents(deployment(), autoscaler),
      expected: [
        [
          'scale',
          'warning',
          /^replicas is left out: with this apply its pods may become 1, until HorizontalPodAutoscaler web decides again$/,
        ],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after, sides } = transition;
    if (before === undefined || after === undefined) return [];
    const fields = fieldsAt(transition, 'spec', 'replicas');
    const autoscaler = autoscalerOf(sides.after, after);
    if (autoscaler !== undefined)
      return fields.length === 0 ? [] : [besideAutoscaler(autoscaler, after, transition, fields)];
    const [from, to] = [replicasOf(before), replicasOf(after)];
    // What an autoscaler has made of it before, nobody knows.
    if (from === undefined || to === undefined || from === to || autoscalerOf(sides.before, before) !== undefined)
      return [];
    if (to === 0) {
      const message = `from ${countText(from, 'pod').replace(/ .*/, '')} to 0 pods: all stop, and nothing answers`;
      return [{ effect: 'downtime', severity: 'warning', message, fields }];
    }
    const change = Math.abs(to - from);
    const what =
      to > from
        ? `${change} more ${change === 1 ? 'starts' : 'start'}`
        : `${change} ${change === 1 ? 'stops' : 'stop'}`;
    return [{ effect: 'scale', severity: 'info', message: `from ${from} to ${countText(to, 'pod')}: ${what}`, fields }];
  },
} satisfies ConsequenceRule;

function besideAutoscaler(
  { kind, name }: ManifestObject,
  after: ManifestObject,
  transition: Transition,
  fields: Consequence['fields'],
): Consequence {
  const { spec } = after.value as { readonly spec?: { readonly replicas?: number } };
  if (spec?.replicas === undefined) {
    const message = `replicas is left out: with this apply its pods may become 1, until ${kind} ${name} decides again`;
    const remedy = `Take the field over before, with as many as there are: kubectl apply edit-last-applied ${after.kind.toLowerCase()}/${after.name}${inNamespace(transition)}, without replicas.`;
    return { effect: 'scale', severity: 'warning', message, remedy, fields };
  }
  const message = `${kind} ${name} decides how many pods there are; with each apply they become ${spec.replicas} until it decides again`;
  return { effect: 'scale', severity: 'warning', message, remedy: 'Leave replicas out.', fields };
}
