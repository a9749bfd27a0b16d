import type { NetworkPolicy } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import type { Corpus } from '../../validate/corpus';
import { typed, type ManifestObject } from '../../validate/object';
import type { Pod } from '../../validate/pod';
import { manifest } from '../../validate/references/example';
import { isIsolating, policies, policyKind, type Direction } from '../../validate/references/policies';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { about, allowanceText, allowancesOf, beyond, type Allowance } from '../policy-reach';
import { identityOf, sameOn, selectingOf, selectingPodsOf, workloadNames } from '../selecting';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const web = workload('');
const policy = (spec: string, name = 'web') =>
  manifest('networking.k8s.io/v1', 'NetworkPolicy', name, `spec: {podSelector: {matchLabels: {app: web}}, ${spec}}`);
const from = (peer: string, more = '') => `ingress: [{from: [${peer}]${more}}]`;
const api = '{podSelector: {matchLabels: {app: api}}}';

export default {
  id: 'policy-reach',
  about:
    'A NetworkPolicy that lets more through than before, or less. Without any policy a pod is open to everybody; policies of one pod add up.',
  kinds: [policyKind],
  examples: [
    {
      title: 'the only policy goes',
      before: documents(web, policy(from(api))),
      after: web,
      expected: [
        [
          'exposure',
          'warning',
          /^no policy is left for pods of Deployment web: everybody who reaches them may connect to them$/,
        ],
      ],
    },
    {
      title: 'one of two policies goes',
      before: documents(web, policy(from(api)), policy(from('{ipBlock: {cidr: 10.0.0.0/8}}'), 'more')),
      after: documents(web, policy(from(api))),
      expected: [['downtime', 'warning', /^pods of Deployment web no longer accept 10\.0\.0\.0\/8: cut off$/]],
    },
    {
      title: 'a first policy',
      before: web,
      after: documents(web, policy(`policyTypes: [Ingress, Egress], ${from(api)}`)),
      expected: [
        [
          'downtime',
          'warning',
          /^pods of Deployment web accept only what policies say, for the first time; by this one: pods app=api; everybody else is cut off$/,
        ],
        [
          'downtime',
          'warning',
          /^pods of Deployment web connect only to what policies say, for the first time; by this one: nothing; everybody else is cut off$/,
        ],
      ],
    },
    {
      title: 'a second policy',
      before: documents(web, policy(from(api))),
      after: documents(
        web,
        policy(from(api)),
        policy(from('{namespaceSelector: {}}', ', ports: [{port: 80}]'), 'more'),
      ),
      expected: [
        ['exposure', 'warning', /^pods of Deployment web accept more: all pods of all namespaces at 80\/TCP$/],
      ],
    },
    {
      title: 'more addresses and ports',
      before: documents(web, policy(from('{ipBlock: {cidr: 10.1.0.0/16}}', ', ports: [{port: 80}]'))),
      after: documents(
        web,
        policy(
          from(
            '{ipBlock: {cidr: 10.0.0.0/8, except: [10.9.0.0/16]}}',
            ', ports: [{port: 80}, {port: 8000, endPort: 8080}, {protocol: UDP}]',
          ),
        ),
      ),
      expected: [
        [
          'exposure',
          'warning',
          /^pods of Deployment web accept more: 10\.0\.0\.0\/8 without 10\.9\.0\.0\/16 at 80\/TCP, 8000-8080\/TCP, any port\/UDP$/,
        ],
      ],
    },
    {
      title: 'fewer addresses and ports',
      before: documents(web, policy(from('{ipBlock: {cidr: 10.0.0.0/8}}', ', ports: [{port: 8000, endPort: 8080}]'))),
      after: documents(web, policy(from('{ipBlock: {cidr: 10.1.0.0/16}}', ', ports: [{port: 8001}]'))),
      expected: [
        [
          'downtime',
          'warning',
          /^pods of Deployment web accept less: 10\.1\.0\.0\/16 at 8001\/TCP instead of 10\.0\.0\.0\/8 at 8000-8080\/TCP; the rest is cut off$/,
        ],
      ],
    },
    {
      title: 'one direction is free again',
      before: documents(web, policy('policyTypes: [Ingress, Egress], ingress: [{}]')),
      after: documents(web, policy('policyTypes: [Ingress], ingress: [{}]')),
      expected: [
        [
          'exposure',
          'warning',
          /^no policy is left for pods of Deployment web: they may connect to everybody whom they reach$/,
        ],
      ],
    },
    {
      title: 'the same in other words',
      before: documents(web, policy('ingress: [{ports: [{port: 80}]}]')),
      after: documents(
        web,
        policy('policyTypes: [Ingress], ingress: [{from: [], ports: [{port: 80, protocol: TCP}]}]'),
      ),
      expected: [],
    },
    {
      title: 'more and less to connect to',
      before: documents(web, policy('policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]')),
      after: documents(web, policy('policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 192.168.0.0/16}}]}]')),
      expected: [
        ['downtime', 'warning', /^pods of Deployment web no longer connect to 10\.0\.0\.0\/8: cut off$/],
        ['exposure', 'warning', /^pods of Deployment web connect to more: 192\.168\.0\.0\/16$/],
      ],
    },
    {
      title: 'less to connect to',
      before: documents(
        web,
        policy('policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {team: a}}}]}, {}]'),
      ),
      after: documents(
        web,
        policy('policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {team: a}}}]}]'),
      ),
      expected: [
        [
          'downtime',
          'warning',
          /^pods of Deployment web connect to less: all pods of namespaces team=a instead of everybody; the rest is cut off$/,
        ],
      ],
    },
    {
      title: 'a hole in the addresses is closed',
      before: documents(web, policy(from('{ipBlock: {cidr: 10.0.0.0/8, except: [10.9.0.0/16]}}'))),
      after: documents(web, policy(from('{ipBlock: {cidr: 10.0.0.0/8}}'))),
      expected: [['exposure', 'warning', /^pods of Deployment web accept more: 10\.0\.0\.0\/8$/]],
    },
    {
      title: 'all of a protocol',
      before: documents(web, policy(from(api, ', ports: [{protocol: TCP}]'))),
      after: documents(
        web,
        policy(from('{namespaceSelector: {matchLabels: {team: a}}, podSelector: {}}', ', ports: [{port: http}]')),
      ),
      expected: [
        ['downtime', 'warning', /^pods of Deployment web no longer accept pods app=api at any port\/TCP: cut off$/],
        ['exposure', 'warning', /^pods of Deployment web accept more: all pods of namespaces team=a at http\/TCP$/],
      ],
    },
    {
      title: 'a policy of new pods',
      before: '',
      after: documents(web, policy(from(api))),
      expected: [],
    },
    {
      title: 'all policies of some pods go',
      before: documents(web, policy(from(api)), policy(from('{ipBlock: {cidr: 10.0.0.0/8}}'), 'more')),
      after: web,
      expected: [
        [
          'exposure',
          'warning',
          /^no policy is left for pods of Deployment web: everybody who reaches them may connect to them$/,
        ],
      ],
    },
    {
      title: 'the same port of another protocol',
      before: documents(web, policy(from('{ipBlock: {cidr: 10.0.0.0/8}}', ', ports: [{port: 53}]'))),
      after: documents(
        web,
        policy(from('{ipBlock: {cidr: 10.0.0.0/8}}', ', ports: [{port: 53}, {port: 53, protocol: UDP}]')),
      ),
      expected: [['exposure', 'warning', /^pods of Deployment web accept more: 10\.0\.0\.0\/8 at 53\/TCP, 53\/UDP$/]],
    },
    {
      title: 'fewer ports of the same addresses',
      before: documents(web, policy(from('{ipBlock: {cidr: 10.0.0.0/8}}'))),
      after: documents(web, policy(from('{ipBlock: {cidr: 10.0.0.0/8}}', ', ports: [{port: 53}]'))),
      expected: [
        [
          'downtime',
          'warning',
          /^pods of Deployment web accept less: 10\.0\.0\.0\/8 at 53\/TCP instead of 10\.0\.0\.0\/8; the rest is cut off$/,
        ],
      ],
    },
    {
      title: 'other pods than before',
      before: documents(web, policy(from(api))),
      after: documents(web, policy(from('{podSelector: {matchLabels: {app: job}}}'))),
      expected: [
        ['downtime', 'warning', /^pods of Deployment web no longer accept pods app=api: cut off$/],
        ['exposure', 'warning', /^pods of Deployment web accept more: pods app=job$/],
      ],
    },
    {
      title: 'one port of the same pods',
      before: documents(web, policy(from(api))),
      after: documents(web, policy(from(api, ', ports: [{port: 8080}]'))),
      expected: [
        [
          'downtime',
          'warning',
          /^pods of Deployment web accept less: pods app=api at 8080\/TCP instead of pods app=api; the rest is cut off$/,
        ],
      ],
    },
    {
      title: 'more ports in a row',
      before: documents(web, policy(from(api, ', ports: [{port: 80}]'))),
      after: documents(web, policy(from(api, ', ports: [{port: 80, endPort: 9000}]'))),
      expected: [['exposure', 'warning', /^pods of Deployment web accept more: pods app=api at 80-9000\/TCP$/]],
    },
    {
      title: 'pods of the same objects',
      before: documents(web, workload({ name: 'api' }), policy('ingress: []')),
      after: documents(web, workload({ name: 'api' }), policy(from(api))),
      expected: [['exposure', 'info', /^pods of Deployment web accept more: pods app=api \(pods of these objects\)$/]],
    },
    {
      title: 'what another policy still lets through',
      before: documents(web, policy(from(api)), policy(from(api), 'more')),
      after: documents(web, policy(from(api))),
      expected: [],
    },
    {
      title: 'pods that go themselves',
      before: documents(web, workload({ name: 'api', spec: 'replicas: 0' }), policy(from(api))),
      after: documents(web, policy('ingress: []')),
      expected: [],
    },
    {
      title: 'less to connect to, beside other ports for all',
      before: documents(
        web,
        policy(`policyTypes: [Egress], egress: [{to: [${api}], ports: [{port: 9000}]}, {ports: [{port: 53}]}]`),
      ),
      after: documents(web, policy('policyTypes: [Egress], egress: [{ports: [{port: 53}]}]')),
      expected: [
        ['downtime', 'warning', /^pods of Deployment web no longer connect to pods app=api at 9000\/TCP: cut off$/],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { after } = transition;
    if (after === undefined && deletedOf(transition) === undefined) return [];
    return (['ingress', 'egress'] as const).flatMap((direction) => inDirection(transition, direction));
  },
} satisfies ConsequenceRule;

const verbs = {
  ingress: { allow: 'accept', open: 'everybody who reaches them may connect to them' },
  egress: { allow: 'connect to', open: 'they may connect to everybody whom they reach' },
} as const;

function inDirection(transition: Transition, direction: Direction): readonly Consequence[] {
  const { before, after, sides } = transition;
  const [was, is] = [
    isolated(before, direction, selectingOf(sides.before, before)?.pods),
    isolated(after, direction, selectingOf(sides.after, after)?.pods),
  ];
  const { allow, open } = verbs[direction];
  const fields = fieldsAt(transition, 'spec');
  const there = was.filter(({ object }) => sameOn(sides.after, object) !== undefined);
  const free = there.filter(({ object }) => firstIsolating(sides.after, object, direction) === undefined);
  // Of several policies that leave them, the first says so.
  const freed = free.filter(({ object }) => firstIsolating(sides.before, object, direction) === before);
  const old = is.filter(({ object }) => sameOn(sides.before, object) !== undefined);
  const first = old.filter(({ object }) => firstIsolating(sides.before, object, direction) === undefined);
  const [firsts, frees] = [new Set(first), new Set(free)];
  const found: Consequence[] = [];
  if (freed.length > 0) {
    const message = `no policy is left for pods of ${listText(workloadNames(freed))}: ${open}`;
    found.push({ effect: 'exposure', severity: 'warning', message, fields });
  }
  const [narrow, wide] = [before, after].map((object) =>
    object === undefined ? [] : allowancesOf(specOf(object), direction),
  );
  if (first.length > 0) {
    const allowed = (wide ?? []).map(allowanceText);
    const only = direction === 'ingress' ? 'accept only what policies say' : 'connect only to what policies say';
    const message = `pods of ${listText(workloadNames(first))} ${only}, for the first time; by this one: ${allowed.length === 0 ? 'nothing' : allowed.join('; ')}`;
    const isAll = (wide ?? []).some(({ peers, ports }) => peers.length === 0 && ports.length === 0);
    found.push(
      isAll
        ? { effect: 'exposure', severity: 'info', message, fields }
        : { effect: 'downtime', severity: 'warning', message: `${message}; everybody else is cut off`, fields },
    );
  }
  const more = beyond(wide ?? [], narrow ?? []);
  const widened = old.filter((pod) => !firsts.has(pod));
  if (more.length > 0 && widened.length > 0) {
    const message = `pods of ${listText(workloadNames(widened))} ${allow} more: ${more.map(allowanceText).join('; ')}`;
    const isAmongOwn = more.every((each) => isOfOwnPods(sides.after, (after ?? before)?.namespace ?? '', each));
    const isAsMuch = isAmongOwn ? ' (pods of these objects)' : '';
    found.push({ effect: 'exposure', severity: isAmongOwn ? 'info' : 'warning', message: message + isAsMuch, fields });
  }
  for (const [what, pods] of cutOff(
    transition,
    direction,
    narrow ?? [],
    there.filter((pod) => !frees.has(pod)),
  )) {
    const message = `pods of ${listText(workloadNames(pods))} ${what}`;
    found.push({ effect: 'downtime', severity: 'warning', message, fields });
  }
  return found;
}

/** What is let through no more, by any policy, and whose pods those are. */
function cutOff(
  { sides, before, after }: Transition,
  direction: Direction,
  narrow: readonly Allowance[],
  pods: readonly Pod[],
): ReadonlyMap<string, readonly Pod[]> {
  const { allow } = verbs[direction];
  const found = new Map<string, Pod[]>();
  const own = after === undefined ? [] : allowancesOf(specOf(after), direction);
  const less = beyond(narrow, own).flatMap((each) => withoutGone(sides, (after ?? before)?.namespace ?? '', each));
  // Others are asked only where this one lets less through.
  for (const pod of less.length === 0 ? [] : pods) {
    const all = selectingPodsOf(sides.after, pod.object)
      .filter(({ object }) => object.key === policyKind && identityOf(object) !== (after && identityOf(after)))
      .filter((each) => isIsolating({ object: each.object, spec: specOf(each.object), pods: each.pods }, direction))
      .flatMap(({ object }) => allowancesOf(specOf(object), direction));
    const lost = beyond(less, [...own, ...all]);
    if (lost.length === 0) continue;
    const left = about(lost, own).map(allowanceText).join('; ');
    const text = lost.map(allowanceText).join('; ');
    const what =
      left === ''
        ? `no longer ${allow} ${text}: cut off`
        : `${allow} less: ${left} instead of ${text}; the rest is cut off`;
    found.set(what, [...(found.get(what) ?? []), pod]);
  }
  return found;
}

/** Peers that go themselves with this change have nobody to miss. */
function withoutGone(
  { before, after }: Transition['sides'],
  namespace: string,
  allowance: Allowance,
): readonly Allowance[] {
  if (allowance.peers.length === 0) return [allowance];
  const peers = allowance.peers.filter(({ ipBlock, namespaceSelector, podSelector }) => {
    if (ipBlock !== undefined || namespaceSelector !== undefined || podSelector === undefined) return true;
    const [was, is] = [before, after].map((corpus) => corpus.podsSelectedBy(namespace, podSelector).length);
    return was === 0 || is !== 0;
  });
  return peers.length === 0 ? [] : [{ ...allowance, peers }];
}

/** Peers that are pods of the same release, and of nobody else as far as one can see. */
function isOfOwnPods(corpus: Corpus, namespace: string, { peers }: Allowance): boolean {
  return (
    peers.length > 0 &&
    peers.every(({ ipBlock, namespaceSelector, podSelector }) => {
      if (ipBlock !== undefined || namespaceSelector !== undefined || podSelector === undefined) return false;
      const { matchLabels = {}, matchExpressions = [] } = podSelector;
      if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return false;
      return corpus.podsSelectedBy(namespace, podSelector).length > 0;
    })
  );
}

function specOf(policy: ManifestObject) {
  return typed<NetworkPolicy>(policy).spec ?? {};
}

/** The first policy that isolates the pods of a workload. */
function firstIsolating(corpus: Corpus, workload: ManifestObject, direction: Direction): ManifestObject | undefined {
  return corpus.derive(direction === 'ingress' ? isolatedFrom : isolatedFor).get(identityOf(workload));
}

const isolatedFrom = (corpus: Corpus) => firstPolicies(corpus, 'ingress');
const isolatedFor = (corpus: Corpus) => firstPolicies(corpus, 'egress');

function firstPolicies(corpus: Corpus, direction: Direction): ReadonlyMap<string, ManifestObject> {
  const found = new Map<string, ManifestObject>();
  for (const policy of corpus.derive(policies)) {
    if (!isIsolating(policy, direction)) continue;
    for (const { object } of policy.pods) {
      const identity = identityOf(object);
      if (!found.has(identity)) found.set(identity, policy.object);
    }
  }
  return found;
}

/** The pods that it isolates. */
function isolated(policy: ManifestObject | undefined, direction: Direction, pods: readonly Pod[] = []): readonly Pod[] {
  return policy !== undefined && isIsolating({ object: policy, spec: specOf(policy), pods }, direction) ? pods : [];
}
