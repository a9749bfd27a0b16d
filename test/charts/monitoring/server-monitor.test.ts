/** The monitor in the server's pod: where it is, and what it is told to look at. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ConfigMap, Deployment } from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../../lib/values/merge';
import type { RenderedObject } from '../../support/dist';
import { complete, model, SMALLEST } from '../../support/platform';
import { root } from '../../support/root';

function render(values: JsonObject) {
  const context = { values: complete(SMALLEST, values), release: { name: 'ml', namespace: 'team' } };
  const objects = [...evaluateModel(model, context).values()] as unknown as readonly RenderedObject[];
  const find = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const deployment = find('Deployment', 'ml-tracking') as Deployment | undefined;
  const { containers = [], volumes = [] } = deployment?.spec?.template.spec ?? {};
  const settings = (find('ConfigMap', 'ml-tracking') as ConfigMap | undefined)?.data ?? {};
  const proxy = (find('ConfigMap', 'ml-proxy') as ConfigMap | undefined)?.data ?? {};
  return {
    container: (name: string) => containers.find((container) => container.name === name),
    names: containers.map(({ name }) => name),
    volumes: volumes.map(({ name }) => name),
    program: find('ConfigMap', 'ml-monitor'),
    told: Object.fromEntries(Object.entries(settings).filter(([name]) => /^MONITORED|^METRICS/.test(name))),
    proxyFiles: Object.keys(proxy).filter((name) => name.startsWith('monitored')),
  };
}
const monitored = (values: JsonObject = {}) => render(mergeValues({ monitoring: { enabled: true } }, values));

test('without monitoring.enabled there is nothing of it', () => {
  const { names, volumes, program, told, proxyFiles, container } = render({});
  expect([names, program, told, proxyFiles]).toEqual([['mlflow', 'proxy'], undefined, {}, []]);
  for (const name of ['monitor', 'metrics']) expect(volumes).not.toContain(name);
  expect(container('proxy')?.livenessProbe?.httpGet?.path).toBe('/metrics');
});

test('it is as the server is: image, environment, security; and writes nowhere but to the socket', () => {
  const { container } = monitored({
    mlflow: { env: [{ name: 'A', value: 'b' }], envFrom: [{ secretRef: { name: 'c' } }] },
  });
  const [server, monitor] = [container('mlflow'), container('monitor')];
  for (const field of ['image', 'imagePullPolicy', 'envFrom', 'securityContext'] as const)
    expect(monitor?.[field]).toEqual(server?.[field]);
  // Of the server's, but for whom it answers.
  expect(monitor?.env).toEqual(server?.env?.filter(({ name }) => name !== 'MLFLOW_SERVER_ALLOWED_HOSTS'));
  expect(monitor?.volumeMounts?.filter(({ readOnly }) => readOnly !== true)).toEqual([
    { name: 'server-socket', mountPath: '/run/mlflow' },
  ]);
  expect(monitor?.resources).toEqual({ requests: { cpu: '20m', memory: '96Mi' }, limits: { memory: '192Mi' } });
});

test('its programs are those that lie beside it, each as it is', () => {
  const { program } = monitored();
  const own = readdirSync(join(root, 'charts/monitoring')).filter((file) => /[.](py|sh)$/.test(file));
  const { data = {} } = program as ConfigMap;
  const shared = ['told.py', 'words.py'];
  expect(Object.keys(data).sort()).toEqual([...own, ...shared].sort());
  for (const file of own) expect(data[file]).toBe(readFileSync(join(root, 'charts/monitoring', file), 'utf8'));
  for (const file of shared) expect(data[file]).toBe(readFileSync(join(root, 'charts/backup', file), 'utf8'));
});

test('nobody waits for it: it has no readiness probe, and the proxy is alive without it', () => {
  const { container } = monitored();
  const [monitor, proxy] = [container('monitor'), container('proxy')];
  expect([monitor?.readinessProbe, monitor?.startupProbe, monitor?.lifecycle]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  for (const probe of [proxy?.livenessProbe, proxy?.startupProbe])
    expect(probe?.httpGet?.path).toBe('/metrics?only=proxy');
  expect(proxy?.readinessProbe?.httpGet?.path).toBe('/health');
});

test('MLflow writes its metrics where it reads them', () => {
  const { container, told } = monitored();
  const mounts = (name: string) => container(name)?.volumeMounts?.find((mount) => mount.name === 'metrics');
  expect([told['METRICS_FOLDER'], mounts('mlflow')?.mountPath, mounts('monitor')?.mountPath]).toEqual(
    Array(3).fill('/run/metrics'),
  );
});

const EXTERNAL = {
  postgresql: { enabled: false, auth: { password: '' } },
  externalDatabase: { host: 'db.example.com', password: 'p' },
};

test.each<[string, JsonObject, JsonObject]>([
  ['the chart’s own', {}, { MONITORED_DATABASE: 'postgresql', MONITORED_STORE: 'minio' }],
  [
    'with TLS',
    { tls: { existingSecret: 'a' }, postgresql: { tls: { enabled: true, existingSecret: 'b' } } },
    {
      MONITORED_TRACKING: '127.0.0.1:5000',
      MONITORED_DATABASE: 'postgresql',
      MONITORED_DATABASE_ADDRESS: 'ml-postgresql.team.svc.cluster.local:5432',
      MONITORED_STORE: 'minio',
    },
  ],
  [
    'those of others, the database past its pooler',
    {
      ...EXTERNAL,
      externalDatabase: { ...EXTERNAL.externalDatabase, sslMode: 'require', pooler: { enabled: true } },
      minio: { enabled: false },
      externalS3: { bucket: 'b' },
    },
    { MONITORED_DATABASE: 'database', MONITORED_DATABASE_ADDRESS: 'db.example.com:5432', MONITORED_STORE: 'store' },
  ],
  [
    'one that is asked for no TLS',
    { ...EXTERNAL, externalDatabase: { ...EXTERNAL.externalDatabase, sslMode: 'disable' } },
    { MONITORED_DATABASE: 'database', MONITORED_STORE: 'minio' },
  ],
  [
    'Garage',
    { objectStore: { engine: 'garage', garage: { accessKeyId: 'mlflow-1', secretAccessKey: 'sixteen-chars-16' } } },
    { MONITORED_DATABASE: 'postgresql', MONITORED_STORE: 'garage' },
  ],
])('which servers: %s', (_case, values, told) => {
  expect(monitored(values).told).toEqual({ METRICS_FOLDER: '/run/metrics', ...told });
});
