import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import type { Corpus } from '../../corpus';
import type { ManifestObject } from '../../object';
import type { Path } from '../../../yaml/position';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';
import { stringsAt, textAt } from '../../references/lenient';

const certificate = (issuer: string) =>
  manifest(
    'cert-manager.io/v1',
    'Certificate',
    'web',
    `spec: {secretName: web, dnsNames: [a.b], issuerRef: {${issuer}}}`,
  );

export default {
  id: 'issuer-missing',
  scope: 'corpus',
  kinds: [
    'Certificate.cert-manager.io',
    'Issuer.cert-manager.io',
    'ClusterIssuer.cert-manager.io',
    'Ingress.networking.k8s.io',
    'Gateway.gateway.networking.k8s.io',
  ],
  severity: 'warning',
  summary: 'A Certificate, or an annotation of an Ingress or Gateway, names an issuer that is not in the input',
  remedy:
    'Correct kind and name (without a kind, an Issuer of the same namespace is meant), or list it as known to exist.',
  link: 'https://cert-manager.io/docs/concepts/issuer/',
  examples: {
    passes: [
      documents(certificate('name: ca'), manifest('cert-manager.io/v1', 'Issuer', 'ca', 'spec: {selfSigned: {}}')),
      certificate('name: ca, kind: AWSPCAIssuer, group: awspca.cert-manager.io'),
    ],
    fails: [
      {
        yaml: documents(
          certificate('name: ca'),
          manifest('cert-manager.io/v1', 'ClusterIssuer', 'ca', 'spec: {selfSigned: {}}'),
        ),
        at: 'spec.issuerRef.name',
      },
    ],
  },
  check(corpus, report) {
    for (const { object, path, kind, name } of references(corpus)) {
      const message = absence(corpus, { key: `${kind}.cert-manager.io`, namespace: object.namespace, name });
      if (message !== undefined) report(object, path, message, isAnyKnown(corpus) ? {} : { severity: 'info' });
    }
  },
} satisfies CorpusCheck;

function isAnyKnown(corpus: Corpus): boolean {
  return ['Issuer', 'ClusterIssuer'].some((kind) => corpus.ofKind(`${kind}.cert-manager.io`).length > 0);
}

interface Reference {
  readonly object: ManifestObject;
  readonly path: Path;
  readonly kind: string;
  readonly name: string;
}

function references(corpus: Corpus): readonly Reference[] {
  const certificates = corpus.ofKind('Certificate.cert-manager.io').flatMap((object) => {
    const at = ['spec', 'issuerRef'];
    const name = textAt(object.value, ...at, 'name');
    const isOther = (textAt(object.value, ...at, 'group') ?? 'cert-manager.io') !== 'cert-manager.io';
    if (name === undefined || isOther) return [];
    return [{ object, path: [...at, 'name'], kind: textAt(object.value, ...at, 'kind') ?? 'Issuer', name }];
  });
  const annotated = ['Ingress.networking.k8s.io', 'Gateway.gateway.networking.k8s.io'].flatMap((key) =>
    corpus.ofKind(key).flatMap((object) => {
      const annotations = stringsAt(object.value, 'metadata', 'annotations');
      if (annotations['cert-manager.io/issuer-group'] !== undefined) return [];
      return (['issuer', 'cluster-issuer'] as const).flatMap((field) => {
        const annotation = `cert-manager.io/${field}`;
        const name = annotations[annotation];
        const kind = field === 'issuer' ? 'Issuer' : 'ClusterIssuer';
        return name === undefined ? [] : [{ object, path: ['metadata', 'annotations', annotation], kind, name }];
      });
    }),
  );
  return [...certificates, ...annotated];
}
