import type { ObjectCheck } from '../../check';
import { deprecatedVersion } from '../../deprecations/api-versions';
import { customVersion } from '../../deprecations/custom-api-versions';

const ingress = `apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata: {name: web}
`;

export default {
  id: 'removed-api-version',
  scope: 'object',
  kinds: '*',
  severity: 'error',
  summary: 'An API version that the chosen version of Kubernetes does not serve any more',
  remedy: 'Move to the API version that took its place; the guide lists which fields changed.',
  link: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  examples: {
    passes: [
      { yaml: ingress, context: { minor: 21 } },
      'apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: ca}\nspec: {selfSigned: {}}\n',
    ],
    fails: [
      { yaml: ingress, at: 'apiVersion' },
      { yaml: ingress, at: 'apiVersion', context: { minor: 22 } },
      'apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: restricted}\n',
      // Of a custom resource nobody knows which release is installed: a warning.
      'apiVersion: cert-manager.io/v1alpha2\nkind: Issuer\nmetadata: {name: ca}\nspec: {selfSigned: {}}\n',
    ],
  },
  check({ apiVersion, kind }, report, { minor }) {
    const own = deprecatedVersion(apiVersion, kind);
    if (own?.removed !== undefined && minor >= own.removed) {
      report(['apiVersion'], `${apiVersion} ${kind} is gone since Kubernetes 1.${own.removed}: ${own.advice}`);
    }
    const custom = customVersion(apiVersion, kind);
    if (custom?.removed !== undefined) {
      const { project, removed, replacement } = custom;
      const message = `${apiVersion} ${kind} is gone since ${project} ${removed}: use ${replacement}`;
      report(['apiVersion'], message, { severity: 'warning' });
    }
  },
} satisfies ObjectCheck;
