import type { ClusterRole, PolicyRule } from '../../../imports/kubernetes/types';
import { typed, type Loose } from '../../validate/object';
import { binding, bindingKinds, bindingOf, role, roleKinds, rulesOf } from '../../validate/security/rbac';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const read = 'apiGroups: [""], resources: [pods], verbs: [get, list]';
const user = (name: string) => `kind: User, apiGroup: rbac.authorization.k8s.io, name: ${name}`;

export default {
  id: 'rights',
  about: 'A role that allows more than before, or a binding that gives one to more subjects.',
  kinds: [...roleKinds, ...bindingKinds],
  examples: [
    {
      title: 'more verbs',
      before: role('Role', read),
      after: role('Role', 'apiGroups: [""], resources: [pods], verbs: [get, list, delete]'),
      expected: [['exposure', 'warning', /^whoever has the role may now delete pods$/]],
    },
    {
      title: 'more resources, of another group',
      before: role('ClusterRole', read),
      after: role(
        'ClusterRole',
        read,
        'apiGroups: [apps], resources: [deployments, daemonsets], resourceNames: [web], verbs: ["*"]',
      ),
      expected: [
        [
          'exposure',
          'warning',
          /^whoever has the role may now do everything with deployments\.apps \(web only\) and daemonsets\.apps \(web only\)$/,
        ],
      ],
    },
    {
      title: 'rights that are spelt out, or were covered',
      before: role('Role', 'apiGroups: ["*"], resources: ["*"], verbs: [get, list]'),
      after: role(
        'Role',
        'apiGroups: [""], resources: [pods], verbs: [get]',
        'apiGroups: [apps], resources: [deployments], verbs: [list]',
      ),
      expected: [],
    },
    {
      title: 'paths',
      before: role('ClusterRole', read),
      after: role('ClusterRole', read, 'nonResourceURLs: [/metrics], verbs: [get]'),
      expected: [['exposure', 'warning', /^whoever has the role may now get \/metrics$/]],
    },
    {
      title: 'one subject more',
      before: binding('RoleBinding', 'view', user('ann')),
      after: `${binding('RoleBinding', 'view', user('ann'))}  - {${user('bob')}}\n`,
      expected: [['exposure', 'warning', /^User bob gets the rights of ClusterRole view in this namespace$/]],
    },
    {
      title: 'a new binding for the cluster',
      before: '',
      after: binding('ClusterRoleBinding', 'edit', 'kind: ServiceAccount, name: app, namespace: team'),
      expected: [
        ['exposure', 'warning', /^ServiceAccount team\/app gets the rights of ClusterRole edit in all namespaces$/],
      ],
    },
    {
      title: 'a new role, which nobody has yet',
      before: '',
      after: role('Role', read),
      expected: [],
    },
    {
      title: 'parts of all resources, and paths below one',
      before: role(
        'ClusterRole',
        'apiGroups: [apps], resources: ["*/scale"], verbs: [get]',
        'nonResourceURLs: ["/healthz/*"], verbs: ["*"]',
      ),
      after: role(
        'ClusterRole',
        'apiGroups: [apps], resources: [deployments/scale], verbs: [get]',
        'nonResourceURLs: [/healthz/ping], verbs: [get]',
      ),
      expected: [],
    },
    {
      title: 'no longer of one name alone',
      before: role('Role', 'apiGroups: [""], resources: [secrets], resourceNames: [a], verbs: [get]'),
      after: role('Role', 'apiGroups: [""], resources: [secrets], verbs: [get]'),
      expected: [['exposure', 'warning', /^whoever has the role may now get secrets$/]],
    },
    {
      title: 'two verbs of two resources',
      before: role('Role', read),
      after: role(
        'Role',
        read,
        'apiGroups: [""], resources: [secrets, configmaps], verbs: [get, list]',
        'apiGroups: [""], resources: [events], verbs: [create]',
      ),
      expected: [
        ['exposure', 'warning', /^whoever has the role may now get and list secrets and configmaps; create events$/],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after, key } = transition;
    if (after === undefined) return [];
    if (bindingKinds.includes(key)) return ofBinding(transition);
    // A new role is told of where it is given to somebody; one that is put together of others, not at all.
    if (before === undefined || typed<ClusterRole>(after).aggregationRule !== undefined) return [];
    const had = rulesOf(before).flatMap(rightsOf);
    const more = rulesOf(after)
      .flatMap(rightsOf)
      .filter((right) => !had.some((each) => covers(each, right)));
    if (more.length === 0) return [];
    const message = `whoever has the role may now ${rightsText(more)}`;
    return [{ effect: 'exposure', severity: 'warning', message, fields: fieldsAt(transition, 'rules') }];
  },
} satisfies ConsequenceRule;

function ofBinding(transition: Transition): readonly Consequence[] {
  const { before, after } = transition;
  if (after === undefined) return [];
  const { roleRef, subjects } = bindingOf(after);
  const name = ({ kind = '', namespace, name = '' }: (typeof subjects)[number]) =>
    `${kind} ${namespace === undefined || kind !== 'ServiceAccount' ? '' : `${namespace}/`}${name}`;
  const had = new Set(before === undefined ? [] : bindingOf(before).subjects.map(name));
  const more = subjects.map(name).filter((subject) => !had.has(subject));
  if (more.length === 0) return [];
  const where = after.kind === 'RoleBinding' ? 'in this namespace' : 'in all namespaces';
  const message = `${listText(more)} ${more.length === 1 ? 'gets' : 'get'} the rights of ${roleRef.kind ?? ''} ${roleRef.name ?? ''} ${where}`;
  return [{ effect: 'exposure', severity: 'warning', message, fields: fieldsAt(transition, 'subjects') }];
}

/** One verb on one resource of one group, or on a path. */
interface Right {
  readonly verb: string;
  /** `deployments.apps`, `/metrics` */
  readonly what: string;
  readonly group: string | undefined;
  readonly resource: string;
  /** Undefined: all. */
  readonly only: string | undefined;
}

function rightsOf({
  verbs = [],
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: Loose<PolicyRule>): readonly Right[] {
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  return verbs.flatMap((verb) => [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((only) => ({ verb, group, resource, only, what: group === '' ? resource : `${resource}.${group}` })),
      ),
    ),
    ...nonResourceURLs.map((path) => ({ verb, group: undefined, resource: path, only: undefined, what: path })),
  ]);
}

function covers(wide: Right, narrow: Right): boolean {
  const isPath = wide.group === undefined;
  if (isPath !== (narrow.group === undefined)) return false;
  return (
    (wide.verb === '*' || wide.verb === narrow.verb) &&
    (isPath || wide.group === '*' || wide.group === narrow.group) &&
    isResourceWithin(wide.resource, narrow.resource, isPath) &&
    (wide.only === undefined || wide.only === narrow.only)
  );
}

/** `*` is all, `* /scale` that of all, a path may end in `*`. */
function isResourceWithin(wide: string, narrow: string, isPath: boolean): boolean {
  if (wide === '*' || wide === narrow) return true;
  if (isPath) return wide.endsWith('*') && narrow.startsWith(wide.slice(0, -1));
  return wide.startsWith('*/') && narrow.endsWith(wide.slice(1));
}

/** `delete pods, and get and list secrets`: things with the same verbs together. */
function rightsText(rights: readonly Right[]): string {
  const verbsOf = new Map<string, string[]>();
  for (const { what, verb, only } of rights) {
    const thing = only === undefined ? what : `${what} (${only} only)`;
    const verbs = verbsOf.get(thing) ?? [];
    if (!verbs.includes(verb)) verbsOf.set(thing, [...verbs, verb]);
  }
  const thingsOf = new Map<string, string[]>();
  for (const [thing, verbs] of verbsOf) {
    const text = verbs.includes('*') ? 'do everything with' : listText(verbs);
    thingsOf.set(text, [...(thingsOf.get(text) ?? []), thing]);
  }
  return [...thingsOf].map(([verbs, things]) => `${verbs} ${listText(things)}`).join('; ');
}
