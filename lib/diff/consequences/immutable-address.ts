import type { Service } from '../../../imports/kubernetes/types';
import { typed, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt, inNamespace, type Transition } from '../transition';

const service = (spec: string) =>
  manifest('v1', 'Service', 'web', `spec: {${spec}selector: {app: web}, ports: [{port: 80}]}`);

export default {
  id: 'immutable-address',
  about:
    'What a Service has for life: its cluster address, and who makes its address outside. One with an address does not become headless, nor get another; a headless one that says so no longer stays headless.',
  kinds: ['Service'],
  examples: [
    {
      title: 'a Service that becomes headless',
      before: service(''),
      after: service('clusterIP: None, '),
      expected: [['recreate', 'error', /^spec\.clusterIP cannot be changed from an address to None/]],
    },
    {
      title: 'a headless Service that gets an address',
      before: service('clusterIP: None, '),
      after: service('clusterIP: 10.96.77.77, '),
      expected: [['recreate', 'error', /^spec\.clusterIP cannot be changed from None to 10\.96\.77\.77/]],
    },
    {
      title: 'a headless Service that says so no longer',
      before: service('clusterIP: None, '),
      after: service(''),
      expected: [['stale', 'warning', /^it stays headless/]],
    },
    {
      title: 'a Service for others',
      before: service(''),
      after: service('internalTrafficPolicy: Cluster, '),
      expected: [],
    },
    {
      title: 'another maker of its address outside',
      before: service('type: LoadBalancer, loadBalancerClass: example.org/a, '),
      after: service('type: LoadBalancer, loadBalancerClass: example.org/b, '),
      expected: [
        ['recreate', 'error', /^spec\.loadBalancerClass cannot be changed: the API server refuses the whole object$/],
      ],
    },
    {
      title: 'a maker of its address outside, with the address',
      before: service(''),
      after: service('type: LoadBalancer, loadBalancerClass: example.org/b, '),
      expected: [['exposure', 'warning', /^it gets an address outside of the cluster/]],
    },
    {
      title: 'another family of addresses first',
      before: manifest('v1', 'Service', 'web', 'spec: {clusterIP: None, ipFamilies: [IPv4], ports: [{port: 80}]}'),
      after: manifest('v1', 'Service', 'web', 'spec: {clusterIP: None, ipFamilies: [IPv6], ports: [{port: 80}]}'),
      expected: [
        ['recreate', 'error', /^spec\.ipFamilies cannot be changed from IPv4 to IPv6: the API server refuses/],
      ],
    },
    {
      title: 'another port for what asks for its health',
      before: service('type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30777, '),
      after: service('type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30778, '),
      expected: [
        [
          'recreate',
          'error',
          /^spec\.healthCheckNodePort cannot be changed from 30777 to 30778: the API server refuses/,
        ],
      ],
    },
    {
      title: 'a port for what asks for its health that is left out, and stays',
      before: service('type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30779, '),
      after: service('type: LoadBalancer, externalTrafficPolicy: Local, '),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    return [
      ...balancerChanged(transition, before, after),
      ...familyChanged(transition, before, after),
      ...healthPortChanged(transition, before, after),
      ...addressChanged(transition, before, after),
    ];
  },
} satisfies ConsequenceRule;

/** Who makes the address outside is settled with the type. */
function balancerChanged(
  transition: Transition,
  before: ManifestObject,
  after: ManifestObject,
): readonly Consequence[] {
  const [old, young] = [before, after].map((object) => typed<Service>(object).spec ?? {});
  if (old?.type !== 'LoadBalancer' || young?.type !== 'LoadBalancer') return [];
  if (old.loadBalancerClass === young.loadBalancerClass) return [];
  const message = 'spec.loadBalancerClass cannot be changed: the API server refuses the whole object';
  const remedy = `kubectl delete service ${after.name}${inNamespace(transition)}, then apply again: its address outside is given back, and the new one will be another.`;
  return [
    {
      effect: 'recreate',
      severity: 'error',
      message,
      remedy,
      fields: fieldsAt(transition, 'spec', 'loadBalancerClass'),
    },
  ];
}

/** The first family is for life; a second may come and go. */
function familyChanged(transition: Transition, before: ManifestObject, after: ManifestObject): readonly Consequence[] {
  const [old, young] = [before, after].map((object) => typed<Service>(object).spec ?? {});
  if (old?.type === 'ExternalName' || young?.type === 'ExternalName') return [];
  return [remade(transition, 'ipFamilies', old?.ipFamilies?.[0], young?.ipFamilies?.[0])].flatMap((one) => one ?? []);
}

/** Where both have one: left out, the API server keeps it. */
function healthPortChanged(
  transition: Transition,
  before: ManifestObject,
  after: ManifestObject,
): readonly Consequence[] {
  const [old, young] = [before, after].map((object) => {
    const { type, externalTrafficPolicy, healthCheckNodePort } = typed<Service>(object).spec ?? {};
    return type === 'LoadBalancer' && externalTrafficPolicy === 'Local' ? healthCheckNodePort : undefined;
  });
  return [remade(transition, 'healthCheckNodePort', old, young)].flatMap((one) => one ?? []);
}

function remade(
  transition: Transition,
  field: string,
  from: string | number | undefined,
  to: string | number | undefined,
): Consequence | undefined {
  if (from === undefined || to === undefined || from === to) return undefined;
  return {
    effect: 'recreate',
    severity: 'error',
    message: `spec.${field} cannot be changed from ${from} to ${to}: the API server refuses the whole object`,
    remedy: `kubectl delete service ${transition.after?.name ?? ''}${inNamespace(transition)}, then apply again: in between nobody reaches it.`,
    fields: fieldsAt(transition, 'spec', field),
  };
}

function addressChanged(transition: Transition, before: ManifestObject, after: ManifestObject): readonly Consequence[] {
  const [from, to] = [addressOf(before), addressOf(after)];
  // With no address, as for an ExternalName, one may be given and taken.
  if (from === undefined || to === undefined || from === to) return [];
  const fields = fieldsAt(transition, 'spec', 'clusterIP');
  const remake = `kubectl delete service ${after.name}${inNamespace(transition)}, then apply again: in between nobody reaches it`;
  if (to === '') {
    if (from !== 'None') return [];
    const message = 'it stays headless: the API server keeps clusterIP: None where the field is left out';
    return [{ effect: 'stale', severity: 'warning', message, remedy: `To give it an address, ${remake}.`, fields }];
  }
  const message = `spec.clusterIP cannot be changed from ${from === '' ? 'an address' : from} to ${to}: the API server refuses the whole object`;
  if (from === '' && to !== 'None') return [];
  return [{ effect: 'recreate', severity: 'error', message, remedy: `${remake}.`, fields }];
}

/** Empty: the API server chooses one, and keeps it. */
function addressOf(service: ManifestObject): string | undefined {
  const { type, clusterIP = '' } = typed<Service>(service).spec ?? {};
  return type === 'ExternalName' ? undefined : clusterIP;
}
