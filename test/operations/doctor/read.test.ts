/** What the doctor reads of a release, from a kubectl that answers by files, and what it makes of what nobody may read. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { PodSpec } from '../../../imports/kubernetes/types';
import { SHOWN } from '../../../operations/doctor/example-certificates';
import { deployment, ingress, labels, pod, statefulSet } from '../../../operations/doctor/examples';
import { readState } from '../../../operations/doctor/read';
import { withFolder } from '../../support/chart-folder';

/** Files by what is asked for, with its options in their order: `logs p --previous`; what has none is forbidden, or not there. */
const KUBECTL = `#!/bin/sh
folder=$(dirname "$0")
printf '%s\\n' "$(printf '%s' "$*" | tr '\\n' ' ')" >>"$folder/asked"
case $1 in
get) name=$2; [ "$2" != secret ] || name=secret-$3 ;;
logs) name=logs-$2-$4; case $* in *--previous*) name=$name-previous ;; esac ;;
exec) name=exec-$4 ;;
esac
[ "$3 $4" != '--namespace kube-system' ] || name=dns
if [ -e "$folder/$name" ]; then cat "$folder/$name"; exit 0; fi
if [ -e "$folder/$name.refused" ]; then cat "$folder/$name.refused" >&2; exit 1; fi
[ "$1" != logs ] || exit 1
echo '{"metadata": {}}'
`;
const list = (...items: readonly unknown[]) => JSON.stringify({ items });
const only = (name: string) => list({ metadata: { name: name.toLowerCase() } });

const reading = (files: Readonly<Record<string, string>>) =>
  withFolder({ ...files, kubectl: KUBECTL, asked: '' }, async (folder) => {
    chmodSync(join(folder, 'kubectl'), 0o755);
    const before = Date.now();
    const { state, unseen } = await readState({
      ...{ release: 'mlflow', namespace: 'ml', target: ['--context', 'c'] },
      environment: { PATH: `${folder}:/usr/bin:/bin` },
    });
    expect(state.now).toBeGreaterThanOrEqual(before);
    return { state, unseen, asked: readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n').sort() };
  });

const OF_RELEASE = {
  deployments: 'deployments.apps',
  statefulSets: 'statefulsets.apps',
  pods: 'pods',
  claims: 'persistentvolumeclaims',
  jobs: 'jobs.batch',
  configMaps: 'configmaps',
  clusters: 'clusters.postgresql.cnpg.io',
};
const OF_NAMESPACE = {
  services: 'services',
  slices: 'endpointslices.discovery.k8s.io',
  policies: 'networkpolicies.networking.k8s.io',
  ingresses: 'ingresses.networking.k8s.io',
  routes: 'httproutes.gateway.networking.k8s.io',
  openshiftRoutes: 'routes.route.openshift.io',
  events: 'events',
  certificates: 'certificates.cert-manager.io',
  middlewares: 'middlewares.traefik.io',
};
const OF_CLUSTER = {
  ingressClasses: 'ingressclasses.networking.k8s.io',
  storageClasses: 'storageclasses.storage.k8s.io',
};
const KINDS = { ...OF_RELEASE, ...OF_NAMESPACE, ...OF_CLUSTER };

test('each kind: of the release, of its namespace, of the cluster', async () => {
  const files = Object.fromEntries(Object.entries(KINDS).map(([field, kind]) => [kind, only(field)]));
  const namespace = JSON.stringify({ metadata: { labels: { team: 'x' } } });
  const { state, unseen, asked } = await reading({ ...files, namespace, dns: only('dns') });
  for (const field of [...Object.keys(KINDS), 'dns'] as const)
    expect([field, state[field as keyof typeof state]]).toEqual([field, [{ metadata: { name: field.toLowerCase() } }]]);
  expect([state.release, state.namespace, state.namespaceLabels]).toEqual(['mlflow', 'ml', { team: 'x' }]);
  expect(unseen).toEqual([]);
  const json = '--output json --context c';
  expect(asked).toEqual(
    [
      ...Object.values(OF_RELEASE).map(
        (kind) => `get ${kind} --namespace ml --selector app.kubernetes.io/instance=mlflow ${json}`,
      ),
      ...Object.values(OF_NAMESPACE).map((kind) => `get ${kind} --namespace ml ${json}`),
      ...Object.values(OF_CLUSTER).map((kind) => `get ${kind} ${json}`),
      `get endpointslices.discovery.k8s.io --namespace kube-system --selector kubernetes.io/service-name=kube-dns ${json}`,
      `get namespace ml ${json}`,
    ].sort(),
  );
});

test('what there is none of is empty; what nobody may read is not known, and said', async () => {
  const refused = (what: string) => `Error from server (Forbidden): ${what} is forbidden\n`;
  const { state, unseen } = await reading({
    'pods.refused': refused('pods'),
    'events.refused': refused('events'),
    'storageclasses.storage.k8s.io.refused': refused('classes'),
    'dns.refused': refused('slices'),
    'namespace.refused': refused('namespace'),
    'middlewares.traefik.io.refused': `error: the server doesn't have a resource type "middlewares"\n`,
    'certificates.cert-manager.io.refused':
      'Error from server (NotFound): the server could not find the requested resource\n',
  });
  expect(state).toMatchObject({ ...{ pods: [], events: [], middlewares: [], certificates: [], ingressClasses: [] } });
  expect([state.storageClasses, state.dns, state.namespaceLabels]).toEqual([undefined, undefined, undefined]);
  const reason = (what: string) => `kubectl says: ${refused(what).trim()}`;
  expect([...unseen].sort((one, other) => (one.reason < other.reason ? -1 : 1))).toEqual([
    { what: 'storageclasses.storage.k8s.io', reason: reason('classes'), isNeeded: false },
    { what: 'events', reason: reason('events'), isNeeded: false },
    { what: 'pods', reason: reason('pods'), isNeeded: true },
    { what: 'endpointslices.discovery.k8s.io', reason: reason('slices'), isNeeded: false },
  ]);
});

test.each(['deployments.apps', 'statefulsets.apps', 'pods', 'services'])('nothing is said without %s', async (kind) => {
  const { unseen } = await reading({ [`${kind}.refused`]: 'forbidden\n' });
  expect(unseen).toEqual([{ what: kind, reason: 'kubectl says: forbidden', isNeeded: true }]);
});

test('a namespace without labels has none', async () => {
  expect((await reading({ namespace: '{"metadata": {}}' })).state.namespaceLabels).toEqual({});
});

const naming = (secretName: string): PodSpec => ({
  containers: [{ name: 'mlflow', image: 'a', envFrom: [{ configMapRef: { name: 'settings' } }] }],
  volumes: [{ name: 'v', secret: { secretName } }],
});

test('Secrets that workloads and Ingresses name: their keys and the certificate, by name', async () => {
  const workload = statefulSet('postgresql');
  const { state, unseen, asked } = await reading({
    'deployments.apps': list(deployment('tracking', { template: { spec: naming('whole') } }), {
      metadata: { name: 'bare' },
    }),
    'statefulsets.apps': list({ ...workload, spec: { ...workload.spec, template: { spec: naming('gone') } } }),
    'ingresses.networking.k8s.io': list(
      ingress({ tls: [{ secretName: 'shown' }, {}, { secretName: 'whole' }] }),
      { metadata: { name: 'i', labels: labels('tracking') } },
      { ...ingress({ tls: [{ secretName: 'of-others' }], rules: [] }), metadata: { name: 'others' } },
    ),
    'secret-whole': 'a b.c \n',
    'secret-gone.refused': 'Error from server (NotFound): secrets "gone" not found\n',
    'secret-shown': `tls.crt tls.key \n${Buffer.from(SHOWN).toString('base64')}`,
  });
  expect([...state.secrets].sort(([one], [other]) => (one < other ? -1 : 1))).toEqual([
    ['gone', undefined],
    ['shown', { keys: ['tls.crt', 'tls.key'], certificate: SHOWN }],
    ['whole', { keys: ['a', 'b.c'] }],
  ]);
  expect(unseen).toEqual([]);
  expect(
    asked.filter((line) => line.startsWith('get secret')).map((line) => line.replace(/go-template=.*end\}\}/, 'T')),
  ).toEqual(['gone', 'shown', 'whole'].map((name) => `get secret ${name} --output T --namespace ml --context c`));
});

test('an empty Secret has no keys; one that nobody may read is not known, which is said once', async () => {
  const spec = { ...naming('empty'), imagePullSecrets: [] };
  const volumes = ['empty', 'first', 'second'].map((name) => ({ name, secret: { secretName: name } }));
  const { state, unseen } = await reading({
    'deployments.apps': list(deployment('tracking', { template: { spec: { ...spec, volumes } } })),
    'secret-empty': '',
    'secret-first.refused': 'Error from server (Forbidden): no\n',
    'secret-second.refused': 'Error from server (Forbidden): no\n',
  });
  expect([...state.secrets]).toEqual([['empty', { keys: [] }]]);
  expect(unseen).toEqual([
    { what: 'secrets', reason: 'kubectl says: Error from server (Forbidden): no', isNeeded: false },
  ]);
});

test('last words: of what has ended, those before; of what is to end first, those now; of what runs, none', async () => {
  const status = (name: string, restartCount: number, ready: boolean, state: object) => ({
    ...{ name, image: 'a', imageID: '', restartCount, ready, state },
  });
  const one = {
    ...pod('tracking'),
    metadata: { name: 'p', labels: labels('tracking') },
    spec: { initContainers: [{ name: 'before' }, { name: 'prepare' }], containers: [{ name: 'mlflow' }] },
    status: {
      initContainerStatuses: [
        status('before', 0, true, { terminated: {} }),
        status('prepare', 0, false, { running: {} }),
      ],
      containerStatuses: [
        status('looping', 0, false, { waiting: { reason: 'CrashLoopBackOff' } }),
        status('again', 1, false, { running: {} }),
        status('well-again', 3, true, { running: {} }),
        status('waiting', 0, false, { waiting: { reason: 'PodInitializing' } }),
        status('silent', 2, false, { waiting: { reason: 'CrashLoopBackOff' } }),
        status('empty', 2, false, { waiting: { reason: 'CrashLoopBackOff' } }),
      ],
    },
  };
  const { state, asked } = await reading({
    pods: list(one, { metadata: { name: 'new' } }),
    'logs-p-prepare': 'waiting\nfor it\n',
    'logs-p-looping-previous': ' no module \n',
    'logs-p-again-previous': 'killed',
    'logs-p-empty-previous': '\n \n',
  });
  expect(Object.fromEntries(state.lastWords)).toEqual({
    'p/prepare': 'waiting | for it',
    'p/looping': 'no module',
    'p/again': 'killed',
  });
  const logs = (name: string, more = '') =>
    `logs p --container ${name} --tail 3 --limit-bytes 16384${more} --namespace ml --context c`;
  expect(asked.filter((line) => line.startsWith('logs'))).toEqual([
    ...['again', 'empty', 'looping'].map((name) => logs(name, ' --previous')),
    logs('prepare'),
    logs('silent', ' --previous'),
  ]);
});

test('how full volumes are, of StatefulSets and of CloudNativePG’s clusters; what nobody says is said', async () => {
  const workload = statefulSet('postgresql');
  const { state, unseen, asked } = await reading({
    'statefulsets.apps': list({
      ...workload,
      spec: {
        template: {
          spec: { containers: [{ name: 'postgresql', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] },
        },
        volumeClaimTemplates: [{ metadata: { name: 'data' } }],
      },
    }),
    'clusters.postgresql.cnpg.io': list({ kind: 'Cluster', metadata: { name: 'mlflow-cnpg' }, spec: {} }),
  });
  expect(state.volumes.map(({ claim }) => claim)).toContain('data-mlflow-postgresql-0');
  expect(unseen).toContainEqual({
    what: 'volume data-mlflow-postgresql-0',
    reason: expect.any(String),
    isNeeded: false,
  });
  expect(asked.some((line) => line.includes('mlflow-cnpg'))).toBe(true);
  const own = asked.filter((line) => line.startsWith('exec') || line.includes('mlflow-cnpg'));
  expect(own.filter((line) => !line.includes('--namespace ml --context c'))).toEqual([]);
});
