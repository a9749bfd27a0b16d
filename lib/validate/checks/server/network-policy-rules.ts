import type { IPBlock, NetworkPolicy, NetworkPolicyPort } from '../../../../imports/kubernetes/types';
import type { Path } from '../../../yaml/position';
import type { ObjectCheck, Report } from '../../check';
import { type Loose, typed } from '../../object';
import { isCidr, isStrictlyInside } from '../../server/cidr';
import { isPortName } from '../../server/names';
import { setFields } from '../../server/one-of';

const policy = (rule: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\nspec:\n  podSelector: {}\n  ingress: [{${rule}}]\n`;

export default {
  id: 'network-policy-rules',
  scope: 'object',
  kinds: ['NetworkPolicy.networking.k8s.io'],
  severity: 'error',
  summary: 'A rule of a NetworkPolicy is refused: its peer, its range of addresses or its ports',
  remedy:
    'A peer is either an ipBlock or selectors; except lies inside its cidr; endPort needs a numeric port not above it.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource',
  examples: {
    passes: [policy('from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 80, endPort: 90}]')],
    fails: [
      { yaml: policy('from: [{ipBlock: {cidr: 10.0.0.0}}]'), at: 'spec.ingress[0].from[0].ipBlock.cidr' },
      {
        yaml: policy('from: [{ipBlock: {cidr: 10.0.0.0/8, except: [192.168.0.0/16]}}]'),
        at: 'spec.ingress[0].from[0].ipBlock.except[0]',
      },
      policy('from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]'),
      policy('from: [{}]'),
      { yaml: policy('ports: [{port: http, endPort: 90}]'), at: 'spec.ingress[0].ports[0].endPort' },
      policy('ports: [{port: 90, endPort: 80}]'),
      policy('ports: [{port: 70000}]'),
    ],
  },
  check(object, report) {
    const { ingress = [], egress = [] } = typed<NetworkPolicy>(object).spec ?? {};
    const rules = [
      ...ingress.map(({ from, ports }, index) => ({
        peers: from,
        field: 'from',
        ports,
        at: ['spec', 'ingress', index],
      })),
      ...egress.map(({ to, ports }, index) => ({ peers: to, field: 'to', ports, at: ['spec', 'egress', index] })),
    ];
    for (const { peers = [], field, ports = [], at } of rules) {
      for (const [index, peer] of peers.entries()) {
        const here = [...at, field, index];
        const set = setFields(peer, ['ipBlock', 'podSelector', 'namespaceSelector']);
        if (set.length === 0) report(here, 'a peer needs an ipBlock, a podSelector or a namespaceSelector');
        else if (set.length > 1 && set.includes('ipBlock'))
          report(here, 'an ipBlock cannot be combined with selectors');
        if (peer.ipBlock !== undefined) checkBlock(peer.ipBlock, [...here, 'ipBlock'], report);
      }
      for (const [index, port] of ports.entries()) checkPort(port, [...at, 'ports', index], report);
    }
  },
} satisfies ObjectCheck;

function checkBlock({ cidr, except = [] }: Loose<IPBlock>, at: Path, report: Report): void {
  if (cidr === undefined) return;
  if (!isCidr(cidr)) {
    report([...at, 'cidr'], `"${cidr}" is no CIDR such as 10.0.0.0/8`);
    return;
  }
  for (const [index, range] of except.entries()) {
    if (!isCidr(range)) report([...at, 'except', index], `"${range}" is no CIDR such as 10.1.0.0/16`);
    else if (!isStrictlyInside(range, cidr)) report([...at, 'except', index], `${range} is not a part of ${cidr}`);
  }
}

function checkPort({ port, endPort }: Loose<NetworkPolicyPort>, at: Path, report: Report): void {
  if (typeof port === 'number' ? port < 1 || port > 65535 : port !== undefined && !isPortName(port)) {
    report([...at, 'port'], `${JSON.stringify(port)} is neither a port from 1 to 65535 nor the name of one`);
  }
  if (endPort === undefined) return;
  if (typeof port !== 'number') report([...at, 'endPort'], 'endPort needs a port that is a number');
  else if (endPort < port || endPort > 65535)
    report([...at, 'endPort'], `endPort ${String(endPort)} is below port ${String(port)} or above 65535`);
}
