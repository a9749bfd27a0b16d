import type { ObjectCheck } from '../../check';

const scc = (fields: string) =>
  `apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata: {name: app}\n${fields}\n`;

export default {
  id: 'scc-allows-privileged',
  scope: 'object',
  severity: 'warning',
  summary: 'SecurityContextConstraints (OpenShift) let pods have privileged containers',
  remedy: 'Set allowPrivilegedContainer to false, and allow the capabilities that are needed.',
  link: 'https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/authentication_and_authorization/managing-pod-security-policies',
  kinds: ['SecurityContextConstraints.security.openshift.io'],
  examples: {
    passes: [scc('allowPrivilegedContainer: false')],
    fails: [{ yaml: scc('allowPrivilegedContainer: true'), at: 'allowPrivilegedContainer' }],
  },
  check({ value, name }, report) {
    if (value['allowPrivilegedContainer'] === true) {
      report(['allowPrivilegedContainer'], `${name} allows privileged containers`);
    }
  },
} satisfies ObjectCheck;
