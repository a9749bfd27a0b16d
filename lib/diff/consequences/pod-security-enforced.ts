import { knownMinors } from '../../schema/availability';
import type { Corpus } from '../../validate/corpus';
import { documents, workload } from '../../validate/example';
import type { ManifestObject } from '../../validate/object';
import { podKinds, type Pod } from '../../validate/pod';
import { manifest } from '../../validate/references/example';
import { textAt } from '../../validate/references/lenient';
import { violations, type PodSecurityLevel } from '../../validate/security/pod-security-levels';
import type { Consequence, ConsequenceRule } from '../consequence';
import { sameOn, workloadNames } from '../selecting';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const label = 'pod-security.kubernetes.io/enforce';

const namespace = (level: string) =>
  manifest('v1', 'Namespace', 'example-enforced').replace(
    '{name: example-enforced}',
    `{name: example-enforced, labels: {${label}: ${level}}}`,
  );
const within = (text: string) => text.replace('  name: web\n', '  name: web\n  namespace: example-enforced\n');
const open = within(workload(''));
const onNode = within(workload({ pod: 'hostNetwork: true' }));

export default {
  id: 'pod-security-enforced',
  about:
    'Pods that the Pod Security level of their Namespace refuses from now on: because the level is higher, or because they ask for more. The workload is taken, its pods are not.',
  kinds: ['Namespace', ...podKinds],
  examples: [
    {
      title: 'a higher level, and pods that do not meet it',
      before: documents(namespace('baseline'), open),
      after: documents(namespace('restricted'), open),
      expected: [
        ['downtime', 'warning', /^new pods of Deployment web are refused: they do not meet the level restricted$/],
        ['stale', 'info', /^pods that run stay as they are/],
      ],
    },
    {
      title: 'a new workload that its namespace refuses',
      before: namespace('restricted'),
      after: documents(namespace('restricted'), open),
      expected: [
        [
          'downtime',
          'warning',
          /^its namespace example-enforced enforces the level restricted, and refuses its pods: .*runAsNonRoot/,
        ],
      ],
    },
    {
      title: 'pods that ask for more than their namespace allows',
      before: documents(namespace('baseline'), open),
      after: documents(namespace('baseline'), onNode),
      expected: [
        [
          'downtime',
          'warning',
          /^its namespace example-enforced enforces the level baseline, and refuses its pods: hostNetwork is true/,
        ],
        ['exposure', 'warning', /^pods may do more: hostNetwork is true/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'a higher level that pods meet',
      before: documents(namespace('privileged'), open),
      after: documents(namespace('baseline'), open),
      expected: [['stale', 'info', /^pods that run stay as they are/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    return transition.key === 'Namespace' ? ofNamespace(transition) : ofWorkload(transition);
  },
} satisfies ConsequenceRule;

function ofNamespace(transition: Transition): readonly Consequence[] {
  const { before, after, sides } = transition;
  if (after === undefined) return [];
  const [from, to] = [levelOf(before), levelOf(after)];
  if (to === undefined || from === to) return [];
  // What the level before refused had no pods.
  const refused = sides.after
    .pods(after.name)
    .filter((pod) => isJudged(pod) && refusedBy(pod, to).length > 0)
    .filter((pod) => from === undefined || isAllowedBefore(sides.before, pod, from));
  if (refused.length === 0) return [];
  const names = listText(workloadNames(refused));
  const message = `new pods of ${names} are refused: they do not meet the level ${to}`;
  const remedy = 'Mend the pods first: the validator says which fields; those that run stay until they are replaced.';
  const fields = before === undefined ? [] : fieldsAt(transition, 'metadata', 'labels', label);
  return [{ effect: 'downtime', severity: 'warning', message, remedy, fields }];
}

function isAllowedBefore(corpus: Corpus, { object }: Pod, level: PodSecurityLevel): boolean {
  const earlier = sameOn(corpus, object);
  const pod = earlier === undefined ? undefined : corpus.podOf(earlier);
  return pod === undefined || refusedBy(pod, level).length === 0;
}

/** Where the level stays as it is: a Namespace that changes says it of all pods in it. */
function ofWorkload(transition: Transition): readonly Consequence[] {
  const { before, after, sides } = transition;
  const pod = after === undefined ? undefined : sides.after.podOf(after);
  if (after === undefined || pod === undefined || !isJudged(pod)) return [];
  const level = levelOf(sides.after.find('Namespace', '', after.namespace));
  if (level === undefined || level !== levelOf(sides.before.find('Namespace', '', after.namespace))) return [];
  const reasons = refusedBy(pod, level);
  const earlier = before === undefined ? undefined : sides.before.podOf(before);
  if (reasons.length === 0 || (earlier !== undefined && refusedBy(earlier, level).length > 0)) return [];
  const message = `its namespace ${after.namespace} enforces the level ${level}, and refuses its pods: ${reasons.join('; ')}`;
  return [{ effect: 'downtime', severity: 'warning', message, fields: fieldsAt(transition, 'spec') }];
}

/** A PodTemplate by itself makes no pods. */
function isJudged({ object }: Pod): boolean {
  return object.key !== 'PodTemplate';
}

function refusedBy(pod: Pod, level: PodSecurityLevel): readonly string[] {
  return [...new Set(violations(pod, level, knownMinors().newest).map(({ message }) => message))];
}

function levelOf(namespace: ManifestObject | undefined): PodSecurityLevel | undefined {
  const level = namespace === undefined ? undefined : textAt(namespace.value, 'metadata', 'labels', label);
  return level === 'baseline' || level === 'restricted' ? level : undefined;
}
