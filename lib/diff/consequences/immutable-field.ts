import { manifest } from '../../validate/references/example';
import { documents, workload } from '../../validate/example';
import { valueAt } from '../../validate/references/lenient';
import type { Json } from '../../yaml/json';
import type { Consequence, ConsequenceRule } from '../consequence';
import { isStoredAlike } from '../stored';
import { fieldsAt, inNamespace } from '../transition';
import { listText } from '../words';

interface Immutable {
  readonly path: readonly string[];
  /** What the API server takes for a missing one. */
  readonly absent?: Json;
}

interface Kind {
  readonly fields: readonly Immutable[];
  /** What happens between deleting it and making it again. */
  readonly meanwhile: string;
}

const pods = 'its pods stop, and new ones start once it is there again';
const workloadKind: Kind = { fields: [{ path: ['spec', 'selector'] }], meanwhile: pods };
const binding: Kind = {
  fields: [{ path: ['roleRef'] }],
  meanwhile: 'until it is there again, its subjects have no rights by it',
};

/** From the validation of Kubernetes 1.37 (pkg/apis/…/validation), each tried on real API servers. */
const kinds: Readonly<Record<string, Kind>> = {
  'Deployment.apps': workloadKind,
  'ReplicaSet.apps': workloadKind,
  'DaemonSet.apps': workloadKind,
  'ClusterRoleBinding.rbac.authorization.k8s.io': binding,
  'RoleBinding.rbac.authorization.k8s.io': binding,
  Secret: {
    fields: [{ path: ['type'], absent: 'Opaque' }],
    meanwhile: 'running pods keep what they have read; one that starts before it is there again waits for it',
  },
  'StorageClass.storage.k8s.io': {
    fields: [
      { path: ['provisioner'] },
      { path: ['parameters'], absent: {} },
      { path: ['reclaimPolicy'], absent: 'Delete' },
      { path: ['volumeBindingMode'], absent: 'Immediate' },
    ],
    meanwhile: 'volumes and claims that exist stay as they are',
  },
  'VolumeAttributesClass.storage.k8s.io': {
    fields: [{ path: ['driverName'] }, { path: ['parameters'], absent: {} }],
    meanwhile: 'volumes that exist stay as they are',
  },
  'CSIDriver.storage.k8s.io': {
    fields: [
      { path: ['spec', 'attachRequired'], absent: true },
      { path: ['spec', 'volumeLifecycleModes'], absent: ['Persistent'] },
    ],
    meanwhile: 'until it is there again, volumes of the driver are mounted without it',
  },
  'PriorityClass.scheduling.k8s.io': {
    fields: [
      { path: ['value'], absent: 0 },
      { path: ['preemptionPolicy'], absent: 'PreemptLowerPriority' },
    ],
    meanwhile: 'pods that exist keep their priority; until it is there again, new ones with this class are refused',
  },
  'RuntimeClass.node.k8s.io': {
    fields: [{ path: ['handler'] }],
    meanwhile: 'pods that run stay; until it is there again, new ones with this class are refused',
  },
  'IngressClass.networking.k8s.io': {
    fields: [{ path: ['spec', 'controller'] }],
    meanwhile: 'until it is there again, its Ingresses may not be served',
  },
  'EndpointSlice.discovery.k8s.io': {
    fields: [{ path: ['addressType'] }],
    meanwhile: 'until it is there again, its endpoints get no requests',
  },
  'CustomResourceDefinition.apiextensions.k8s.io': {
    fields: [{ path: ['spec', 'scope'] }, { path: ['spec', 'names', 'kind'] }],
    meanwhile: 'all objects of the kind are deleted with it: save them first',
  },
};

const bindingTo = (kind: string, role: string) =>
  manifest(
    'rbac.authorization.k8s.io/v1',
    kind,
    'readers',
    `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}`,
  );
const definition = (scope: string, kind = 'Thing') =>
  manifest(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'things.example.org',
    `spec:\n  group: example.org\n  scope: ${scope}\n  names: {kind: ${kind}, listKind: ThingList, plural: things, singular: thing}\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]`,
  );
const daemons = (labels: string) =>
  `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n  selector: {matchLabels: ${labels}}\n  template:\n    metadata: {labels: {app: agent, tier: node}}\n    spec: {containers: [{name: agent, image: ghcr.io/example/agent:1}]}\n`;
const storage = (...fields: readonly string[]) =>
  manifest('storage.k8s.io/v1', 'StorageClass', 'example-fast', ...fields);

export default {
  id: 'immutable-field',
  about: 'A field that the API server does not let anybody change: the object has to be deleted and made again.',
  kinds: Object.keys(kinds),
  examples: [
    {
      title: "a DaemonSet's selector",
      before: daemons('{app: agent}'),
      after: daemons('{app: agent, tier: node}'),
      expected: [
        ['recreate', 'error', /^spec\.selector cannot be changed/],
        ['downtime', 'warning', /^it has to be deleted: all its pods stop/],
      ],
    },
    {
      title: "a Secret's type",
      before: manifest('v1', 'Secret', 'token', 'data: {token: eA==}'),
      after: manifest('v1', 'Secret', 'token', 'type: example.org/token', 'data: {token: eA==}'),
      expected: [['recreate', 'error', /^type cannot be changed/]],
    },
    {
      title: "a Secret's type spelt out",
      before: manifest('v1', 'Secret', 'token', 'data: {token: eA==}'),
      after: manifest('v1', 'Secret', 'token', 'type: Opaque', 'data: {token: eA==}'),
      expected: [],
    },
    {
      title: 'the role of a binding',
      before: bindingTo('RoleBinding', 'view'),
      after: bindingTo('RoleBinding', 'edit'),
      expected: [['recreate', 'error', /^roleRef cannot be changed/]],
    },
    {
      title: 'the role of a binding for the cluster',
      before: bindingTo('ClusterRoleBinding', 'view'),
      after: bindingTo('ClusterRoleBinding', 'edit'),
      expected: [['recreate', 'error', /^roleRef cannot be changed/]],
    },
    {
      title: "a class's way to make volumes",
      before: storage('provisioner: example.org/disks', 'parameters: {type: slow}'),
      after: storage(
        'provisioner: example.org/disks',
        'parameters: {type: fast}',
        'reclaimPolicy: Retain',
        'volumeBindingMode: WaitForFirstConsumer',
      ),
      expected: [['recreate', 'error', /^parameters, reclaimPolicy and volumeBindingMode cannot be changed/]],
    },
    {
      title: 'what a class of volumes allows later',
      before: storage('provisioner: example.org/disks'),
      after: storage(
        'provisioner: example.org/disks',
        'allowVolumeExpansion: true',
        'reclaimPolicy: Delete',
        'mountOptions: [noatime]',
      ),
      expected: [],
    },
    {
      title: 'another provisioner',
      before: storage('provisioner: example.org/disks'),
      after: storage('provisioner: example.com/disks'),
      expected: [['recreate', 'error', /^provisioner cannot be changed/]],
    },
    {
      title: 'how a driver attaches',
      before: manifest('storage.k8s.io/v1', 'CSIDriver', 'disks.example.org'),
      after: manifest(
        'storage.k8s.io/v1',
        'CSIDriver',
        'disks.example.org',
        'spec: {attachRequired: false, volumeLifecycleModes: [Ephemeral]}',
      ),
      expected: [['recreate', 'error', /^spec\.attachRequired and spec\.volumeLifecycleModes cannot be changed/]],
    },
    {
      title: "a priority's value",
      before: manifest('scheduling.k8s.io/v1', 'PriorityClass', 'example-high', 'value: 1000'),
      after: manifest(
        'scheduling.k8s.io/v1',
        'PriorityClass',
        'example-high',
        'value: 2000',
        'preemptionPolicy: Never',
      ),
      expected: [['recreate', 'error', /^value and preemptionPolicy cannot be changed/]],
    },
    {
      title: 'a runtime',
      before: manifest('node.k8s.io/v1', 'RuntimeClass', 'example-sandbox', 'handler: runsc'),
      after: manifest('node.k8s.io/v1', 'RuntimeClass', 'example-sandbox', 'handler: kata'),
      expected: [['recreate', 'error', /^handler cannot be changed/]],
    },
    {
      title: 'the controller of an Ingress class',
      before: manifest('networking.k8s.io/v1', 'IngressClass', 'example-edge', 'spec: {controller: example.org/edge}'),
      after: manifest('networking.k8s.io/v1', 'IngressClass', 'example-edge', 'spec: {controller: example.com/edge}'),
      expected: [['recreate', 'error', /^spec\.controller cannot be changed/]],
    },
    {
      title: 'the family of endpoints',
      before: manifest('discovery.k8s.io/v1', 'EndpointSlice', 'outside', 'addressType: IPv4', 'endpoints: []'),
      after: manifest('discovery.k8s.io/v1', 'EndpointSlice', 'outside', 'addressType: IPv6', 'endpoints: []'),
      expected: [['recreate', 'error', /^addressType cannot be changed/]],
    },
    {
      title: 'the scope of a kind',
      before: definition('Namespaced'),
      after: definition('Cluster'),
      expected: [['recreate', 'error', /^spec\.scope cannot be changed/]],
    },
    {
      title: "a Deployment's selector, and the labels of its pods",
      before: documents(workload('')),
      after: documents(workload('').replaceAll('{app: web}', '{app: site}')),
      expected: [
        ['recreate', 'error', /^spec\.selector cannot be changed/],
        ['downtime', 'warning', /^it has to be deleted: its only pod stops/],
      ],
    },
    {
      title: 'what a class of volumes sets',
      before: manifest(
        'storage.k8s.io/v1',
        'VolumeAttributesClass',
        'example-gold',
        'driverName: disks.example.org',
        'parameters: {iops: "100"}',
      ),
      after: manifest(
        'storage.k8s.io/v1',
        'VolumeAttributesClass',
        'example-gold',
        'driverName: disks.example.org',
        'parameters: {iops: "200"}',
      ),
      expected: [['recreate', 'error', /^parameters cannot be changed/]],
    },
    {
      title: "a ReplicaSet's selector",
      before: daemons('{app: agent}').replace('DaemonSet', 'ReplicaSet'),
      after: daemons('{app: agent, tier: node}').replace('DaemonSet', 'ReplicaSet'),
      expected: [
        ['recreate', 'error', /^spec\.selector cannot be changed/],
        ['downtime', 'warning', /^it has to be deleted: all its pods stop/],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { key, before, after } = transition;
    const kind = kinds[key];
    if (before === undefined || after === undefined || kind === undefined) return [];
    const changed = kind.fields.filter(({ path, absent }) => {
      const [old, young] = [before, after].map(({ value }) => (valueAt(value, ...path) ?? absent) as Json | undefined);
      return !isStoredAlike(path.at(-1) ?? '', old, young);
    });
    if (changed.length === 0) return [];
    const names = changed.map(({ path }) => path.join('.'));
    const what = `${after.kind.toLowerCase()} ${after.name}${inNamespace(transition)}`;
    return [
      {
        effect: 'recreate',
        severity: 'error',
        message: `${listText(names)} cannot be changed: the API server refuses the whole object`,
        remedy: `kubectl delete ${what}, then apply again: ${kind.meanwhile}.`,
        fields: changed.flatMap(({ path }) => fieldsAt(transition, ...path)),
      },
    ];
  },
} satisfies ConsequenceRule;
