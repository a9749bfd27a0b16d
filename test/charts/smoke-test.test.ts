/** The pod of `helm test`: as whom it works, what it sees of the installation, and that it comes as any client does. */
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkPolicy, Pod } from '../../imports/kubernetes/types';
import { environmentFiles } from '../../lib/synth/environment';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { isAllowed, selects } from '../support/network-policies';
import { complete, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';
import { root } from '../support/root';

const release = { name: 'ml', namespace: 'team' };
const objectsOf = (...values: readonly JsonObject[]) =>
  evaluateModel(model, { values: complete(SMALLEST, ...values), release });
const podOf = (...values: readonly JsonObject[]) => objectsOf(...values).get('smoke-test') as unknown as Pod;

/** Variables of the container: their text, or which key of which Secret. */
function variables(...values: readonly JsonObject[]): Readonly<Record<string, unknown>> {
  const [{ env = [] } = {}] = podOf(...values).spec?.containers ?? [];
  expect(new Set(env.map(({ name }) => name)).size).toBe(env.length);
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      const { name: secret, key, optional = false } = valueFrom?.secretKeyRef ?? { key: '' };
      return [name, value ?? `${String(secret)}/${key}${optional ? ', if it is there' : ''}`];
    }),
  );
}

const volumes = (...values: readonly JsonObject[]) =>
  Object.fromEntries((podOf(...values).spec?.volumes ?? []).map(({ name, ...volume }) => [name, volume]));
const mounts = (...values: readonly JsonObject[]) =>
  (podOf(...values).spec?.containers[0]?.volumeMounts ?? []).map(
    ({ name, mountPath, readOnly = false }) => `${name} at ${mountPath}${readOnly ? ', read only' : ''}`,
  );

const ISSUER = {
  issuerUrl: 'https://login.example.com',
  clientId: 'mlflow',
  existingSecret: 'given',
  allowedGroups: ['a'],
};
const oidc = (...allowed: readonly string[]): JsonObject => ({
  auth: { mode: 'oidc', oidc: { ...ISSUER, serviceAccounts: { enabled: allowed.length > 0, allowed } } },
});
const BASIC: JsonObject = { auth: { mode: 'basic', basic: { existingSecret: 'users' } } };
const MLFLOW: JsonObject = {
  auth: { mode: 'mlflow', mlflow: { existingSecret: 'login', existingSecretUsernameKey: 'n' } },
};
const TESTER: JsonObject = { smokeTest: { existingSecret: 'tester', existingSecretPasswordKey: 'p' } };
const FIRST_OF_VALUES: JsonObject = { auth: { mode: 'basic', basic: { users: { alice: 'a' } } } };

describe('what it is', () => {
  test('a hook of helm test and nothing else, that stays for its log until the next', () => {
    expect(podOf({ smokeTest: { podAnnotations: { 'helm.sh/hook': 'post-install', a: 'b' } } }).metadata).toEqual({
      name: 'ml-smoke-test',
      namespace: 'team',
      annotations: { 'helm.sh/hook': 'test', 'helm.sh/hook-delete-policy': 'before-hook-creation', a: 'b' },
      labels: {
        'app.kubernetes.io/name': 'mlflow-smoke-test',
        'app.kubernetes.io/instance': 'ml',
        'app.kubernetes.io/component': 'smoke-test',
        'app.kubernetes.io/version': '3.18.0',
        'app.kubernetes.io/part-of': 'mlflow',
      },
    });
  });

  test('the only one: of others, Helm would want a pod’s log', () => {
    const hooks = [...objectsOf()].filter(([, object]) => JSON.stringify(object).includes('helm.sh/hook'));
    expect(hooks.map(([file]) => file)).toEqual(['smoke-test']);
  });

  test.each(environmentNames)('in the chart of %s, and not among its manifests', (name) => {
    const values = complete(environmentValues(name));
    const { files, objects } = environmentFiles(model, values, { name: 'mlflow', namespace: `mlflow-${name}` });
    const manifests = [...files.keys()].filter((path) => path.startsWith('manifests/'));
    expect(manifests).toHaveLength(objects);
    expect(manifests.filter((path) => path.includes('smoke'))).toEqual([]);
    expect(evaluateModel(model, { values, release }).has('smoke-test')).toBe(true);
  });

  test('there is none where nobody wants it', () => {
    expect(podOf({ smokeTest: { enabled: false } })).toBeUndefined();
  });

  test('the program is in the command, where the kubelet fills in nothing', () => {
    const program = readFileSync(join(root, 'charts/smoke-test/smoke.py'), 'utf8');
    const [{ command = [], args } = {}] = podOf().spec?.containers ?? [];
    expect([command, args]).toEqual([['python', '-B', '-c', program], undefined]);
    expect(program).not.toContain('$');
  });

  test('its pod ends by itself, within the five minutes of helm test', () => {
    expect(podOf().spec).toMatchObject({ restartPolicy: 'Never', activeDeadlineSeconds: 240 });
    expect(variables()).toMatchObject({ SMOKE_TIMEOUT_SECONDS: '180' });
    const longer = { smokeTest: { timeoutSeconds: 600 } };
    expect(podOf(longer).spec?.activeDeadlineSeconds).toBe(660);
    expect(variables(longer)).toMatchObject({ SMOKE_TIMEOUT_SECONDS: '600' });
  });

  test('it may do nothing: Pod Security restricted, nothing to write but /tmp, no token', () => {
    expect(podOf().spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
          },
          resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
      ],
    });
    expect(podOf().spec?.serviceAccountName).toBeUndefined();
  });

  test('MLflow’s own image, as the server has it', () => {
    const values = {
      global: { imageRegistry: 'mirror.example.com', imagePullSecrets: [{ name: 'pull' }] },
      mlflow: { image: { tag: 'v3.10.1-full', pullPolicy: 'Always' } },
    };
    expect(podOf(values).spec).toMatchObject({
      imagePullSecrets: [{ name: 'pull' }],
      containers: [{ image: 'mirror.example.com/ghcr.io/mlflow/mlflow:v3.10.1-full', imagePullPolicy: 'Always' }],
    });
  });
});

describe('whom it works as', () => {
  const NOTHING = { tmp: { emptyDir: { sizeLimit: '64Mi' } } };
  const PAIR = {
    SMOKE_LOGIN: 'secret',
    SMOKE_SECRET: 'tester',
    MLFLOW_TRACKING_USERNAME: 'tester/username, if it is there',
    MLFLOW_TRACKING_PASSWORD: 'tester/p, if it is there',
  };
  const TOKEN = {
    SMOKE_LOGIN: 'secret',
    SMOKE_SECRET: 'tester',
    MLFLOW_TRACKING_TOKEN: 'tester/token, if it is there',
  };
  const ADMINISTRATOR = {
    SMOKE_LOGIN: 'administrator',
    SMOKE_SECRET: 'login',
    MLFLOW_TRACKING_USERNAME: 'login/n, if it is there',
    MLFLOW_TRACKING_PASSWORD: 'login/admin-password, if it is there',
  };
  const UNKNOWN = { SMOKE_LOGIN: 'unknown' };
  const ACCOUNT = { SMOKE_LOGIN: 'service-account' };
  const env = (name: string): JsonObject => ({ mlflow: { env: [{ name, value: 'a' }] } });

  test.each<[string, readonly JsonObject[], Readonly<Record<string, string>>]>([
    ['none: nobody', [], { SMOKE_LOGIN: 'none' }],
    ['none, whatever Secret is named: nobody', [TESTER], { SMOKE_LOGIN: 'none' }],
    ['basic: the Secret of its own', [BASIC, TESTER], PAIR],
    ['basic: a user of the values', [FIRST_OF_VALUES], { SMOKE_LOGIN: 'users' }],
    ['basic: rather its own Secret than a user of the values', [FIRST_OF_VALUES, TESTER], PAIR],
    ['basic: hashes say nothing', [BASIC], UNKNOWN],
    ['mlflow: the administrator', [MLFLOW], ADMINISTRATOR],
    ['mlflow: rather its own Secret', [MLFLOW, TESTER], PAIR],
    ['mlflow: whose name mlflow.env has', [MLFLOW, env('MLFLOW_AUTH_ADMIN_USERNAME')], UNKNOWN],
    ['mlflow: whose password mlflow.env has', [MLFLOW, env('MLFLOW_AUTH_ADMIN_PASSWORD')], UNKNOWN],
    ['oidc: the token of its own Secret', [oidc('team/*'), TESTER], TOKEN],
    ['oidc: nobody', [oidc()], UNKNOWN],
    ['oidc: the ServiceAccount, let in with all of the namespace', [oidc('team/*')], ACCOUNT],
    ['oidc: the ServiceAccount, let in by its name', [oidc('other/x', 'team/default')], ACCOUNT],
    ['oidc: a ServiceAccount of another namespace, or name', [oidc('other/*', 'team/trainer')], UNKNOWN],
    [
      'oidc: one that is named, let in',
      [oidc('team/trainer'), { smokeTest: { serviceAccountName: 'trainer' } }],
      ACCOUNT,
    ],
    [
      'oidc: one that is named, and not let in',
      [oidc('team/default'), { smokeTest: { serviceAccountName: 'trainer' } }],
      UNKNOWN,
    ],
  ])('%s', (_, values, expected) => {
    const all = variables(...values);
    const ofLogin = Object.entries(all).filter(([name]) =>
      /^(SMOKE_LOGIN|SMOKE_SECRET|MLFLOW_TRACKING_(USERNAME|PASSWORD|TOKEN))$/.test(name),
    );
    expect(Object.fromEntries(ofLogin)).toEqual(expected);
    if (!['users', 'service-account'].includes(expected['SMOKE_LOGIN'] ?? '')) {
      expect([volumes(...values), mounts(...values)]).toEqual([NOTHING, ['tmp at /tmp']]);
    }
  });

  test('users of the values it reads from the Secret that is made of them', () => {
    expect(volumes(FIRST_OF_VALUES)).toEqual({ ...NOTHING, login: { secret: { secretName: 'ml-users-from-values' } } });
    expect(mounts(FIRST_OF_VALUES)).toEqual(['tmp at /tmp', 'login at /login, read only']);
    expect(objectsOf(FIRST_OF_VALUES).get('users-secret')).toMatchObject({
      metadata: { name: 'ml-users-from-values' },
    });
  });

  test('a ServiceAccount’s token is for the audience that the server wants', () => {
    const values = [oidc('team/*'), { auth: { oidc: { serviceAccounts: { audience: 'here' } } } }];
    const token = { audience: 'here', expirationSeconds: 3600, path: 'token' };
    expect(volumes(...values)).toEqual({
      ...NOTHING,
      token: { projected: { sources: [{ serviceAccountToken: token }] } },
    });
    expect(mounts(...values)).toEqual(['tmp at /tmp', 'token at /var/run/secrets/mlflow, read only']);
    const named = podOf(oidc('team/*'), { smokeTest: { serviceAccountName: 'trainer' } });
    expect(named.spec?.serviceAccountName).toBe('trainer');
  });
});

describe('what it sees of the installation is what clients see', () => {
  test('the Service, below its prefix, and what to look at', () => {
    const values = { mlflow: { service: { port: 80 }, staticPrefix: '/ml' } };
    expect(variables(values)).toEqual({
      HOME: '/tmp',
      MLFLOW_TRACKING_URI: 'http://ml-tracking.team.svc.cluster.local:80/ml',
      SMOKE_AUTH_MODE: 'none',
      SMOKE_LOGIN: 'none',
      SMOKE_NAMESPACE: 'team',
      SMOKE_SERVER: 'ml-tracking',
      SMOKE_TIMEOUT_SECONDS: '180',
    });
  });

  test('what of the server’s own environment is set, it never gets', () => {
    const values = { mlflow: { env: [{ name: 'SECRET', value: 'a' }], envFrom: [{ secretRef: { name: 'more' } }] } };
    expect(variables(values)).toEqual(variables());
    expect(podOf(values).spec?.containers[0]?.envFrom).toBeUndefined();
  });

  test('in direct mode the store, and its keys', () => {
    const direct = { mlflow: { artifacts: { mode: 'direct' } } };
    expect(variables(direct)).toMatchObject({
      MLFLOW_S3_ENDPOINT_URL: 'http://ml-minio.team.svc.cluster.local:9000',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'ml-s3-from-values/AWS_ACCESS_KEY_ID',
      AWS_SECRET_ACCESS_KEY: 'ml-s3-from-values/AWS_SECRET_ACCESS_KEY',
    });
    const byRole = {
      minio: { enabled: false, auth: { rootUser: '', rootPassword: '' } },
      externalS3: { bucket: 'ours', region: '' },
    };
    expect(Object.keys(variables(direct, byRole)).filter((name) => /AWS|S3/.test(name))).toEqual([]);
  });

  test('by signed URLs, no key', () => {
    expect(variables({ mlflow: { artifacts: { mode: 'presigned' } } })).toEqual(variables());
    expect(variables({ mlflow: { artifacts: { mode: 'presigned', presigned: { only: false } } } })).toEqual({
      ...variables(),
      MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE: '1',
    });
  });

  const AUTHORITY = (secret: string, path: string) => ({
    secret: { name: secret, items: [{ key: 'ca.crt', path }], optional: true },
  });

  test.each<[string, readonly JsonObject[], readonly object[]]>([
    ['the server’s own', [{ tls: { existingSecret: 'certificate' } }], [AUTHORITY('certificate', 'tracking.crt')]],
    [
      'what cert-manager makes',
      [{ tls: { certManager: { enabled: true, issuerRef: { name: 'a' } } } }],
      [AUTHORITY('ml-tracking-tls', 'tracking.crt')],
    ],
    [
      'a bundle',
      [{ tls: { caBundle: { configMap: 'company', key: 'root.pem' } } }],
      [{ configMap: { name: 'company', items: [{ key: 'root.pem', path: 'bundle.crt' }] } }],
    ],
    [
      'a bundle in a Secret',
      [{ tls: { caBundle: { secret: 'company' } } }],
      [{ secret: { name: 'company', items: [{ key: 'ca.crt', path: 'bundle.crt' }] } }],
    ],
    [
      'the store’s, in direct mode',
      [{ mlflow: { artifacts: { mode: 'direct' } }, minio: { tls: { enabled: true, existingSecret: 'm' } } }],
      [AUTHORITY('m', 'minio.crt')],
    ],
    [
      'Garage’s, in direct mode',
      [
        {
          mlflow: { artifacts: { mode: 'direct' } },
          objectStore: {
            engine: 'garage',
            garage: { existingSecret: 'g', tls: { enabled: true, existingSecret: 'gt' } },
          },
        },
      ],
      [AUTHORITY('gt', 'garage.crt')],
    ],
    [
      'the store’s, where URLs lead there',
      [{ mlflow: { artifacts: { mode: 'presigned' } }, minio: { tls: { enabled: true, existingSecret: 'm' } } }],
      [AUTHORITY('m', 'minio.crt')],
    ],
    ['not the store’s, where the server has it', [{ minio: { tls: { enabled: true, existingSecret: 'm' } } }], []],
  ])('it believes %s', (_, values, sources) => {
    const { authorities } = volumes(...values);
    expect(authorities).toEqual(sources.length === 0 ? undefined : { projected: { sources } });
    expect(mounts(...values)).toEqual([
      'tmp at /tmp',
      ...(sources.length === 0 ? [] : ['authorities at /authorities, read only']),
    ]);
  });
});

describe('NetworkPolicies take it for a client, and for nothing else', () => {
  const world = (values: JsonObject) => ({
    namespaces: {},
    policies: [...objectsOf(values).values()].filter(
      (object) => (object as JsonObject)['kind'] === 'NetworkPolicy',
    ) as unknown as readonly NetworkPolicy[],
  });
  const end = (labels: Readonly<Record<string, string>>, address: string) =>
    ({ kind: 'pod', namespace: 'team', labels, address }) as const;
  const tracking = end(
    {
      'app.kubernetes.io/name': 'mlflow',
      'app.kubernetes.io/instance': 'ml',
      'app.kubernetes.io/component': 'tracking',
    },
    '10.0.0.1',
  );
  const labelsOf = (values: JsonObject) => podOf(values).metadata?.labels ?? {};

  test.each<[string, JsonObject, boolean]>([
    ['all pods of the namespace are clients, as by default', {}, true],
    ['only others are', { clients: [{ podLabels: { app: 'notebook' } }] }, false],
    ['it is named', { clients: [{ podLabels: { 'app.kubernetes.io/name': 'mlflow-smoke-test' } }] }, true],
  ])('%s', (_, networkPolicy, isLetIn) => {
    const values = { networkPolicy: { enabled: true, ...networkPolicy } };
    const test = end(labelsOf(values), '10.0.0.2');
    expect(isAllowed(world(values), test, tracking, 5000, 'TCP')).toBe(isLetIn);
  });

  test('no policy of the release is about it: what it may ask, nobody has to be told', () => {
    const values = { networkPolicy: { enabled: true } };
    const labels = labelsOf(values);
    expect(world(values).policies.filter(({ spec }) => selects(spec?.podSelector ?? {}, labels))).toEqual([]);
  });
});
