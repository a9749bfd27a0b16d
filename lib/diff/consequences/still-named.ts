import { documents, workload } from '../../validate/example';
import type { Corpus } from '../../validate/corpus';
import type { ManifestObject } from '../../validate/object';
import { absence } from '../../validate/references/absence';
import { missingData, type Missing } from '../../validate/references/data-absence';
import { ingress, manifest, service } from '../../validate/references/example';
import { bindingKinds, bindingOf } from '../../validate/security/rbac';
import { backendsTo } from '../backends';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { listText } from '../words';

const settings = manifest('v1', 'ConfigMap', 'settings', 'data: {a: b}');
const password = manifest('v1', 'Secret', 'password', 'data: {password: YQ==}');
const account = manifest('v1', 'ServiceAccount', 'runner');
const byEnv = workload('envFrom: [{configMapRef: {name: settings}}]');
const byKey = workload('env: [{name: X, valueFrom: {secretKeyRef: {name: password, key: password}}}]');
const running = workload({ pod: 'serviceAccountName: runner' });
const pulling = workload({ pod: 'imagePullSecrets: [{name: password}]' });
const secured = ingress('web', '{name: http}', 'tls: [{secretName: password, hosts: [www.example.com]}], ');
const role = manifest(
  'rbac.authorization.k8s.io/v1',
  'Role',
  'readers',
  'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]',
);
const binding = manifest(
  'rbac.authorization.k8s.io/v1',
  'RoleBinding',
  'readers',
  'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: readers}',
);

export default {
  id: 'still-named',
  about:
    'A ConfigMap, Secret, ServiceAccount, claim, role or Service that goes while other objects that stay still name it: pods that cannot start any more, requests that get an error.',
  kinds: [
    'ConfigMap',
    'Secret',
    'ServiceAccount',
    'PersistentVolumeClaim',
    'Role.rbac.authorization.k8s.io',
    'ClusterRole.rbac.authorization.k8s.io',
    'Service',
  ],
  examples: [
    {
      title: 'settings that are still read',
      before: documents(byEnv, settings),
      after: byEnv,
      expected: [
        [
          'downtime',
          'warning',
          /^Deployment web still reads it: pods that run stay, but no new one starts without it$/,
        ],
      ],
    },
    {
      title: 'a password that is still read',
      before: documents(byKey, password),
      after: byKey,
      expected: [['downtime', 'warning', /^Deployment web still reads it: pods that run stay, but no new one starts/]],
    },
    {
      title: 'settings that are not needed',
      before: documents(byEnv.replace('name: settings}', 'name: settings, optional: true}'), settings),
      after: byEnv.replace('name: settings}', 'name: settings, optional: true}'),
      expected: [],
    },
    {
      title: 'an account that pods still run as',
      before: documents(running, account),
      after: running,
      expected: [
        [
          'downtime',
          'warning',
          /^Deployment web still runs as it: pods that run stay, but the API server refuses every new one$/,
        ],
      ],
    },
    {
      title: 'what images are still fetched with',
      before: documents(pulling, password),
      after: pulling,
      expected: [
        [
          'downtime',
          'warning',
          /^Deployment web still fetches images with it: where they ask for a login, no new pod starts$/,
        ],
      ],
    },
    {
      title: 'a certificate that is still served',
      before: documents(service('web'), secured, password),
      after: documents(service('web'), secured),
      expected: [
        [
          'downtime',
          'warning',
          /^Ingress web still has its TLS from it: its hosts are served with another certificate, or not at all$/,
        ],
      ],
    },
    {
      title: 'a role that is still given',
      before: documents(role, binding),
      after: binding,
      expected: [
        ['downtime', 'warning', /^RoleBinding readers still gives it: its subjects have no rights by it any more$/],
      ],
    },
    {
      title: 'a Service that requests are still sent to',
      before: documents(ingress('web', '{name: http}'), service('web')),
      after: ingress('web', '{name: http}'),
      expected: [
        ['downtime', 'warning', /^its name no longer resolves/],
        ['downtime', 'warning', /^Ingress web still sends requests to it: they get an error$/],
      ],
    },
    { title: 'settings that nobody reads', before: documents(byKey, settings), after: byKey, expected: [] },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const gone = deletedOf(transition);
    if (gone === undefined) return [];
    return texts(transition.sides.after, gone).map((message) => ({
      effect: 'downtime',
      severity: 'warning',
      message,
      fields: [],
    }));
  },
} satisfies ConsequenceRule;

function texts(after: Corpus, gone: ManifestObject): readonly string[] {
  switch (gone.key) {
    case 'ConfigMap':
    case 'Secret':
      return ofData(after, gone);
    case 'ServiceAccount':
      return gone.name === 'default' || isThere(after, gone)
        ? []
        : said(
            podsThat(after, gone, ({ spec }) => spec.serviceAccountName === gone.name),
            (s) => `still run${s} as it: pods that run stay, but the API server refuses every new one`,
          );
    case 'PersistentVolumeClaim':
      return said(
        podsThat(after, gone, ({ spec }) =>
          (spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === gone.name),
        ),
        (s) => `still ha${s === '' ? 've' : 's'} it as a volume: no new pod starts without it`,
      );
    case 'Service':
      return said(
        backendsTo(after, gone).map(({ sender }) => sender),
        (s) => `still send${s} requests to it: they get an error`,
      );
    default:
      return said(
        bindingKinds
          .flatMap((key) => after.ofKind(key))
          .filter(({ namespace }) => gone.namespace === '' || namespace === gone.namespace)
          .filter((object) => {
            const { roleRef } = bindingOf(object);
            return roleRef.kind === gone.kind && roleRef.name === gone.name;
          }),
        (s) => `still give${s} it: ${s === '' ? 'their' : 'its'} subjects have no rights by it any more`,
      );
  }
}

/** Something else of the other side may make it, or is of a kind that nobody knows. */
function isThere(after: Corpus, { key, namespace, name }: ManifestObject): boolean {
  return absence(after, { key, namespace, name }) === undefined;
}

function podsThat(after: Corpus, gone: ManifestObject, is: (pod: ReturnType<Corpus['pods']>[number]) => boolean) {
  return after
    .pods(gone.namespace)
    .filter(is)
    .map(({ object }) => object);
}

/** How those that still name data make use of it. */
const manners = {
  pull: (s: string) =>
    `still fetch${s === '' ? '' : 'es'} images with it: where they ask for a login, no new pod starts`,
  tls: (s: string) =>
    `still ha${s === '' ? 've their' : 's its'} TLS from it: ${s === '' ? 'their' : 'its'} hosts are served with another certificate, or not at all`,
  pod: (s: string) => `still read${s} it: pods that run stay, but no new one starts without it`,
  other: (s: string) => `still name${s} it`,
} as const;

function ofData(after: Corpus, gone: ManifestObject): readonly string[] {
  const uses = after
    .derive(gone.key === 'Secret' ? missingSecrets : missingConfigMaps)
    .get(`${gone.namespace}\n${gone.name}`);
  const byManner = new Map<keyof typeof manners, ManifestObject[]>();
  for (const { use } of uses ?? []) {
    const manner = use.path.includes('imagePullSecrets')
      ? 'pull'
      : use.path.includes('tls')
        ? 'tls'
        : after.podOf(use.object) === undefined
          ? 'other'
          : 'pod';
    byManner.set(manner, [...(byManner.get(manner) ?? []), use.object]);
  }
  return [...byManner].flatMap(([manner, objects]) => said(objects, manners[manner]));
}

const missingSecrets = (corpus: Corpus) => byName(missingData(corpus, 'Secret'));
const missingConfigMaps = (corpus: Corpus) => byName(missingData(corpus, 'ConfigMap'));

function byName(all: readonly Missing[]): ReadonlyMap<string, readonly Missing[]> {
  const found = new Map<string, Missing[]>();
  for (const one of all) {
    const name = `${one.use.namespace}\n${one.use.name}`;
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return found;
}

/** @param words given the ending of the verb */
function said(objects: readonly ManifestObject[], words: (s: string) => string): readonly string[] {
  const names = [...new Set(objects.map(({ kind, name }) => `${kind} ${name}`))];
  return names.length === 0 ? [] : [`${listText(names)} ${words(names.length === 1 ? 's' : '')}`];
}
