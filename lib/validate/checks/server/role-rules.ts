import type { ClusterRole, Role } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const role = (rule: string, kind = 'Role') =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: reader}\nrules: [{${rule}}]\n`;

export default {
  id: 'role-rules',
  scope: 'object',
  kinds: ['Role.rbac.authorization.k8s.io', 'ClusterRole.rbac.authorization.k8s.io'],
  severity: 'error',
  summary: 'A rule of a role grants nothing, or mixes what cannot be mixed',
  remedy: 'Give each rule verbs, and either apiGroups with resources or, in a ClusterRole, nonResourceURLs.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole',
  examples: {
    passes: [
      role('apiGroups: [""], resources: [pods], verbs: [get]'),
      role('nonResourceURLs: [/metrics], verbs: [get]', 'ClusterRole'),
    ],
    fails: [
      { yaml: role('apiGroups: [""], resources: [pods], verbs: []'), at: 'rules[0].verbs' },
      { yaml: role('resources: [pods], verbs: [get]'), at: 'rules[0].apiGroups' },
      { yaml: role('apiGroups: [""], verbs: [get]'), at: 'rules[0].resources' },
      { yaml: role('nonResourceURLs: [/metrics], verbs: [get]'), at: 'rules[0].nonResourceURLs' },
    ],
  },
  check(object, report) {
    const isCluster = object.kind === 'ClusterRole';
    for (const [index, rule] of (typed<ClusterRole | Role>(object).rules ?? []).entries()) {
      const { verbs = [], apiGroups = [], resources = [], nonResourceURLs = [] } = rule;
      const at = ['rules', index];
      if (verbs.length === 0) report([...at, 'verbs'], 'a rule needs at least one verb');
      if (nonResourceURLs.length > 0) {
        if (!isCluster) report([...at, 'nonResourceURLs'], 'only a ClusterRole can have nonResourceURLs');
        else if (apiGroups.length + resources.length > 0)
          report([...at, 'nonResourceURLs'], 'a rule is either about resources or about nonResourceURLs');
        continue;
      }
      if (apiGroups.length === 0)
        report([...at, 'apiGroups'], 'a rule about resources needs apiGroups; [""] is the core group');
      if (resources.length === 0) report([...at, 'resources'], 'a rule needs resources');
    }
  },
} satisfies ObjectCheck;
