import type { Job } from '../../../imports/kubernetes/types';
import { typed, isRecord, type JsonObject, type Loose } from '../../validate/object';
import { textAt, valueAt } from '../../validate/references/lenient';
import type { Json } from '../../yaml/json';
import type { Consequence, ConsequenceRule } from '../consequence';
import { isStoredAlike } from '../stored';
import { fieldsAt, inNamespace } from '../transition';
import { listText } from '../words';

const fields: readonly (readonly [name: string, absent?: Json])[] = [
  ['selector'],
  ['template'],
  ['completionMode', 'NonIndexed'],
  ['podFailurePolicy'],
  ['backoffLimitPerIndex'],
  ['managedBy'],
  ['successPolicy'],
];

const job = (spec: string, image = '1', metadata = '') =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate${metadata}}\nspec:\n  ${spec}\n  template: {spec: {restartPolicy: Never, containers: [{name: app, image: "ghcr.io/example/app:${image}"}]}}\n`;

export default {
  id: 'immutable-job',
  about:
    'A field of a Job that the API server does not let anybody change, its pod template among them. Jobs that are hooks of Helm are left out: Helm deletes the old one before it makes the new one.',
  kinds: ['Job.batch'],
  examples: [
    {
      title: 'another image of a Job',
      before: job('backoffLimit: 1'),
      after: job('backoffLimit: 1', '2'),
      expected: [['recreate', 'error', /^spec\.template cannot be changed/]],
    },
    {
      title: 'more completions',
      before: job('completions: 2'),
      after: job('completions: 3'),
      expected: [['recreate', 'error', /^spec\.completions cannot be changed/]],
    },
    {
      title: 'more completions of an indexed Job, as many as run at once',
      before: job('completions: 2\n  parallelism: 2\n  completionMode: Indexed'),
      after: job('completions: 3\n  parallelism: 3\n  completionMode: Indexed'),
      expected: [],
    },
    {
      title: 'more completions of an indexed Job, alone',
      before: job('completions: 2\n  parallelism: 2\n  completionMode: Indexed'),
      after: job('completions: 3\n  parallelism: 2\n  completionMode: Indexed'),
      expected: [['recreate', 'error', /^spec\.completions cannot be changed/]],
    },
    {
      title: 'limits of a Job',
      before: job('backoffLimit: 1'),
      after: job('backoffLimit: 3\n  ttlSecondsAfterFinished: 60\n  activeDeadlineSeconds: 600\n  parallelism: 1'),
      expected: [],
    },
    {
      title: 'where a suspended Job may run',
      before: job('suspend: true'),
      after: job('suspend: true').replace('{restartPolicy', '{nodeSelector: {disk: fast}, restartPolicy'),
      expected: [],
    },
    {
      title: 'a hook of Helm',
      before: job('backoffLimit: 1', '1', ', annotations: {helm.sh/hook: pre-upgrade}'),
      after: job('backoffLimit: 1', '2', ', annotations: {helm.sh/hook: pre-upgrade}'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    if (textAt(after.value, 'metadata', 'annotations', 'helm.sh/hook') !== undefined) return [];
    const isSuspended = typed<Job>(before).spec?.suspend === true;
    const part = (value: JsonObject, name: string): Json | undefined => {
      const found = valueAt(value, 'spec', name) as Json | undefined;
      return name === 'template' && isSuspended ? withoutPlace(found) : found;
    };
    const changed = fields
      .filter(
        ([name, absent]) => !isStoredAlike(name, part(before.value, name) ?? absent, part(after.value, name) ?? absent),
      )
      .map(([name]) => name);
    if (isCompletionsRefused(typed<Job>(before).spec, typed<Job>(after).spec)) changed.push('completions');
    if (changed.length === 0) return [];
    return [
      {
        effect: 'recreate',
        severity: 'error',
        message: `${listText(changed.map((name) => `spec.${name}`))} cannot be changed: the API server refuses the whole object`,
        remedy: `kubectl delete job ${after.name}${inNamespace(transition)}, then apply again: it runs once more, from the start. Or give it another name.`,
        fields: changed.flatMap((name) => fieldsAt(transition, 'spec', name)),
      },
    ];
  },
} satisfies ConsequenceRule;

type Spec = Loose<NonNullable<Job['spec']>>;

/** validateCompletions: those of an indexed Job change together with parallelism. */
function isCompletionsRefused(before: Spec = {}, after: Spec = {}): boolean {
  // Where neither says it, what was stored at first stays.
  if (before.completions === undefined && after.completions === undefined) return false;
  if (completionsOf(before) === completionsOf(after)) return false;
  return after.completionMode !== 'Indexed' || after.completions !== (after.parallelism ?? 1);
}

function completionsOf({ completions, parallelism }: Spec): number | undefined {
  return completions ?? (parallelism === undefined ? 1 : undefined);
}

/** What decides where pods go may change while a Job has not started. */
function withoutPlace(template: Json | undefined): Json | undefined {
  if (!isRecord(template) || !isRecord(template['spec'])) return template;
  const left = ['nodeSelector', 'tolerations', 'affinity', 'schedulingGates'];
  return { spec: Object.fromEntries(Object.entries(template['spec']).filter(([name]) => !left.includes(name))) };
}
