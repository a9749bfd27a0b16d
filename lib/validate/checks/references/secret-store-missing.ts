import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';
import { textAt } from '../../references/lenient';

const stores = ['SecretStore', 'ClusterSecretStore'];
const secret = (store: string) =>
  manifest(
    'external-secrets.io/v1',
    'ExternalSecret',
    'db',
    `spec: {secretStoreRef: {${store}}, data: [{secretKey: password, remoteRef: {key: db}}]}`,
  );
const store = manifest('external-secrets.io/v1', 'SecretStore', 'vault', 'spec: {provider: {fake: {data: []}}}');

export default {
  id: 'secret-store-missing',
  scope: 'corpus',
  kinds: ['ExternalSecret.external-secrets.io', ...stores.map((kind) => `${kind}.external-secrets.io`)],
  severity: 'warning',
  summary: 'An ExternalSecret from a store that is not in the input; information if the input has no stores at all',
  remedy: 'Correct kind and name of secretStoreRef, add the store, or list it as known to exist.',
  link: 'https://external-secrets.io/latest/api/externalsecret/',
  examples: {
    passes: [documents(secret('name: vault'), store)],
    fails: [
      { yaml: documents(secret('name: valut'), store), at: 'spec.secretStoreRef.name' },
      documents(secret('name: vault, kind: ClusterSecretStore'), store),
    ],
  },
  check(corpus, report) {
    const isAnyKnown = stores.some((kind) => corpus.ofKind(`${kind}.external-secrets.io`).length > 0);
    for (const object of corpus.ofKind('ExternalSecret.external-secrets.io')) {
      const name = textAt(object.value, 'spec', 'secretStoreRef', 'name') ?? '';
      const kind = textAt(object.value, 'spec', 'secretStoreRef', 'kind') ?? 'SecretStore';
      const message = absence(corpus, { key: `${kind}.external-secrets.io`, namespace: object.namespace, name });
      const options = isAnyKnown ? {} : ({ severity: 'info' } as const);
      if (message !== undefined) report(object, ['spec', 'secretStoreRef', 'name'], message, options);
    }
  },
} satisfies CorpusCheck;
