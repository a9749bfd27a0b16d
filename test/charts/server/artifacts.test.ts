/** artifacts.enabled: what the pods for artefacts have otherwise than those that serve, and what these are told. */
import { describe, expect, test } from '@jest/globals';
import type {
  ConfigMap,
  Container,
  Deployment,
  NetworkPolicy,
  PodSpec,
  Service,
} from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../support/platform';

const RELEASE = { name: 'ml', namespace: 'team' };
const ON: JsonObject = { artifacts: { enabled: true, replicas: 3 }, mlflow: { workers: 4 } };

const render = (...values: readonly JsonObject[]) =>
  evaluateModel(model, { values: complete(SMALLEST, ...values), release: RELEASE });
type Objects = ReturnType<typeof render>;
const deployment = (objects: Objects, name: string) => objects.get(`${name}-deployment`) as unknown as Deployment;
const podOf = (objects: Objects, name: string): PodSpec => {
  const spec = deployment(objects, name).spec?.template.spec;
  if (spec === undefined) throw new Error(`${name} has no pods`);
  return spec;
};
const serverIn = ({ containers }: PodSpec): Container => {
  const server = containers.find(({ name }) => name === 'mlflow');
  if (server === undefined) throw new Error('there is no server');
  return server;
};
const proxyFiles = (objects: Objects) => (objects.get('proxy-configuration') as unknown as ConfigMap).data ?? {};

test('there are none by default, and requests stay', () => {
  const objects = render();
  expect([...objects.keys()].filter((name) => name.startsWith('artifacts'))).toEqual([]);
  expect(proxyFiles(objects)).not.toHaveProperty(['artifacts.conf']);
});

describe('a pod for artefacts', () => {
  const objects = render(ON);
  const [artifacts, web] = [podOf(objects, 'artifacts'), podOf(objects, 'tracking')];
  const names = ({ env = [] }: Container) => env.map(({ name }) => name);

  test('is one of several, behind a Service of its own', () => {
    expect(deployment(objects, 'artifacts').spec).toMatchObject({
      replicas: 3,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } },
    });
    expect(objects.get('artifacts-service') as unknown as Service).toMatchObject({
      metadata: { name: 'ml-artifacts' },
      spec: { selector: { 'app.kubernetes.io/component': 'artifacts' }, ports: [{ port: 5000, targetPort: 'http' }] },
    });
    expect(artifacts.topologySpreadConstraints?.map(({ labelSelector }) => labelSelector?.matchLabels)).toEqual([
      expect.objectContaining({ 'app.kubernetes.io/component': 'artifacts' }),
    ]);
  });

  test('has the keys of the store, and none of the database or of what MLflow encrypts', () => {
    const sealed = render(ON, {
      mlflow: { encryption: { existingSecret: 'keys' }, registry: { existingSecret: 'registry' } },
    });
    const spec = podOf(sealed, 'artifacts');
    for (const container of [...(spec.initContainers ?? []), serverIn(spec)]) {
      const own = container.name === 'mlflow' ? ['MLFLOW_SERVER_ALLOWED_HOSTS', 'ARTIFACTS_ONLY'] : [];
      expect(names(container)).toEqual(['POD_IP', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', ...own]);
    }
    expect(names(serverIn(podOf(sealed, 'tracking')))).toEqual(
      expect.arrayContaining(['PGPASSWORD', 'MLFLOW_CRYPTO_KEK_PASSPHRASE', 'MLFLOW_REGISTRY_STORE_URI']),
    );
  });

  test('waits for the store, and migrates nothing', () => {
    expect(artifacts.initContainers?.map(({ command }) => command?.at(-1))).toEqual([
      'python /prepare/create-bucket.py\n',
    ]);
    expect(web.initContainers?.at(-1)?.command?.at(-1)).toContain('migrate.py');
  });

  test('has the proxy of the others, and no monitor, which would look at the database', () => {
    const monitored = render(ON, { monitoring: { enabled: true } });
    const of = (name: string) => podOf(monitored, name).containers.map((container) => container.name);
    expect([of('artifacts'), of('tracking')]).toEqual([
      ['mlflow', 'proxy'],
      ['mlflow', 'proxy', 'monitor'],
    ]);
    const proxyOf = (spec: PodSpec) => spec.containers.find(({ name }) => name === 'proxy');
    expect(proxyOf(artifacts)).toEqual(proxyOf(web));
    expect(artifacts.containers.map(({ name }) => name)).toEqual(['mlflow', 'proxy']);
  });

  test('is disturbed one at a time, where the server’s are protected', () => {
    const budget = { mlflow: { replicaCount: 2, podDisruptionBudget: { enabled: true } } };
    expect(render(ON, budget).get('artifacts-poddisruptionbudget')).toMatchObject({ spec: { maxUnavailable: 1 } });
    expect([...objects.keys()]).not.toContain('artifacts-poddisruptionbudget');
    expect([...render(budget).keys()]).not.toContain('artifacts-poddisruptionbudget');
  });

  test('gets to the store, and to nothing else of the release', () => {
    const isolated = render(ON, { networkPolicy: { enabled: true } });
    const policies = [...isolated.values()] as unknown as readonly NetworkPolicy[];
    const policy = policies.find(
      ({ kind, metadata }) => `${kind} ${metadata?.name ?? ''}` === 'NetworkPolicy ml-artifacts',
    );
    const to = (policy?.spec?.egress ?? []).flatMap(({ to: peers = [] }) =>
      peers.flatMap(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/component'] ?? []),
    );
    expect(to).toEqual(['minio']);
  });
});

test('the proxies know where they are, and what goes there; without them, each answers itself', () => {
  const { 'artifacts.conf': plain = '' } = proxyFiles(render(ON, { mlflow: { staticPrefix: '/ml' } }));
  expect(plain).toContain('set $artifacts http://ml-artifacts.team.svc.cluster.local:5000;');
  expect(plain).toContain('location ~ "^(/ml)?/(ajax-)?api/2[.]0/mlflow-artifacts/" { proxy_pass $artifacts; }');
  const byTls = proxyFiles(render(ON, { tls: { existingSecret: 'given' } }));
  expect(byTls['artifacts.conf']).toContain('set $artifacts https://ml-artifacts.team.svc.cluster.local:5000;');
  expect(byTls['roles-tls.conf']).toContain('proxy_ssl_name ml-tracking.team.svc.cluster.local;');
});
