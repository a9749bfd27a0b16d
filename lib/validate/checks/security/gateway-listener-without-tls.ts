import type { Gateway } from '../../../../imports/crds/gateway-api';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const gateway = (listeners: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: web}\nspec:\n  gatewayClassName: public\n  listeners:\n${listeners}`;
const http = '    - {name: http, protocol: HTTP, port: 80}\n';
const https = '    - {name: https, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: web}]}}\n';

export default {
  id: 'gateway-listener-without-tls',
  scope: 'object',
  severity: 'info',
  summary: 'A Gateway has listeners for plain HTTP only',
  remedy: 'Add a listener for HTTPS, and redirect from the plain one with an HTTPRoute.',
  link: 'https://gateway-api.sigs.k8s.io/guides/tls/',
  kinds: ['Gateway.gateway.networking.k8s.io'],
  examples: { passes: [gateway(http + https)], fails: [{ yaml: gateway(http), at: 'spec.listeners[0].protocol' }] },
  check(object, report) {
    const listeners = typed<Gateway>(object).spec?.listeners ?? [];
    if (listeners.some(({ protocol }) => protocol === 'HTTPS' || protocol === 'TLS')) return;
    for (const [index, { name = '', protocol }] of listeners.entries()) {
      if (protocol === 'HTTP') report(['spec', 'listeners', index, 'protocol'], `listener ${name} is plain HTTP`);
    }
  },
} satisfies ObjectCheck;
