import type { ObjectCheck } from '../../check';
import { deprecatedVersion } from '../../deprecations/api-versions';
import { customVersion } from '../../deprecations/custom-api-versions';

const endpoints = `apiVersion: v1
kind: Endpoints
metadata: {name: database}
subsets: [{addresses: [{ip: 192.0.2.10}], ports: [{port: 5432}]}]
`;
const flowSchema = `apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
kind: FlowSchema
metadata: {name: system}
`;

export default {
  id: 'deprecated-api-version',
  scope: 'object',
  kinds: '*',
  severity: 'warning',
  summary: 'An API version that is still served, but deprecated',
  remedy: 'Move to the API version that takes its place before an upgrade of the cluster makes you.',
  link: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  examples: {
    passes: [
      { yaml: endpoints, context: { minor: 32 } },
      // Not served any more: removed-api-version says so.
      { yaml: flowSchema, context: { minor: 32 } },
    ],
    fails: [
      { yaml: endpoints, at: 'apiVersion' },
      { yaml: flowSchema, at: 'apiVersion', context: { minor: 31 } },
      'apiVersion: gateway.networking.k8s.io/v1beta1\nkind: HTTPRoute\nmetadata: {name: web}\n',
    ],
  },
  check({ apiVersion, kind }, report, { minor }) {
    const own = deprecatedVersion(apiVersion, kind);
    if (own !== undefined && minor >= own.deprecated && minor < (own.removed ?? Infinity)) {
      const end = own.removed === undefined ? '' : ` and ends with 1.${own.removed}`;
      const message = `${apiVersion} ${kind} is deprecated since Kubernetes 1.${own.deprecated}${end}: ${own.advice}`;
      report(['apiVersion'], message);
    }
    const custom = customVersion(apiVersion, kind);
    if (custom !== undefined && custom.removed === undefined) {
      const { project, replacement } = custom;
      report(['apiVersion'], `${apiVersion} ${kind} is deprecated by ${project}: use ${replacement}`, {
        severity: 'info',
      });
    }
  },
} satisfies ObjectCheck;
