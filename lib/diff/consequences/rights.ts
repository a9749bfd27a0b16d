import type { ClusterRole, PolicyRule } from '../../../imports/kubernetes/types';
import type { Corpus } from '../../validate/corpus';
import { documents } from '../../validate/example';
import { typed, type Loose, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import { selectorText } from '../../validate/references/labels-text';
import { binding, bindingKinds, bindingOf, role, roleKinds, rulesOf } from '../../validate/security/rbac';
import type { Json } from '../../yaml/json';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { identityOf } from '../selecting';
import { isStoredAlike } from '../stored';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const read = 'apiGroups: [""], resources: [pods], verbs: [get, list]';
/** Twenty: of three lists, eight thousand rights. */
const many = (letter: string) => Array.from({ length: 20 }, (_, index) => `${letter}${index}`).join(', ');
const aggregate = (selectors: string) =>
  manifest(
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    'example-team',
    `aggregationRule: {clusterRoleSelectors: [${selectors}]}`,
    'rules: []',
  );
const user = (name: string) => `kind: User, apiGroup: rbac.authorization.k8s.io, name: ${name}`;

export default {
  id: 'rights',
  about:
    'A role that allows more than before, or less; a binding that gives one to more subjects, to fewer, or gives another; and a role that is put together of others than before.',
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
      expected: [
        [
          'downtime',
          'warning',
          /^whoever has the role may no longer get and list all resources, but get pods; list deployments\.apps$/,
        ],
      ],
    },
    {
      title: 'more than anybody can tell apart',
      before: role('ClusterRole', `apiGroups: [${many('g')}], resources: [${many('r')}], verbs: [${many('v')}]`),
      after: role('ClusterRole', `apiGroups: [${many('g')}], resources: [${many('r')}], verbs: [${many('w')}]`),
      expected: [['exposure', 'warning', /^whoever has the role may do other things than before: too many/]],
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
      expected: [
        [
          'downtime',
          'warning',
          /^whoever has the role may no longer get \*\/scale\.apps; do everything with \/healthz\/\*, but get deployments\/scale\.apps and \/healthz\/ping$/,
        ],
      ],
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
    {
      title: 'fewer verbs',
      before: role('Role', 'apiGroups: [""], resources: [pods], verbs: [get, list, delete]'),
      after: role('Role', read),
      expected: [['downtime', 'warning', /^whoever has the role may no longer delete pods$/]],
    },
    {
      title: 'one subject less',
      before: `${binding('RoleBinding', 'view', user('ann'))}  - {${user('bob')}}\n`,
      after: binding('RoleBinding', 'view', user('ann')),
      expected: [['downtime', 'warning', /^User bob loses the rights of ClusterRole view in this namespace$/]],
    },
    {
      title: 'a binding that goes',
      before: binding('RoleBinding', 'view', user('ann')),
      after: '',
      expected: [['downtime', 'warning', /^User ann loses the rights of ClusterRole view in this namespace$/]],
    },
    {
      title: 'a binding that goes with its account',
      before: documents(
        binding('RoleBinding', 'view', 'kind: ServiceAccount, name: app'),
        manifest('v1', 'ServiceAccount', 'app'),
      ),
      after: '',
      expected: [],
    },
    {
      title: 'a binding to another role',
      before: binding('RoleBinding', 'view', user('ann')),
      after: binding('RoleBinding', 'admin', user('ann')),
      expected: [
        ['recreate', 'error', /^roleRef cannot be changed/],
        [
          'exposure',
          'warning',
          /^User ann gets the rights of ClusterRole admin in this namespace, instead of those of ClusterRole view$/,
        ],
      ],
    },
    {
      title: 'a binding to a role that may less',
      before: binding('RoleBinding', 'admin', user('ann')),
      after: binding('RoleBinding', 'view', user('ann')),
      expected: [
        ['recreate', 'error', /^roleRef cannot be changed/],
        [
          'downtime',
          'warning',
          /^User ann has only the rights of ClusterRole view in this namespace, no longer those of ClusterRole admin$/,
        ],
      ],
    },
    {
      title: 'a binding that is called otherwise',
      before: binding('RoleBinding', 'view', user('ann')),
      after: binding('RoleBinding', 'view', user('ann')).replace('metadata: {name: ', 'metadata: {name: new-'),
      expected: [],
    },
    {
      title: 'a role that is put together of all others',
      before: aggregate('{matchLabels: {example.org/of: team}}'),
      after: aggregate('{}'),
      expected: [
        [
          'exposure',
          'warning',
          /^whoever has the role may now do what all ClusterRoles may: it is put together of them$/,
        ],
      ],
    },
    {
      title: 'a role that is put together of fewer others',
      before: aggregate('{matchLabels: {example.org/of: team}}, {matchLabels: {example.org/of: others}}'),
      after: aggregate('{matchLabels: {example.org/of: team}}'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after, key } = transition;
    if (bindingKinds.includes(key)) return ofBinding(transition);
    // A new role is told of where it is given to somebody, one that goes by what still gives it.
    if (after === undefined || before === undefined) return [];
    if (typed<ClusterRole>(after).aggregationRule !== undefined) return aggregated(transition, before, after);
    if ([before, after].some((object) => countOf(rulesOf(object)) > MOST)) {
      return [
        won(
          'whoever has the role may do other things than before: too many to tell them apart',
          fieldsAt(transition, 'rules'),
        ),
      ];
    }
    const [old, young] = [before, after].map((object) => rulesOf(object).flatMap(rightsOf));
    const more = beyond(young ?? [], old ?? []);
    const less = beyond(old ?? [], young ?? []);
    const left = (young ?? []).filter((right) => less.some((each) => covers(each, right)));
    const but = left.length === 0 ? '' : `, but ${rightsText(left)}`;
    const fields = fieldsAt(transition, 'rules');
    return [
      ...(less.length === 0 ? [] : [lost(`whoever has the role may no longer ${rightsText(less)}${but}`, fields)]),
      ...(more.length === 0 ? [] : [won(`whoever has the role may now ${rightsText(more)}`, fields)]),
    ];
  },
} satisfies ConsequenceRule;

function won(message: string, fields: Consequence['fields']): Consequence {
  return { effect: 'exposure', severity: 'warning', message, fields };
}

function lost(message: string, fields: Consequence['fields']): Consequence {
  return { effect: 'downtime', severity: 'warning', message, fields };
}

/** A role that is put together of others, by their labels: its own rules are nothing. */
function aggregated(transition: Transition, before: ManifestObject, after: ManifestObject): readonly Consequence[] {
  const [old, young] = [before, after].map(
    (object) => typed<ClusterRole>(object).aggregationRule?.clusterRoleSelectors ?? [],
  );
  const fresh = (young ?? []).filter(
    (selector) => !(old ?? []).some((each) => isStoredAlike('', each as Json, selector as Json)),
  );
  if (fresh.length === 0) return [];
  const which = fresh
    .map((selector) => selectorText(selector))
    .map((text) => (text === '' ? 'all ClusterRoles' : `ClusterRoles ${text}`));
  const message = `whoever has the role may now do what ${listText(which)} may: it is put together of them`;
  return [won(message, fieldsAt(transition, 'aggregationRule'))];
}

function ofBinding(transition: Transition): readonly Consequence[] {
  const { before, after, sides } = transition;
  const gone = deletedOf(transition);
  if (after === undefined && gone === undefined) return [];
  const [old, young] = [before, after].map((object) => (object === undefined ? undefined : bindingOf(object)));
  const where = (after ?? before)?.kind === 'RoleBinding' ? 'in this namespace' : 'in all namespaces';
  const [had, has] = [old?.subjects ?? [], young?.subjects ?? []];
  const [earlier, later] = [had.map(subjectText), has.map(subjectText)];
  const [of, ofOld] = [roleText(young?.roleRef), roleText(old?.roleRef)];
  const fields = fieldsAt(transition, 'subjects');
  const more = later.filter((subject) => !earlier.includes(subject) && !isGiven(sides.before, after, of, subject));
  const kept = of === ofOld ? [] : later.filter((subject) => earlier.includes(subject));
  // An account that goes as well misses nothing.
  const less = had
    .filter((subject) => !later.includes(subjectText(subject)) && !isGoing(sides, subject))
    .filter((subject) => !isGiven(sides.after, before, ofOld, subjectText(subject)))
    .map(subjectText);
  const s = (list: readonly string[]) => (list.length === 1 ? 's' : '');
  return [
    ...(less.length === 0 ? [] : [lost(`${listText(less)} lose${s(less)} the rights of ${ofOld} ${where}`, fields)]),
    ...(more.length === 0 ? [] : [won(`${listText(more)} get${s(more)} the rights of ${of} ${where}`, fields)]),
    ...(kept.length === 0 ? [] : [otherRole(transition, kept, `the rights of ${of} ${where}`, ofOld)]),
  ];
}

/** Those that have another role from now on: more rights, where nobody can tell that they are fewer. */
function otherRole(transition: Transition, subjects: readonly string[], rights: string, former: string): Consequence {
  const s = subjects.length === 1 ? 's' : '';
  const fields = fieldsAt(transition, 'roleRef');
  return isLess(transition)
    ? lost(`${listText(subjects)} ${s === '' ? 'have' : 'has'} only ${rights}, no longer those of ${former}`, fields)
    : won(`${listText(subjects)} get${s} ${rights}, instead of those of ${former}`, fields);
}

/** What Kubernetes has itself, each with all that the one before may. */
const builtIn = ['view', 'edit', 'admin', 'cluster-admin'];

function isLess({ before, after, sides }: Transition): boolean {
  if (before === undefined || after === undefined) return false;
  const [from, to] = [bindingOf(before).roleRef, bindingOf(after).roleRef];
  if (from.kind === 'ClusterRole' && from.name === 'cluster-admin') return true;
  const [had, has] = [from, to].map(({ kind, name = '' }) => (kind === 'ClusterRole' ? builtIn.indexOf(name) : -1));
  if (had !== undefined && has !== undefined && had >= 0 && has >= 0) return has < had;
  const [old, young] = [roleOf(sides.before, before.namespace, from), roleOf(sides.after, after.namespace, to)];
  if (old === undefined || young === undefined) return false;
  if ([old, young].some((object) => countOf(rulesOf(object)) > MOST)) return false;
  return beyond(rulesOf(young).flatMap(rightsOf), rulesOf(old).flatMap(rightsOf)).length === 0;
}

function roleOf(corpus: Corpus, namespace: string, { kind = '', name = '' }: Binding['roleRef']) {
  return corpus.find(`${kind}.rbac.authorization.k8s.io`, kind === 'ClusterRole' ? '' : namespace, name);
}

type Binding = ReturnType<typeof bindingOf>;

function subjectText({ kind = '', namespace, name = '' }: Binding['subjects'][number]): string {
  return `${kind} ${namespace === undefined || kind !== 'ServiceAccount' ? '' : `${namespace}/`}${name}`;
}

function roleText(role: Binding['roleRef'] | undefined): string {
  return `${role?.kind ?? ''} ${role?.name ?? ''}`;
}

/** Whether another binding gives a subject the same role, as far as this one reaches. */
function isGiven(corpus: Corpus, by: ManifestObject | undefined, role: string, subject: string): boolean {
  return bindingKinds
    .flatMap((key) => corpus.ofKind(key))
    .filter((each) => by === undefined || identityOf(each) !== identityOf(by))
    .filter(({ namespace }) => namespace === '' || namespace === by?.namespace)
    .some((each) => {
      const { roleRef, subjects } = bindingOf(each);
      return roleText(roleRef) === role && subjects.some((one) => subjectText(one) === subject);
    });
}

function isGoing({ before, after }: Transition['sides'], { kind, name = '' }: Binding['subjects'][number]): boolean {
  const isThere = ({ key }: ManifestObject) => key === 'ServiceAccount';
  return kind === 'ServiceAccount' && before.named(name).some(isThere) && !after.named(name).some(isThere);
}

function beyond(wide: readonly Right[], narrow: readonly Right[]): readonly Right[] {
  return wide.filter((right) => !narrow.some((each) => covers(each, right)));
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

/** A rule says all verbs of all its groups and resources: a few lines may be millions of rights. Nobody reads so many. */
const MOST = 5000;

function countOf(rules: readonly Loose<PolicyRule>[]): number {
  const counts = rules.map(
    ({ verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }) => {
      const names = Math.max(1, resourceNames.length);
      return verbs.length * (apiGroups.length * resources.length * names + nonResourceURLs.length);
    },
  );
  return counts.reduce((sum, count) => sum + count, 0);
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
        names.map((only) => ({ verb, group, resource, only, what: resourceText(group, resource) })),
      ),
    ),
    ...nonResourceURLs.map((path) => ({ verb, group: undefined, resource: path, only: undefined, what: path })),
  ]);
}

function resourceText(group: string, resource: string): string {
  if (group === '*' && resource === '*') return 'all resources';
  return group === '' ? resource : `${resource}.${group}`;
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
