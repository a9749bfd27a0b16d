import { isIP } from 'node:net';
import type { Service } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { isCidr } from '../../server/cidr';
import { isDnsSubdomain } from '../../server/names';

const service = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {${spec}}\n`;

export default {
  id: 'service-type',
  scope: 'object',
  kinds: ['Service'],
  severity: 'error',
  summary: 'A Service has fields that its type does not allow, or addresses that are none',
  remedy: 'Remove what belongs to another type, and write addresses as IPs or CIDRs.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types',
  examples: {
    passes: [
      service('type: ExternalName, externalName: db.example.com'),
      service('type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 80}]'),
      service('clusterIP: None, selector: {a: b}, ports: [{port: 80}]'),
    ],
    fails: [
      { yaml: service('type: ExternalName'), at: 'spec.externalName' },
      { yaml: service('type: NodePort, clusterIP: None, ports: [{port: 80}]'), at: 'spec.clusterIP' },
      {
        yaml: service('type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0], ports: [{port: 80}]'),
        at: 'spec.loadBalancerSourceRanges[0]',
      },
      { yaml: service('externalTrafficPolicy: Local, ports: [{port: 80}]'), at: 'spec.externalTrafficPolicy' },
      { yaml: service('externalIPs: [web.example.com], ports: [{port: 80}]'), at: 'spec.externalIPs[0]' },
      { yaml: service('clusterIP: 10.0.0, ports: [{port: 80}]'), at: 'spec.clusterIP' },
    ],
  },
  check(object, report) {
    const { spec = {} } = typed<Service>(object);
    const {
      type = 'ClusterIP',
      clusterIP = '',
      externalName = '',
      externalIPs = [],
      loadBalancerSourceRanges = [],
    } = spec;
    if (type === 'ExternalName' && !isDnsSubdomain(externalName.replace(/\.$/, '').toLowerCase())) {
      report(
        ['spec', 'externalName'],
        externalName === '' ? 'an ExternalName Service needs externalName' : `"${externalName}" is no DNS name`,
      );
    }
    if (clusterIP === 'None' && (type === 'NodePort' || type === 'LoadBalancer')) {
      report(['spec', 'clusterIP'], `a Service of type ${type} cannot be headless`);
    } else if (clusterIP !== '' && clusterIP !== 'None' && isIP(clusterIP) === 0) {
      report(['spec', 'clusterIP'], `"${clusterIP}" is no IP address`);
    }
    const isExposed = type === 'NodePort' || type === 'LoadBalancer' || externalIPs.length > 0;
    if (spec.externalTrafficPolicy !== undefined && !isExposed) {
      report(['spec', 'externalTrafficPolicy'], `a Service of type ${type} has no traffic from outside`);
    }
    for (const [index, ip] of externalIPs.entries()) {
      if (isIP(ip) === 0) report(['spec', 'externalIPs', index], `"${ip}" is no IP address`);
    }
    for (const [index, range] of loadBalancerSourceRanges.entries()) {
      if (!isCidr(range.trim()))
        report(['spec', 'loadBalancerSourceRanges', index], `"${range}" is no CIDR such as 10.0.0.0/8`);
    }
  },
} satisfies ObjectCheck;
