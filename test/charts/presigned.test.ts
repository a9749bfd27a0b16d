/** Artefacts by URLs that the server signs: what server, store, policies and notes say of it. */
import { describe, expect, test } from '@jest/globals';
import type { NetworkPolicy, StatefulSet } from '../../imports/kubernetes/types';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { complete, model, SMALLEST } from '../support/platform';

const GARAGE = {
  minio: { enabled: false, auth: { rootUser: '', rootPassword: '' } },
  objectStore: { engine: 'garage', garage: { accessKeyId: 'mlflow-1', secretAccessKey: 'sixteen-chars-16' } },
};
const PAGE = { ingress: { enabled: true, hosts: [{ host: 'a.example.com' }], tls: [{ secretName: 't' }] } };
const ORIGINS = 'http://localhost:*,http://127.0.0.1:*,https://a.example.com';
const POLICIES = { networkPolicy: { enabled: true, ingressControllers: [{ namespace: 'in-front' }] } };

function objects(presigned: JsonObject, more: JsonObject = {}, mode = 'presigned') {
  const mlflow = { ...PAGE, artifacts: { mode, presigned } };
  const values = complete(SMALLEST, { mlflow }, more);
  return evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } });
}

const NAMES = /PRESIGNED|PROXY_MULTIPART|SIGNED_FOR|BUCKET_CORS|NO_SERVE|DESTINATION/;
function settings(...args: Parameters<typeof objects>): unknown {
  const { data } = objects(...args).get('tracking-settings') as { readonly data: Readonly<Record<string, string>> };
  return Object.fromEntries(Object.entries(data).filter(([name]) => NAMES.test(name)));
}

const SIGNED = {
  MLFLOW_ARTIFACTS_DESTINATION: 's3://mlflow-artefacts',
  MLFLOW_ARTIFACTS_PRESIGNED_ONLY: 'true',
  MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD: 'true',
  MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD: 'true',
  MLFLOW_PRESIGNED_DOWNLOAD_URL_TTL_SECONDS: '300',
};

describe('the server', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['signs for the store’s own address', {}, {}, {}],
    [
      'signs for another one, for another time',
      { publicEndpoint: 'https://s3.example.com', ttlSeconds: 60 },
      {},
      { ARTIFACTS_SIGNED_FOR: 'https://s3.example.com', MLFLOW_PRESIGNED_DOWNLOAD_URL_TTL_SECONDS: '60' },
    ],
    ['lets through what cannot go directly', { only: false }, {}, { MLFLOW_ARTIFACTS_PRESIGNED_ONLY: 'false' }],
    ['tells Garage whose page may fetch', {}, GARAGE, { BUCKET_CORS: 'true' }],
    [
      'tells a store of others nothing',
      {},
      { minio: GARAGE.minio, externalS3: { bucket: 'theirs', createBucket: true } },
      { MLFLOW_ARTIFACTS_DESTINATION: 's3://theirs' },
    ],
  ])('%s', (_, presigned, more, expected) => {
    expect(settings(presigned, more)).toEqual({ ...SIGNED, ...expected });
  });

  test('knows nothing of it in another mode', () => {
    const { MLFLOW_ARTIFACTS_DESTINATION } = SIGNED;
    expect(settings({ publicEndpoint: 'https://s3' }, GARAGE, 'proxied')).toEqual({ MLFLOW_ARTIFACTS_DESTINATION });
    expect(settings({ publicEndpoint: 'https://s3' }, GARAGE, 'direct')).toEqual({});
  });
});

test('MinIO lets in the page from its own origins, and in other modes is not told', () => {
  const told = (mode: string) => {
    const minio = objects({}, {}, mode).get('minio-statefulset') as unknown as StatefulSet;
    const env = minio.spec?.template.spec?.containers.flatMap((container) => container.env ?? []) ?? [];
    return env.filter(({ name }) => name.includes('CORS'));
  };
  expect(told('presigned')).toEqual([{ name: 'MINIO_API_CORS_ALLOW_ORIGIN', value: ORIGINS }]);
  expect([told('proxied'), told('direct')]).toEqual([[], []]);
});

describe.each([
  ['minio', {}, 9000],
  ['garage', GARAGE, 3900],
] as const)('NetworkPolicies let clients to %s', (store, more, port) => {
  const arrivals = (presigned: JsonObject, mode?: string) =>
    [...objects(presigned, { ...more, ...POLICIES }, mode)]
      .filter(([name]) => name.startsWith(`isolation-${store}-from-`))
      .map(([name, policy]) => [name, (policy as unknown as NetworkPolicy).spec?.ingress?.[0]?.ports]);
  const of = (from: string) => [`isolation-${store}-from-${from}`, [{ protocol: 'TCP', port }]];

  test('from inside, and through what is in front where that is its public address', () => {
    expect(arrivals({})).toEqual([of('clients')]);
    expect(arrivals({ publicEndpoint: 'https://s3' })).toEqual([of('clients'), of('ingress-controllers')]);
    expect(arrivals({ publicEndpoint: 'https://s3' }, 'proxied')).toEqual([]);
    expect(arrivals({ publicEndpoint: 'https://s3' }, 'direct')).toEqual([of('clients')]);
  });
});
