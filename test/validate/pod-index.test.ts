/** Selectors and pods without end: the work is counted, and ends. */
import { expect, test } from '@jest/globals';
import { Corpus } from '../../lib/validate/corpus';
import { defaultOptions, Run, validate } from '../../lib/validate/validate';
import { checkSource } from '../../lib/validate/check-source';
import { monitoredServices, monitors as monitorsOf } from '../../lib/validate/references/monitors';
import { certainlyBlocks, ingressPolicies, policies } from '../../lib/validate/references/policies';
import { groups } from '../../lib/validate/checks';
import { selectRules } from '../../lib/validate/settings/rule-choice';
import { attach } from '../../lib/validate/keep';

const pod = (name: string, labels: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {${labels}}}
spec: {containers: [{name: app, image: "nginx:1.29.3"}]}
`;

const service = (name: string) => `apiVersion: v1
kind: Service
metadata: {name: ${name}, labels: {app: ${name}}}
spec: {selector: {app: ${name}}, ports: [{port: 80}]}
`;

const monitor = (name: string) => `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: ${name}}
spec:
  endpoints: [{port: http}]
  selector: {matchExpressions: [{key: ${name}, operator: DoesNotExist}]}
`;

function corpusOf(documents: readonly string[], mostComparisons: number): Corpus {
  const source = { name: 'pods.yaml', text: () => documents.join('---\n') };
  const { objects } = checkSource(source, new Run(defaultOptions).checks);
  const attached = objects.map((object) => attach(object, source));
  return new Corpus(attached, { complete: true, external: [], mostComparisons });
}

const names = Array.from({ length: 300 }, (_, index) => `p${String(index)}`);
const notIn = (value: string) => ({ matchExpressions: [{ key: 'app', operator: 'NotIn' as const, values: [value] }] });

test('pods that share their labels are looked at once for each selector', () => {
  // A comparison for each of the selectors, and the one list that all of them mean.
  const corpus = corpusOf(
    names.map((name) => pod(name, 'app: shop, tier: web')),
    names.length + names.length,
  );
  for (const name of names) expect(corpus.podsSelectedBy('default', notIn(name))).toHaveLength(names.length);
  const [first, second] = [notIn('a'), notIn('b')].map((each) => corpus.podsSelectedBy('default', each));
  expect(first).toBe(second);
});

test('several kinds of pods come in the order of the input', () => {
  const corpus = corpusOf([pod('a', 'app: x'), pod('b', 'app: y'), pod('c', 'app: x'), pod('d', 'app: z')], 1000);
  const selected = corpus.podsSelectedBy('default', notIn('z'));
  expect(selected.map(({ object }) => object.name)).toEqual(['a', 'b', 'c']);
});

test('too many comparisons: nothing more is found, and absence proves nothing', () => {
  const corpus = corpusOf(
    names.map((name) => pod(name, `app: ${name}`)),
    2000,
  );
  expect(corpus.podsSelectedBy('default', notIn('p1'))).toHaveLength(299);
  expect([corpus.isExhausted, corpus.complete]).toEqual([false, true]);
  for (const name of names) corpus.podsSelectedBy('default', notIn(name));
  expect([corpus.isExhausted, corpus.complete]).toEqual([true, false]);
  expect(corpus.podsSelectedBy('default', notIn('x'))).toEqual([]);
});

test.each([
  [
    'values',
    { matchExpressions: [{ key: 'app', operator: 'NotIn' as const, values: names.map((each) => `${each}x`) }] },
  ],
  ['expressions', { matchExpressions: names.map((each) => ({ key: each, operator: 'DoesNotExist' as const })) }],
])('a selector of many %s counts as many', (_, selector) => {
  const pods = ['a', 'b', 'c'].map((name) => pod(name, `app: ${name}`));
  expect(corpusOf(pods, 3 * names.length).podsSelectedBy('default', selector)).toHaveLength(3);
  const corpus = corpusOf(pods, 3 * names.length - 1);
  expect([corpus.podsSelectedBy('default', selector), corpus.isExhausted]).toEqual([[], true]);
});

test('monitors and Services take from the same', () => {
  const count = 300;
  const services = Array.from({ length: count }, (_, index) => service(`s${String(index)}`));
  const monitors = Array.from({ length: count }, (_, index) => monitor(`m${String(index)}`));
  const corpus = corpusOf([...services, ...monitors], count * count - 1);
  const kind = 'ServiceMonitor.monitoring.coreos.com';
  const selected = monitorsOf(corpus, kind).map((each) => monitoredServices(corpus, each).length);
  expect(selected.slice(-2)).toEqual([count, 0]);
  expect(corpus.complete).toBe(false);
});

test('a selector is followed once, and the list that it means counts', () => {
  const pods = ['a', 'b', 'c'].map((name) => pod(name, `app: ${name}`));
  // Three comparisons, and three pods in a list.
  for (const [most, isExhausted] of [
    [6, false],
    [5, true],
  ] as const) {
    const corpus = corpusOf(pods, most);
    for (let times = 0; times < 3; times++) expect(corpus.podsSelectedBy('default', notIn('z'))).toHaveLength(3);
    expect(corpus.isExhausted).toBe(isExhausted);
  }
});

test('of its labels, the one that the fewest pods have is looked for', () => {
  const corpus = corpusOf(
    names.map((name) => pod(name, `tier: web, app: ${name}, zone: a`)),
    4,
  );
  const matchLabels = { tier: 'web', app: 'p7', zone: 'a' };
  expect(corpus.podsSelectedBy('default', { matchLabels }).map(({ object }) => object.name)).toEqual(['p7']);
  // One pod, three labels, one list.
  expect(corpus.isExhausted).toBe(false);
});

test('what a policy lets through is looked for as often as it may be', () => {
  const policy = (from: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [${from}]}]}
`;
  const blocks = (from: string, most: number) => {
    const corpus = corpusOf([pod('web', 'app: web'), pod('caller', 'app: caller'), policy(from)], most);
    const [server, peer] = corpus.pods();
    const [found] = corpus.derive(policies);
    if (server === undefined || found === undefined) throw new Error('there are two pods and a policy');
    return certainlyBlocks(corpus, found, 'ingress', { peer, server, port: 80, protocol: 'TCP' });
  };
  // To find its pods are two comparisons, then one for the rule, one for each peer, and those of its selector.
  const peers = names.map((name) => `{podSelector: {matchLabels: {app: ${name}}}}`).join();
  expect([603, 602, 302].map((most) => blocks(peers, most))).toEqual([true, false, false]);
  const values = `{podSelector: {matchExpressions: [{key: app, operator: In, values: [${names.join()}]}]}}`;
  expect([304, 303].map((most) => blocks(values, most))).toEqual([true, false]);
});

test('too many selectors: that not all were followed is said, and no budget is called missing', () => {
  const pods = names.map((name) => pod(name, `app: ${name}`));
  const values = Array.from({ length: 70_000 }, (_, index) => `v${String(index)}`);
  const budget = (selector: string) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: ${selector}}
`;
  const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "nginx:1.29.3"}]}
`;
  const result = (selector: string) => {
    const text = [...pods, workload, budget(selector)].join('---\n');
    // No other check has come to the end before.
    const choice = selectRules({ packs: [], rules: {}, only: ['budget-missing'] }, groups);
    const options = { ...defaultOptions, ...choice };
    const { findings, unreadable } = validate([{ name: 'all.yaml', text: () => text }], options);
    const missing = findings.filter(({ rule }) => rule === 'budget-missing').map(({ message }) => message);
    return [missing.length, unreadable.map(({ reason }) => reason)];
  };
  expect(result('{matchLabels: {app: other}}')).toEqual([1, []]);
  expect(result(`{matchExpressions: [{key: app, operator: In, values: [${values.join()}]}]}`)).toEqual([
    0,
    ['too many selectors for so many pods: not all were followed; check fewer files at a time'],
  ]);
});

test('a finding names a few policies, not all', () => {
  const caller = `apiVersion: v1
kind: Pod
metadata: {name: caller, labels: {app: caller}}
spec: {containers: [{name: app, image: "nginx:1.29.3", env: [{name: URL, value: "http://web:80"}]}]}
`;
  const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
  const policy = (name: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
`;
  const blocked = (count: number) => {
    const documents = [pod('web', 'app: web'), caller, service, ...names.slice(0, count).map(policy)];
    const { findings } = validate([{ name: 'all.yaml', text: () => documents.join('---\n') }]);
    return findings.filter(({ rule }) => rule === 'network-policy-blocks');
  };
  const [found] = blocked(50);
  expect(found?.message).toContain(
    'NetworkPolicy default/p0, NetworkPolicy default/p1, NetworkPolicy default/p2 and 47 more blocks this',
  );
  expect(found?.related).toHaveLength(3);
  // With more of them, nobody says what they let through.
  expect(blocked(100)).toHaveLength(1);
  expect(blocked(101)).toEqual([]);
  // Nor are there lists of all of them for each pod.
  const corpus = corpusOf([pod('web', 'app: web'), ...names.map(policy)], 1_000_000);
  expect([...ingressPolicies(corpus).values()].map((each) => each.length)).toEqual([101]);
});
