import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import type { Corpus } from '../../corpus';
import type { ManifestObject } from '../../object';
import type { Path } from '../../../yaml/position';
import { podKinds } from '../../pod';
import { absence } from '../../references/absence';
import { ingress, manifest } from '../../references/example';
import { listAt, textAt } from '../../references/lenient';

const ingressClass = (name: string) =>
  manifest('networking.k8s.io/v1', 'IngressClass', name, 'spec: {controller: a/b}');

/** Kind → the fields that name a class, and the kind of class. */
const classFields: readonly (readonly [string, Path, string])[] = [
  ['Ingress.networking.k8s.io', ['spec', 'ingressClassName'], 'IngressClass.networking.k8s.io'],
  ['Gateway.gateway.networking.k8s.io', ['spec', 'gatewayClassName'], 'GatewayClass.gateway.networking.k8s.io'],
  ['PersistentVolumeClaim', ['spec', 'storageClassName'], 'StorageClass.storage.k8s.io'],
];

export default {
  id: 'class-not-in-input',
  scope: 'corpus',
  kinds: [
    ...classFields.flatMap(([kind, , className]) => [kind, className]),
    'PriorityClass.scheduling.k8s.io',
    'RuntimeClass.node.k8s.io',
    ...podKinds,
  ],
  severity: 'warning',
  summary: 'A class (ingress, gateway, storage, priority, runtime) that is not among those of its kind in the input',
  remedy: 'Name a class of the input, or list the class as known to exist in the cluster.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class',
  examples: {
    passes: [
      documents(ingress('web', '{number: 80}', 'ingressClassName: nginx, '), ingressClass('nginx')),
      // Without any class in the input, they are the cluster's matter.
      ingress('web', '{number: 80}', 'ingressClassName: nginx, '),
    ],
    fails: [
      {
        yaml: documents(ingress('web', '{number: 80}', 'ingressClassName: ngnix, '), ingressClass('nginx')),
        at: 'spec.ingressClassName',
      },
    ],
  },
  check(corpus, report) {
    for (const [object, path, key, name] of references(corpus)) {
      if (name.startsWith('system-') || corpus.ofKind(key).length === 0) continue;
      const message = absence(corpus, { key, namespace: '', name });
      if (message !== undefined) report(object, path, message);
    }
  },
} satisfies CorpusCheck;

function references(corpus: Corpus): readonly (readonly [ManifestObject, Path, string, string])[] {
  return [
    ...classFields.flatMap(([kind, path, className]) =>
      corpus.ofKind(kind).map((object) => [object, path, className, textAt(object.value, ...path) ?? ''] as const),
    ),
    ...corpus.ofKind('StatefulSet.apps').flatMap((object) =>
      listAt(object.value, 'spec', 'volumeClaimTemplates').map((template, index) => {
        const path = ['spec', 'volumeClaimTemplates', index, 'spec', 'storageClassName'];
        return [
          object,
          path,
          'StorageClass.storage.k8s.io',
          textAt(template, 'spec', 'storageClassName') ?? '',
        ] as const;
      }),
    ),
    ...corpus
      .pods()
      .flatMap(({ object, spec, path }) => [
        [
          object,
          [...path, 'priorityClassName'],
          'PriorityClass.scheduling.k8s.io',
          spec.priorityClassName ?? '',
        ] as const,
        [object, [...path, 'runtimeClassName'], 'RuntimeClass.node.k8s.io', spec.runtimeClassName ?? ''] as const,
      ]),
  ];
}
