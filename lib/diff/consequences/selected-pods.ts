import { documents, workload } from '../../validate/example';
import { manifest, service } from '../../validate/references/example';
import { workloadKinds } from '../../validate/references/workloads';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import {
  identityOf,
  isSameSelector,
  mayMeanOthers,
  sameOn,
  selectingOf,
  selectingPodsOf,
  type Selecting,
} from '../selecting';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const web = workload({ name: 'web' });
const labelled = (labels: string, text = web) => text.replace('labels: {app: web}', `labels: {app: web, ${labels}}`);
const front = service('web').replace('{app: web}', '{tier: front}');
const everybody = manifest(
  'policy/v1',
  'PodDisruptionBudget',
  'all',
  'spec: {maxUnavailable: 1, selector: {matchLabels: {tier: front}}}',
);

export default {
  id: 'selected-pods',
  about:
    'Pods whose labels change, that are new, or that go, so that a Service, budget or policy which stays as it is selects others than before.',
  kinds: workloadKinds,
  examples: [
    {
      title: 'a label that a Service asks for is gone',
      before: documents(labelled('tier: front'), front),
      after: documents(web, front),
      expected: [
        ['selector', 'warning', /^Service web selects no pods any more: nobody answers$/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'a label that a Service and a budget ask for',
      before: documents(
        workload({ name: 'api' }).replace('labels: {app: api}', 'labels: {app: api, tier: front}'),
        web,
        front,
        everybody,
      ),
      after: documents(
        workload({ name: 'api' }).replace('labels: {app: api}', 'labels: {app: api, tier: front}'),
        labelled('tier: front'),
        front,
        everybody,
      ),
      expected: [
        [
          'selector',
          'warning',
          /^Service web and PodDisruptionBudget all select its pods, too, beside those of others$/,
        ],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'a second workload behind a Service',
      before: documents(labelled('tier: front'), front),
      after: documents(
        labelled('tier: front'),
        front,
        labelled('tier: front', workload({ name: 'next' })).replace(
          'labels: {app: next}',
          'labels: {app: next, tier: front}',
        ),
      ),
      expected: [['selector', 'warning', /^Service web selects its pods, too, beside those of others$/]],
    },
    {
      title: 'the last pods of a Service go',
      before: documents(web, service('web')),
      after: documents(service('web')),
      expected: [
        ['downtime', 'warning', /^its 1 pod stops/],
        ['selector', 'warning', /^Service web selects no pods any more: nobody answers$/],
      ],
    },
    {
      title: 'some of the pods of a budget',
      before: documents(
        labelled('tier: front'),
        workload({ name: 'api' }).replace('labels: {app: api}', 'labels: {app: api, tier: front}'),
        everybody,
      ),
      after: documents(
        labelled('tier: back'),
        workload({ name: 'api' }).replace('labels: {app: api}', 'labels: {app: api, tier: front}'),
        everybody,
      ),
      expected: [
        ['selector', 'warning', /^PodDisruptionBudget all no longer selects its pods$/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'a label that nobody asks for',
      before: documents(web, service('web')),
      after: documents(labelled('team: a'), service('web')),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
    {
      title: 'the last pods of a budget and a policy',
      before: documents(
        labelled('tier: front'),
        everybody,
        manifest(
          'networking.k8s.io/v1',
          'NetworkPolicy',
          'front',
          'spec: {podSelector: {matchLabels: {tier: front}}, ingress: [{}]}',
        ),
      ),
      after: documents(
        web,
        everybody,
        manifest(
          'networking.k8s.io/v1',
          'NetworkPolicy',
          'front',
          'spec: {podSelector: {matchLabels: {tier: front}}, ingress: [{}]}',
        ),
      ),
      expected: [
        ['selector', 'warning', /^PodDisruptionBudget all and NetworkPolicy front select no pods any more$/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'one of two workloads of a Service goes',
      before: documents(
        labelled('tier: front'),
        labelled('tier: front', workload({ name: 'next' })).replace(
          'labels: {app: next}',
          'labels: {app: next, tier: front}',
        ),
        front,
      ),
      after: documents(labelled('tier: front'), front),
      expected: [['downtime', 'warning', /^its 1 pod stops/]],
    },
    {
      title: 'pods that an operator may make',
      before: documents(labelled('tier: front'), front),
      after: documents(
        web,
        front,
        manifest('example.org/v1', 'Site', 'site', 'spec: {podMetadata: {labels: {tier: front}}}'),
      ),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
    {
      title: 'a new workload among those of a budget',
      before: documents(labelled('tier: front'), everybody),
      after: documents(
        labelled('tier: front'),
        everybody,
        labelled('tier: front', workload({ name: 'next' })).replace(
          'labels: {app: next}',
          'labels: {app: next, tier: front}',
        ),
      ),
      expected: [],
    },
    {
      title: 'a workload of a Service that is called otherwise',
      before: documents(web, service('web')),
      after: documents(web.replace('  name: web\n', '  name: site\n'), service('web')),
      expected: [['downtime', 'warning', /^its 1 pod stops, without waiting/]],
    },
    {
      title: 'the first pods of a Service',
      before: documents(web, front),
      after: documents(labelled('tier: front'), front),
      expected: [
        ['selector', 'info', /^Service web selects its pods from now on, and has selected none before$/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (after === undefined && deletedOf(transition) === undefined) return [];
    const empty: string[] = [];
    const lost: string[] = [];
    const won: string[] = [];
    const first: string[] = [];
    for (const { old, young, was, is } of unchanged(transition)) {
      const name = `${young.object.kind} ${young.object.name}`;
      if (was === is) continue;
      if (is) {
        // Whoever adds a workload may mean the budgets and policies of the others for it, too; requests it gets at once.
        if (before !== undefined && old.pods.length === 0) first.push(name);
        else if (isServedByOthers(transition, old) && (before !== undefined || young.object.key === 'Service'))
          won.push(name);
      } else if (young.pods.length > 0) {
        // That fewer pods are left of several is no news where the workload goes.
        if (after !== undefined) lost.push(name);
      } else if (!mayMeanOthers(transition.sides.after, young)) empty.push(name);
    }
    const fields = fieldsAt(transition, 'spec', 'template', 'metadata', 'labels');
    return [
      ...emptied(empty, fields),
      ...said('warning', lost, (one) => `no longer select${one} its pods`, fields),
      ...said(
        first.some((name) => name.startsWith('NetworkPolicy ')) ? 'warning' : 'info',
        first,
        (one) => `select${one} its pods from now on, and ${one === '' ? 'have' : 'has'} selected none before`,
        fields,
      ),
      ...said('warning', won, (one) => `select${one} its pods, too, beside those of others`, fields),
    ];
  },
} satisfies ConsequenceRule;

/** What selects its pods on one side or both, and has the same selector on both. */
function unchanged({ before, after, sides }: Transition) {
  const [was, is] = [selectingPodsOf(sides.before, before), selectingPodsOf(sides.after, after)];
  const [earlier, later] = [was, is].map((list) => new Set(list.map(({ object }) => identityOf(object))));
  const objects = new Map([...is, ...was].map(({ object }) => [identityOf(object), object]));
  return [...objects].flatMap(([identity, object]) => {
    const [old, young] = [selectingOf(sides.before, object), selectingOf(sides.after, object)];
    if (old === undefined || young === undefined || !isSameSelector(old, young)) return [];
    return [{ old, young, was: earlier?.has(identity) === true, is: later?.has(identity) === true }];
  });
}

/** Whether it had pods that stay: those of a workload that goes with this change are no others. */
function isServedByOthers({ sides }: Transition, { pods }: Selecting): boolean {
  return pods.some(({ object }) => sameOn(sides.after, object) !== undefined);
}

function emptied(names: readonly string[], fields: Consequence['fields']): readonly Consequence[] {
  const isService = (name: string) => name.startsWith('Service ');
  const services = names.filter(isService);
  const others = names.filter((name) => !isService(name));
  return [
    ...said('warning', services, (one) => `select${one} no pods any more: nobody answers`, fields),
    ...said('warning', others, (one) => `select${one} no pods any more`, fields),
  ];
}

/** @param words given the ending of the verb */
function said(
  severity: Consequence['severity'],
  names: readonly string[],
  words: (one: string) => string,
  fields: Consequence['fields'],
): readonly Consequence[] {
  if (names.length === 0) return [];
  const message = `${listText(names)} ${words(names.length === 1 ? 's' : '')}`;
  return [{ effect: 'selector', severity, message, fields }];
}
