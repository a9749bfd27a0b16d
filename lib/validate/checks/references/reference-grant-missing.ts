import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import type { ManifestObject } from '../../object';
import type { Path } from '../../../yaml/position';
import type { Corpus } from '../../corpus';
import { backendReferences, routeKinds } from '../../references/backend-references';
import { manifest, service } from '../../references/example';
import { listAt, textAt } from '../../references/lenient';
import { uses } from '../../references/uses';
import { podKinds } from '../../pod';

const route = manifest(
  'gateway.networking.k8s.io/v1',
  'HTTPRoute',
  'edge/web',
  'spec: {rules: [{backendRefs: [{name: web, namespace: team, port: 80}]}]}',
);

export default {
  id: 'reference-grant-missing',
  scope: 'corpus',
  kinds: ['ReferenceGrant.gateway.networking.k8s.io', 'Gateway.gateway.networking.k8s.io', ...routeKinds, ...podKinds],
  severity: 'warning',
  summary: 'A route or Gateway refers to another namespace, and no ReferenceGrant there allows it',
  remedy: 'Add a ReferenceGrant to the namespace referred to, from the kind and namespace that refers.',
  link: 'https://gateway-api.sigs.k8s.io/api-types/referencegrant/',
  examples: {
    passes: [
      documents(
        route,
        service('team/web'),
        manifest(
          'gateway.networking.k8s.io/v1beta1',
          'ReferenceGrant',
          'team/edge',
          'spec:',
          '  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge}]',
          '  to: [{group: "", kind: Service}]',
        ),
      ),
    ],
    fails: [{ yaml: documents(route, service('team/web')), at: 'spec.rules[0].backendRefs[0].namespace' }],
  },
  check(corpus, report) {
    if (!corpus.complete) return;
    for (const { object, path, group, kind, namespace, name } of crossings(corpus)) {
      if (namespace === object.namespace || isGranted(corpus, object, { group, kind, namespace, name })) continue;
      if (corpus.isExternal('ReferenceGrant.gateway.networking.k8s.io', namespace, name)) continue;
      const message = `no ReferenceGrant in namespace ${namespace} lets ${object.kind} of ${object.namespace} refer to ${kind} "${name}"`;
      report(object, [...path, 'namespace'], message);
    }
  },
} satisfies CorpusCheck;

interface Crossing {
  readonly object: ManifestObject;
  /** Of the reference. */
  readonly path: Path;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

function crossings(corpus: Corpus): readonly Crossing[] {
  const certificates = corpus
    .derive(uses)
    .filter(({ object }) => object.key === 'Gateway.gateway.networking.k8s.io')
    .map(({ path, key, ...use }) => ({ ...use, path: path.slice(0, -1), group: '', kind: key }));
  return [...backendReferences(corpus), ...certificates];
}

function isGranted(corpus: Corpus, from: ManifestObject, to: Omit<Crossing, 'object' | 'path'>): boolean {
  return corpus
    .ofKind('ReferenceGrant.gateway.networking.k8s.io')
    .some(
      ({ namespace, value }) =>
        namespace === to.namespace &&
        listAt(value, 'spec', 'from').some(
          (item) => textAt(item, 'kind') === from.kind && textAt(item, 'namespace') === from.namespace,
        ) &&
        listAt(value, 'spec', 'to').some(
          (item) => textAt(item, 'kind') === to.kind && (textAt(item, 'name') ?? to.name) === to.name,
        ),
    );
}
