import type { Service } from '../../../imports/kubernetes/types';
import { typed, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import { isStrictlyInside } from '../../validate/server/cidr';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt } from '../transition';
import { listText } from '../words';

const service = (spec: string) =>
  manifest('v1', 'Service', 'web', `spec: {${spec}, selector: {app: web}, ports: [{port: 80}]}`);
const balancer = (ranges: string) => service(`type: LoadBalancer, loadBalancerSourceRanges: [${ranges}]`);

export default {
  id: 'service-exposed',
  about:
    'A Service that more can reach, from outside of the cluster at all or from more addresses; or that fewer can, so that some are cut off.',
  kinds: ['Service'],
  examples: [
    {
      title: 'a Service on every node',
      before: service('type: ClusterIP'),
      after: service('type: NodePort'),
      expected: [['exposure', 'warning', /^it can be reached at a port of every node$/]],
    },
    {
      title: 'a Service with an address outside',
      before: service('type: ClusterIP'),
      after: service('type: LoadBalancer'),
      expected: [['exposure', 'warning', /^it gets an address outside of the cluster, for everybody who reaches it$/]],
    },
    {
      title: 'a new Service with an address outside, for some',
      before: '',
      after: balancer('10.1.0.0/16'),
      expected: [['exposure', 'warning', /^it gets an address outside of the cluster, for 10\.1\.0\.0\/16$/]],
    },
    {
      title: 'no limit of who may come any more',
      before: balancer('10.1.0.0/16'),
      after: service('type: LoadBalancer'),
      expected: [
        ['exposure', 'warning', /^everybody who reaches its address outside may come, no longer only 10\.1\.0\.0\/16$/],
      ],
    },
    {
      title: 'more may come',
      before: balancer('10.1.0.0/16'),
      after: balancer('10.0.0.0/8, 10.1.2.0/24'),
      expected: [['exposure', 'warning', /^10\.0\.0\.0\/8 may come, too$/]],
    },
    {
      title: 'fewer may come',
      before: balancer('10.0.0.0/8'),
      after: balancer('10.1.0.0/16'),
      expected: [['downtime', 'warning', /^10\.0\.0\.0\/8 may no longer come, but 10\.1\.0\.0\/16$/]],
    },
    {
      title: 'addresses of others',
      before: service('type: ClusterIP'),
      after: service('type: ClusterIP, externalIPs: [192.0.2.1]'),
      expected: [['exposure', 'warning', /^nodes take what is sent to 192\.0\.2\.1 for it$/]],
    },
    {
      title: 'within the cluster again',
      before: service('type: NodePort'),
      after: service('type: ClusterIP'),
      expected: [['downtime', 'warning', /^it can no longer be reached at a port of every node$/]],
    },
    {
      title: 'no address outside any more',
      before: service('type: LoadBalancer'),
      after: service('type: ClusterIP'),
      expected: [['downtime', 'warning', /^its address outside is given back: nobody reaches it there$/]],
    },
    {
      title: 'an address outside of which a port of every node is left',
      before: service('type: LoadBalancer'),
      after: service('type: NodePort'),
      expected: [['downtime', 'warning', /^its address outside is given back: nobody reaches it there$/]],
    },
    { title: 'a new Service within the cluster', before: '', after: service('type: ClusterIP'), expected: [] },
    {
      title: 'a first limit of who may come',
      before: service('type: LoadBalancer'),
      after: balancer('10.1.0.0/16'),
      expected: [
        [
          'downtime',
          'warning',
          /^only 10\.1\.0\.0\/16 may come from now on, no longer everybody: the rest is cut off$/,
        ],
      ],
    },
    {
      title: 'a port of every node, and an address outside',
      before: service('type: NodePort'),
      after: balancer('10.1.0.0/16'),
      expected: [['exposure', 'warning', /^it gets an address outside of the cluster, for 10\.1\.0\.0\/16$/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (after === undefined) return [];
    const [from, to] = [typeOf(before), typeOf(after)];
    const [old, young] = [rangesOf(before), rangesOf(after)];
    const messages: string[] = [];
    if (from !== to && to === 'NodePort' && from !== 'LoadBalancer')
      messages.push('it can be reached at a port of every node');
    if (from !== to && to === 'LoadBalancer') {
      messages.push(
        `it gets an address outside of the cluster, for ${young.length === 0 ? 'everybody who reaches it' : listText(young)}`,
      );
    }
    if (from === 'LoadBalancer' && to === 'LoadBalancer' && old.length > 0) {
      const more = young.filter((range) => !old.some((each) => each === range || isStrictlyInside(range, each)));
      if (young.length === 0)
        messages.push(`everybody who reaches its address outside may come, no longer only ${listText(old)}`);
      if (more.length > 0) messages.push(`${listText(more)} may come, too`);
    }
    const addresses = outside(after).filter((address) => !outside(before).includes(address));
    if (addresses.length > 0) messages.push(`nodes take what is sent to ${listText(addresses)} for it`);
    const fields = ['type', 'loadBalancerSourceRanges', 'externalIPs'].flatMap((field) =>
      fieldsAt(transition, 'spec', field),
    );
    return [
      ...messages.map((message) => ({ effect: 'exposure', severity: 'warning', message, fields }) as const),
      ...[...withdrawn(from, to), ...(from === to ? cutOff(to, old, young) : [])].map(
        (message) => ({ effect: 'downtime', severity: 'warning', message, fields }) as const,
      ),
    ];
  },
} satisfies ConsequenceRule;

function typeOf(service: ManifestObject | undefined): string {
  return service === undefined ? 'ClusterIP' : (typed<Service>(service).spec?.type ?? 'ClusterIP');
}

function rangesOf(service: ManifestObject | undefined): readonly string[] {
  return service === undefined ? [] : (typed<Service>(service).spec?.loadBalancerSourceRanges ?? []);
}

function outside(service: ManifestObject | undefined): readonly string[] {
  return service === undefined ? [] : (typed<Service>(service).spec?.externalIPs ?? []);
}

/** Who could come to an address outside, and cannot any more. */
function cutOff(type: string, old: readonly string[], young: readonly string[]): readonly string[] {
  if (type !== 'LoadBalancer' || young.length === 0) return [];
  if (old.length === 0)
    return [`only ${listText(young)} may come from now on, no longer everybody: the rest is cut off`];
  const lost = old.filter((range) => !young.some((each) => each === range || isStrictlyInside(range, each)));
  const left = young.filter((range) => lost.some((each) => isStrictlyInside(range, each)));
  if (lost.length === 0) return [];
  const but = left.length === 0 ? '' : `, but ${listText(left)}`;
  return [`${listText(lost)} may no longer come${but}`];
}

function withdrawn(from: string, to: string): readonly string[] {
  if (from === to) return [];
  if (from === 'LoadBalancer') return ['its address outside is given back: nobody reaches it there'];
  return from === 'NodePort' && to === 'ClusterIP' ? ['it can no longer be reached at a port of every node'] : [];
}
