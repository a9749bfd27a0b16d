import type { Service } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const service = (fields: string, annotations = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, annotations: {${annotations}}}\nspec:\n  type: LoadBalancer\n${fields}  selector: {app: web}\n  ports:\n    - {port: 443}\n`;

/** Annotations of the cloud providers that make a load balancer internal: key, and a value that means it. */
const internal: readonly (readonly [string, RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(?:true|0\.0\.0\.0\/0)$/],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', /^true$/],
];

export default {
  id: 'load-balancer-open-to-all',
  scope: 'object',
  severity: 'info',
  summary: 'A load balancer accepts connections from everywhere',
  remedy: 'List the networks in spec.loadBalancerSourceRanges, make it internal, or use an Ingress.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer',
  kinds: ['Service'],
  examples: {
    passes: [
      service('  loadBalancerSourceRanges: [10.0.0.0/8]\n'),
      service('', "service.beta.kubernetes.io/azure-load-balancer-internal: 'true'"),
    ],
    fails: [
      { yaml: service(''), at: 'spec.loadBalancerSourceRanges' },
      { yaml: service('  loadBalancerSourceRanges: [0.0.0.0/0]\n'), at: 'spec.loadBalancerSourceRanges[0]' },
    ],
  },
  check(object, report) {
    const { spec, metadata } = typed<Service>(object);
    if (spec?.type !== 'LoadBalancer') return;
    const annotations = (metadata?.annotations ?? {}) as Readonly<Record<string, string>>;
    if (internal.some(([key, value]) => value.test(annotations[key] ?? ''))) return;
    const ranges = spec.loadBalancerSourceRanges ?? [];
    if (ranges.length === 0) {
      report(['spec', 'loadBalancerSourceRanges'], `load balancer ${object.name} accepts connections from everywhere`);
    }
    for (const [index, range] of ranges.entries()) {
      if (range.endsWith('/0')) report(['spec', 'loadBalancerSourceRanges', index], `${range} is everywhere`);
    }
  },
} satisfies ObjectCheck;
