/** What the server's pod waits for, and believes, beside the public authorities. */
import { expect, test } from '@jest/globals';
import type { Deployment } from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../support/platform';

function given(values: JsonObject) {
  const context = { values: complete(SMALLEST, values), release: { name: 'mlflow', namespace: 'team' } };
  const deployment = evaluateModel(model, context).get('tracking-deployment') as unknown as Deployment;
  const volume = deployment.spec?.template.spec?.volumes?.find(({ name }) => name === 'given-authorities');
  return volume?.projected?.sources;
}
const ofStore = (secret: string, store: string) => [
  // Not optional: the pod does not start before there is a certificate, and with it the authority.
  { secret: { name: secret, items: [{ key: 'tls.crt', path: `${store}.shown` }] } },
  { secret: { name: secret, items: [{ key: 'ca.crt', path: `${store}.crt` }], optional: true } },
];
const BY_CERT_MANAGER = { certManager: { enabled: true, issuerRef: { name: 'company' } } };

test.each<[string, JsonObject, unknown]>([
  ['nothing', {}, undefined],
  [
    'certificates that cert-manager makes for the stores, later than the pods, too',
    { tls: BY_CERT_MANAGER, postgresql: { tls: { enabled: true } }, minio: { tls: { enabled: true } } },
    [...ofStore('mlflow-postgresql-tls', 'postgresql'), ...ofStore('mlflow-minio-tls', 'minio')],
  ],
  [
    'one of somebody’s own, and a bundle',
    {
      tls: { caBundle: { secret: 'company', key: 'root.pem' } },
      postgresql: { tls: { enabled: true, existingSecret: 'pg' } },
    },
    [{ secret: { name: 'company', items: [{ key: 'root.pem', path: 'bundle.crt' }] } }, ...ofStore('pg', 'postgresql')],
  ],
  [
    'nothing of a database of others’, whose authorities are public',
    {
      postgresql: { enabled: false, auth: { password: '' } },
      externalDatabase: { host: 'db', password: 'p', sslMode: 'verify-full' },
    },
    undefined,
  ],
])('%s', (_name, values, expected) => {
  expect(given(values)).toEqual(expected);
});

test.each([
  ['verify-full', '/run/authorities/ca-certificates.crt'],
  ['verify-ca', '/run/authorities/ca-certificates.crt'],
  ['require', undefined],
  ['prefer', undefined],
])('a database of others’ with sslMode %s is checked by %s', (sslMode, expected) => {
  const values = complete(SMALLEST, {
    postgresql: { enabled: false, auth: { password: '' } },
    externalDatabase: { host: 'db', password: 'p', sslMode },
  });
  const objects = evaluateModel(model, { values, release: { name: 'mlflow', namespace: 'team' } });
  const { data } = objects.get('tracking-settings') as unknown as { readonly data: Readonly<Record<string, string>> };
  expect([data['PGSSLMODE'], data['PGSSLROOTCERT']]).toEqual([sslMode, expected]);
  const deployment = JSON.stringify(objects.get('tracking-deployment'));
  // With a bundle, libpq would check where it is only asked to encrypt.
  const withBundle = evaluateModel(model, {
    values: complete(values, { tls: { caBundle: { configMap: 'company' } } }),
    release: { name: 'mlflow', namespace: 'team' },
  }).get('tracking-settings') as unknown as { readonly data: Readonly<Record<string, string>> };
  expect(withBundle.data['PGSSLROOTCERT']).toBe(expected);
  expect(deployment.includes('python /prepare/authorities.py')).toBe(expected !== undefined);
});
