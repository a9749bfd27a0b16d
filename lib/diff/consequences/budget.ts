import { documents, workload } from '../../validate/example';
import type { Corpus } from '../../validate/corpus';
import type { ManifestObject } from '../../validate/object';
import { budgetKind, budgets, type Budget } from '../../validate/references/budgets';
import { manifest } from '../../validate/references/example';
import { podsOf } from '../../validate/reliability/amount';
import { fewestReplicas } from '../../validate/reliability/replicas';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { identityOf, sameOn, selectingPodsOf } from '../selecting';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const budget = (limit: string) =>
  manifest('policy/v1', 'PodDisruptionBudget', 'web', `spec: {${limit}, selector: {matchLabels: {app: web}}}`);
const pods = (replicas: number) => workload({ spec: `replicas: ${replicas}` });

export default {
  id: 'budget',
  about:
    'A PodDisruptionBudget that lets no pod be evicted from now on, so that no node with one can be drained; or one that goes.',
  kinds: [budgetKind, 'Deployment.apps', 'StatefulSet.apps'],
  examples: [
    {
      title: 'a budget that needs all pods',
      before: documents(pods(2), budget('minAvailable: 1')),
      after: documents(pods(2), budget('minAvailable: 2')),
      expected: [
        [
          'scale',
          'warning',
          /^it lets no pod be evicted: 2 of 2 have to stay; a node with one of them cannot be drained$/,
        ],
      ],
    },
    {
      title: 'a new budget that lets none go',
      before: pods(2),
      after: documents(pods(2), budget('maxUnavailable: 0')),
      expected: [
        [
          'scale',
          'warning',
          /^it lets no pod be evicted: maxUnavailable is 0; a node with one of them cannot be drained$/,
        ],
      ],
    },
    {
      title: 'fewer pods than a budget allows for',
      before: documents(pods(2), budget('minAvailable: 1')),
      after: documents(pods(1), budget('minAvailable: 1')),
      expected: [
        [
          'scale',
          'warning',
          /^PodDisruptionBudget web lets none of its pods be evicted: 1 of 1 have to stay; a node with one of them cannot be drained$/,
        ],
        ['scale', 'info', /^from 2 to 1 pod/],
      ],
    },
    {
      title: 'a budget that goes',
      before: documents(pods(2), budget('minAvailable: 1')),
      after: pods(2),
      expected: [['scale', 'warning', /^whoever drains nodes may evict all pods of Deployment web at once$/]],
    },
    {
      title: 'a budget that lets one go',
      before: documents(pods(3), budget('minAvailable: 1')),
      after: documents(pods(3), budget('minAvailable: 2')),
      expected: [],
    },
    {
      title: 'a budget of everybody',
      before: pods(2),
      after: documents(pods(2), budget('minAvailable: 100%')),
      expected: [['scale', 'warning', /^it lets no pod be evicted: minAvailable is 100%; /]],
    },
    {
      title: 'a budget that let none go before',
      before: documents(pods(2), budget('minAvailable: 2')),
      after: documents(pods(2), budget('maxUnavailable: 0')),
      expected: [],
    },
    {
      title: 'fewer pods, where none could go before',
      before: documents(pods(3), budget('minAvailable: 100%')),
      after: documents(pods(2), budget('minAvailable: 100%')),
      expected: [['scale', 'info', /^from 3 to 2 pods/]],
    },
    {
      title: 'a budget that goes with its pods',
      before: documents(pods(0), budget('minAvailable: 1')),
      after: '',
      expected: [],
    },
    {
      title: 'one of two budgets goes',
      before: documents(
        pods(2),
        budget('minAvailable: 1'),
        budget('maxUnavailable: 1').replace('name: web', 'name: second'),
      ),
      after: documents(pods(2), budget('minAvailable: 1')),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    return transition.key === budgetKind ? ofBudget(transition) : ofWorkload(transition);
  },
} satisfies ConsequenceRule;

function ofBudget(transition: Transition): readonly Consequence[] {
  const { before, after, sides } = transition;
  if (deletedOf(transition) !== undefined) {
    const was = budgetOf(sides.before, before);
    const left = (was?.pods ?? [])
      .map(({ object }) => object)
      .filter((object) => sameOn(sides.after, object) !== undefined)
      .filter((object) => selectingPodsOf(sides.after, object).every((each) => each.object.key !== budgetKind));
    if (left.length === 0) return [];
    const names = [...new Set(left.map(({ kind, name }) => `${kind} ${name}`))];
    const message = `whoever drains nodes may evict all pods of ${listText(names)} at once`;
    return [{ effect: 'scale', severity: 'warning', message, fields: [] }];
  }
  const now = budgetOf(sides.after, after);
  const reason = now === undefined ? undefined : blocking(sides.after, now);
  const was = budgetOf(sides.before, before);
  if (reason === undefined || (was !== undefined && blocking(sides.before, was) !== undefined)) return [];
  const message = `it lets no pod be evicted: ${reason}; a node with one of them cannot be drained`;
  return [{ effect: 'scale', severity: 'warning', message, fields: fieldsAt(transition, 'spec') }];
}

/** Budgets that are as they were, and now allow nothing because there are fewer pods. */
function ofWorkload(transition: Transition): readonly Consequence[] {
  const { before, after, sides } = transition;
  const fields = fieldsAt(transition, 'spec', 'replicas');
  if (before === undefined || after === undefined || fields.length === 0) return [];
  const budgets = selectingPodsOf(sides.after, after).filter(({ object }) => object.key === budgetKind);
  return budgets.flatMap(({ object }) => {
    const [now, was] = [budgetOf(sides.after, object), budgetOf(sides.before, object)];
    if (now === undefined) return [];
    const reason = blocking(sides.after, now);
    if (was === undefined || reason === undefined || blocking(sides.before, was) !== undefined) return [];
    const message = `PodDisruptionBudget ${now.object.name} lets none of its pods be evicted: ${reason}; a node with one of them cannot be drained`;
    return [{ effect: 'scale' as const, severity: 'warning' as const, message, fields }];
  });
}

function budgetOf(corpus: Corpus, object: ManifestObject | undefined): Budget | undefined {
  return object === undefined ? undefined : corpus.derive(byObject).get(identityOf(object));
}

function byObject(corpus: Corpus): ReadonlyMap<string, Budget> {
  return new Map(corpus.derive(budgets).map((budget) => [identityOf(budget.object), budget]));
}

/** Why no pod may ever be evicted; undefined where one may, or nobody knows. */
function blocking(corpus: Corpus, { spec, pods }: Budget): string | undefined {
  const { maxUnavailable, minAvailable } = spec;
  if (pods.length === 0) return undefined;
  if (maxUnavailable === 0 || maxUnavailable === '0%') return `maxUnavailable is ${maxUnavailable}`;
  if (minAvailable === '100%') return 'minAvailable is 100%';
  const [pod, ...others] = pods;
  const replicas = pod === undefined || others.length > 0 ? undefined : fewestReplicas(corpus, pod.object);
  const needed = replicas === undefined ? undefined : podsOf(minAvailable, replicas);
  if (replicas === undefined || replicas === 0 || needed === undefined || needed < replicas) return undefined;
  return `${needed} of ${replicas} have to stay`;
}
