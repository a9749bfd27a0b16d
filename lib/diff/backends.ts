/** What sends requests from outside to Services: Ingresses, and routes of the Gateway API. */
import type { Ingress } from '../../imports/kubernetes/types';
import type { Corpus } from '../validate/corpus';
import type { ManifestObject } from '../validate/object';
import { backendReferences } from '../validate/references/backend-references';
import type { PortReference } from '../validate/references/services';
import { identityOf } from './selecting';

export interface Backend {
  readonly sender: ManifestObject;
  readonly namespace: string;
  /** Of the Service. */
  readonly name: string;
  readonly port: PortReference;
}

/** All backends of an object. */
export function backendsOf(corpus: Corpus, sender: ManifestObject): readonly Backend[] {
  return corpus.derive(bySender).get(identityOf(sender)) ?? [];
}

/** All that name a Service. */
export function backendsTo(corpus: Corpus, service: ManifestObject): readonly Backend[] {
  return corpus.derive(byService).get(identityOf(service)) ?? [];
}

const bySender = (corpus: Corpus) => grouped(backends(corpus), ({ sender }) => identityOf(sender));
const byService = (corpus: Corpus) =>
  grouped(backends(corpus), ({ namespace, name }) => `Service\n${namespace}\n${name}`);

function backends(corpus: Corpus): readonly Backend[] {
  const ofIngresses = corpus.checked<Ingress>('Ingress.networking.k8s.io').flatMap(({ object, value }) => {
    const { defaultBackend, rules = [] } = value.spec ?? {};
    const all = [defaultBackend, ...rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))];
    return all.flatMap((backend) => {
      const { name, port = {} } = backend?.service ?? {};
      // https://kubernetes-sigs.github.io/aws-load-balancer-controller: the rest is in an annotation.
      if (name === undefined || port.name === 'use-annotation') return [];
      return [{ sender: object, namespace: object.namespace, name, port: { name: port.name, number: port.number } }];
    });
  });
  const ofRoutes = backendReferences(corpus)
    .filter(({ group, kind }) => group === '' && kind === 'Service')
    .map(({ object, namespace, name, port }) => ({ sender: object, namespace, name, port: { number: port } }));
  return [...ofIngresses, ...ofRoutes];
}

function grouped(
  all: readonly Backend[],
  keyOf: (backend: Backend) => string,
): ReadonlyMap<string, readonly Backend[]> {
  const groups = new Map<string, Backend[]>();
  for (const one of all) {
    const list = groups.get(keyOf(one));
    if (list === undefined) groups.set(keyOf(one), [one]);
    else list.push(one);
  }
  return groups;
}
