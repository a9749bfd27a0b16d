import type { Service } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import { typed } from '../../validate/object';
import { manifest, service } from '../../validate/references/example';
import { selects } from '../../validate/selector';
import type { Consequence, ConsequenceRule } from '../consequence';
import { isTemplateChanged } from '../pod-template';
import { isSameSelector, mayMeanOthers, sameOn, selectingOf, workloadNames, type Selecting } from '../selecting';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const web = workload({ name: 'web' });
const api = workload({ name: 'api' });
const of = (app: string) => service('web').replace('{app: web}', `{app: ${app}}`);
const budget = (app: string) =>
  manifest(
    'policy/v1',
    'PodDisruptionBudget',
    'web',
    `spec: {maxUnavailable: 1, selector: {matchLabels: {app: ${app}}}}`,
  );
const policy = (selector: string) =>
  manifest('networking.k8s.io/v1', 'NetworkPolicy', 'web', `spec: {podSelector: ${selector}, ingress: [{}]}`);
const withTier = web.replace('labels: {app: web}', 'labels: {app: web, tier: front}');

export default {
  id: 'selection',
  about:
    'A Service, budget or policy whose own selector changes, so that it is about other pods, about none, or about pods that are only made by this change.',
  kinds: ['Service', 'PodDisruptionBudget.policy', 'NetworkPolicy.networking.k8s.io'],
  examples: [
    {
      title: 'a Service of other pods',
      before: documents(web, api, of('web')),
      after: documents(web, api, of('api')),
      expected: [['selector', 'warning', /^it selects pods of Deployment api instead of Deployment web$/]],
    },
    {
      title: 'a Service of no pods',
      before: documents(web, of('web')),
      after: documents(web, of('nobody')),
      expected: [
        ['selector', 'warning', /^it selects no pods any more, before those of Deployment web: nobody answers$/],
      ],
    },
    {
      title: 'a Service of pods that are not there yet',
      before: documents(web, of('web')),
      after: documents(withTier, service('web').replace('{app: web}', '{app: web, tier: front}')),
      expected: [
        ['restart', 'info', /^1 pod is replaced/],
        ['downtime', 'warning', /^it selects only new pods of Deployment web: until one is ready, nobody answers$/],
      ],
    },
    {
      title: 'a budget of other pods',
      before: documents(web, api, budget('web')),
      after: documents(web, api, budget('api')),
      expected: [['selector', 'warning', /^it selects pods of Deployment api instead of Deployment web$/]],
    },
    {
      title: 'a policy about more',
      before: documents(web, api, policy('{matchLabels: {app: web}}')),
      after: documents(web, api, policy('{}')),
      expected: [
        ['selector', 'warning', /^it selects pods of Deployment api, too$/],
        [
          'exposure',
          'info',
          /^pods of Deployment api accept only what policies say, for the first time; by this one: everybody$/,
        ],
      ],
    },
    {
      title: 'a policy about less',
      before: documents(web, api, policy('{}')),
      after: documents(web, api, policy('{matchLabels: {app: api}}')),
      expected: [
        [
          'exposure',
          'warning',
          /^no policy is left for pods of Deployment web: everybody who reaches them may connect to them$/,
        ],
        ['selector', 'warning', /^it no longer selects pods of Deployment web$/],
      ],
    },
    {
      title: 'a selector that says more of the same pods',
      before: documents(withTier, of('web')),
      after: documents(withTier, service('web').replace('{app: web}', '{app: web, tier: front}')),
      expected: [],
    },
    {
      title: 'pods that are replaced, whose labels stay',
      before: documents(withTier, of('web')),
      after: documents(
        withTier.replace('1.4.2', '1.4.3'),
        service('web').replace('{app: web}', '{app: web, tier: front}'),
      ),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
    {
      title: 'a budget of no pods',
      before: documents(web, budget('web')),
      after: documents(web, budget('nobody')),
      expected: [['selector', 'warning', /^it selects no pods any more, before those of Deployment web$/]],
    },
    {
      title: 'a Service without a selector',
      before: documents(web, of('web')),
      after: documents(web, service('web').replace('selector: {app: web}, ', '')),
      expected: [
        [
          'selector',
          'warning',
          /^it has no selector any more, before that of pods of Deployment web: its endpoints stay as they are when pods come and go, until somebody else writes them$/,
        ],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after, sides } = transition;
    const [old, young] = [selectingOf(sides.before, before), selectingOf(sides.after, after)];
    if (old !== undefined && young === undefined) return selectorGone(transition, old);
    if (old === undefined || young === undefined || isSameSelector(old, young)) return [];
    const [earlier, later] = [workloadNames(old.pods), workloadNames(young.pods)];
    const [had, has] = [new Set(earlier), new Set(later)];
    const lost = earlier.filter((name) => !has.has(name));
    const won = later.filter((name) => !had.has(name));
    const fields = ['selector', 'podSelector'].flatMap((field) => fieldsAt(transition, 'spec', field));
    if (later.length === 0 && earlier.length > 0) {
      if (mayMeanOthers(sides.after, young)) return [];
      const isService = transition.key === 'Service';
      const message = `it selects no pods any more, before those of ${listText(earlier)}${isService ? ': nobody answers' : ''}`;
      return [{ effect: 'selector', severity: 'warning', message, fields }];
    }
    const message = differenceText(lost, won);
    if (message !== undefined) return [{ effect: 'selector', severity: 'warning', message, fields }];
    const fresh = transition.key === 'Service' ? onlyNewPods(transition, old, young) : [];
    if (fresh.length === 0) return [];
    return [
      {
        effect: 'downtime',
        severity: 'warning',
        message: `it selects only new pods of ${listText(fresh)}: until one is ready, nobody answers`,
        remedy: 'Give the pods their new labels first, and let the Service ask for them once they are ready.',
        fields,
      },
    ];
  },
} satisfies ConsequenceRule;

/** The controller of endpoints leaves alone what has no selector: those that it has made stay. */
function selectorGone(transition: Transition, { pods }: Selecting): readonly Consequence[] {
  const { after } = transition;
  if (after?.key !== 'Service' || pods.length === 0) return [];
  const { type, selector = {} } = typed<Service>(after).spec ?? {};
  if (type === 'ExternalName' || Object.keys(selector).length > 0) return [];
  const message = `it has no selector any more, before that of pods of ${listText(workloadNames(pods))}: its endpoints stay as they are when pods come and go, until somebody else writes them`;
  return [{ effect: 'selector', severity: 'warning', message, fields: fieldsAt(transition, 'spec', 'selector') }];
}

function differenceText(lost: readonly string[], won: readonly string[]): string | undefined {
  if (lost.length > 0 && won.length > 0) return `it selects pods of ${listText(won)} instead of ${listText(lost)}`;
  if (won.length > 0) return `it selects pods of ${listText(won)}, too`;
  return lost.length > 0 ? `it no longer selects pods of ${listText(lost)}` : undefined;
}

/** Workloads whose pods get the labels that are asked for by this change: a Service is changed at once, pods one by one. */
function onlyNewPods({ sides }: Transition, old: Selecting, young: Selecting): readonly string[] {
  const areAllNew = old.pods.every(({ labels }) => !selects(young.selector, labels));
  if (!areAllNew) return [];
  const rolling = young.pods.filter(({ object }) => isTemplateChanged(sameOn(sides.before, object), object));
  return workloadNames(rolling);
}
