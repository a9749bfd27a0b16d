/** docs/environments.md says what the values and the objects say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Service } from '../../imports/kubernetes/types';
import { addresses, environment, environments, outside, requested } from '../../docs/environment-objects';
import { environmentTables, withTables } from '../../docs/environment-tables';
import { manifestsOf } from '../support/dist';
import { environmentNames } from '../support/platform';
import { root } from '../support/root';

const page = readFileSync(join(root, 'docs/environments.md'), 'utf8');
/** However wide its tables are. */
const words = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');

test('`npm run environments` has been run', () => {
  expect(words(page)).toBe(words(withTables(page)));
});

test('every environment is there, the smallest first', () => {
  const names = environments().map(({ name }) => name);
  expect([...names].sort()).toEqual([...environmentNames].sort());
  expect(names).toEqual(['dev', 'staging', 'prod']);
});

describe.each(environments().map((one) => [one.name, one] as const))('%s', (name, one) => {
  test('each port of each Service of its manifests has its address, and there is no other', () => {
    const known = manifestsOf(name)
      .filter(({ kind, metadata }) => kind === 'Service' && !metadata.name.endsWith('-headless'))
      .flatMap(({ metadata, spec }) =>
        ((spec as Service['spec'])?.ports ?? []).map(({ port }) => `${metadata.name}.mlflow-${name}:${String(port)}`),
      );
    const hosts = addresses(one).map(({ url }) =>
      url.replace(/^\w+:\/\/(.*)\.svc\.cluster\.local(:\d+)(\/.*)?$/, '$1$2'),
    );
    expect([...hosts].sort()).toEqual(known.sort());
    for (const { url } of addresses(one)) expect(page).toContain(`\`${url}\``);
  });

  test('clients are told the address that the page has', () => {
    const clients = manifestsOf(name).find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.endsWith('clients'),
    );
    const { data } = clients as unknown as { readonly data: Readonly<Record<string, string>> };
    expect(addresses(one).map(({ url }) => url)).toContain(data['MLFLOW_TRACKING_URI']);
  });
});

/** As values/prod.yaml has it, and more. */
const prod = (more: string) => environment('prod', `${readFileSync(join(root, 'values/prod.yaml'), 'utf8')}\n${more}`);

test('with TLS, those who show a certificate are https, and the proxy’s metrics are not', () => {
  const one = prod('tls: { existingSecret: inside, caBundle: { configMap: company } }');
  expect(addresses(one).map(({ service, port, scheme }) => [service, port, scheme])).toEqual(
    expect.arrayContaining([
      ['mlflow-tracking', 5000, 'https'],
      ['mlflow-metrics', 9113, 'http'],
      ['mlflow-minio', 9000, 'http'],
      ['mlflow-postgresql', 5432, 'postgresql'],
    ]),
  );
});

test('Garage in MinIO’s place: its size and its address, and MinIO’s are gone', () => {
  const text = readFileSync(join(root, 'values/prod.yaml'), 'utf8');
  const one = environment('prod', text.replace(/^objectStore:$/m, 'objectStore:\n  engine: garage'));
  const stores = addresses(one).filter(({ service }) => /minio|garage/.test(service));
  expect(stores.map(({ url, what }) => [url, what])).toEqual([
    ['http://mlflow-garage.mlflow-prod.svc.cluster.local:3900', 'Garage’s API'],
    ['http://mlflow-garage-metrics.mlflow-prod.svc.cluster.local:3903/metrics', 'metrics of Garage, for Prometheus'],
  ]);
  expect(environmentTables([one]).get('what differs')).toContain(
    '| artefact store | 1 × 2 CPU, 4Gi, at most 8Gi; volume 500Gi |',
  );
});

test('a database and a store that others run are elsewhere; a Service of one’s own is called by its name', () => {
  const service =
    '{ apiVersion: v1, kind: Service, metadata: { name: own }, spec: { ports: [{ name: web, port: 80 }] } }';
  const one = environment(
    'dev',
    [
      'database: { engine: external }',
      'externalDatabase: { host: db.example.com, existingSecret: db }',
      'objectStore: { engine: external }',
      'externalS3: { bucket: artefacts, existingSecret: s3 }',
      `extraObjects: [${service}]`,
    ].join('\n'),
  );
  const rows = (environmentTables([one]).get('what differs') ?? '').split('\n');
  expect(rows.filter((row) => row.endsWith('| elsewhere |'))).toHaveLength(2);
  expect(addresses(one).map(({ what }) => what)).toContain('own, port web');
});

test('of an Ingress without a certificate the address is http', () => {
  expect(
    outside(environment('dev', devWith('mlflow: { ingress: { enabled: true, hosts: [{ host: a.test }] } }'))),
  ).toEqual(['http://a.test']);
  expect(outside(prod(''))).toEqual(['https://mlflow.example.com']);
});

function devWith(more: string): string {
  return `postgresql: { auth: { password: secret } }\nminio: { enabled: true, auth: { rootUser: root, rootPassword: longenough } }\n${more}\n`;
}

test('what a pod asks for is what its containers need side by side, or the one that prepares alone', () => {
  const small = devWith(
    'mlflow: { replicaCount: 2, resources: { requests: { cpu: "1", memory: 1Gi, ephemeral-storage: null }, limits: { memory: 1Gi } } }',
  );
  const [one, other] = [
    environment('dev', small),
    environment('dev', small.replace('replicaCount: 2', 'replicaCount: 3')),
  ];
  // A server's own processor, and the 50 thousandths of its proxy.
  expect(requested(other, 'cpu') - requested(one, 'cpu')).toBeCloseTo(1.05, 10);
});

test('values with a mistake are refused in words', () => {
  expect(() => environment('dev', 'mlflow: { replicas: 2 }')).toThrow(
    /values\/dev\.yaml:1:\d+: mlflow\.replicas: unknown key/,
  );
});

test('a table without a place, and a place without a table, are refused', () => {
  const tables = environmentTables();
  expect(() => withTables(page.replace('environments`: addresses -->', 'environments`: adresses -->'), tables)).toThrow(
    'docs/environments.md: adresses, addresses: no such table, or no place for it',
  );
});
