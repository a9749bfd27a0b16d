/**
 * The platform where pods get their user from the namespace, as OpenShift's SCC restricted-v2 gives it: a number that no image knows, the
 * group 0, and a group for volumes. Policies of Kubernetes itself do here what OpenShift's admission does.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '../clients/client';
import { ALICE } from '../clients/login';
import { remark } from '../../support/proofs';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { Platform } from './platform';
import { users } from './secrets';

/** As OpenShift writes it into the namespace (openshift.io/sa.scc.uid-range). */
const USER = 1000660000;
const cluster = realCluster();
const [, minor = '0'] = /^1\.(\d+)/.exec(cluster.version) ?? [];
/** Policies that change what is asked for are stable there. */
const OLDEST = 36;

const HEADER = { apiVersion: 'admissionregistration.k8s.io/v1' };
/** Those of the platform; the clients of the tests are others'. */
const PODS = {
  resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
  objectSelector: { matchLabels: { 'app.kubernetes.io/instance': 'mlflow' } },
};
const OURS = 'object.spec.securityContext';
const FILLED = ['runAsUser', 'fsGroup'] as const;

/** What is left open gets the namespace's; what is another's is refused, as the SCC does. */
function admission(namespaces: readonly string[]): readonly object[] {
  const name = 'restricted-v2';
  const matchResources = {
    namespaceSelector: {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }],
    },
  };
  const fill = `Object{spec: Object.spec{securityContext: Object.spec.securityContext{${FILLED.map((field) => `${field}: ${String(USER)}`).join(', ')}}}}`;
  const isOpen = FILLED.map((field) => `(!has(object.spec.securityContext) || !has(${OURS}.${field}))`).join(' && ');
  const isTheirs = [...FILLED, 'runAsGroup'].map(
    (field) => `(!has(${OURS}.${field}) || ${OURS}.${field} == ${String(USER)})`,
  );
  const ofContainers = ['containers', 'initContainers'].map(
    (list) =>
      `(!has(object.spec.${list}) || object.spec.${list}.all(c, !has(c.securityContext) || (!has(c.securityContext.runAsUser) && !has(c.securityContext.runAsGroup))))`,
  );
  return [
    {
      ...HEADER,
      kind: 'MutatingAdmissionPolicy',
      metadata: { name },
      spec: {
        matchConstraints: PODS,
        matchConditions: [{ name: 'open', expression: isOpen }],
        reinvocationPolicy: 'Never',
        failurePolicy: 'Fail',
        mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: fill } }],
      },
    },
    {
      ...HEADER,
      kind: 'MutatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, matchResources },
    },
    {
      ...HEADER,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        matchConstraints: PODS,
        failurePolicy: 'Fail',
        validations: [...isTheirs, ...ofContainers].map((expression) => ({
          expression,
          message: 'unable to validate against any security context constraint',
        })),
      },
    },
    {
      ...HEADER,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'], matchResources },
    },
  ];
}

const STORES = {
  minio: {},
  garage: {
    objectStore: {
      engine: 'garage',
      garage: { accessKeyId: 'mlflow-key', secretAccessKey: 'sixteen-chars-and-more', storage: { size: '5Gi' } },
    },
  },
} as const;
const NAMESPACES = Object.keys(STORES).map((store) => `openshift-${store}`);
const bare = (namespace: string, securityContext: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'bare', namespace, labels: { 'app.kubernetes.io/instance': 'mlflow' } },
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, ...securityContext },
    containers: [
      { name: 'a', image: 'a', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
    ],
  },
});

// Kubernetes 1.34 and older have no such policies, unless they are told to.
(Number(minor) < OLDEST ? describe.skip : describe)(`OpenShift’s users, on Kubernetes ${cluster.version}`, () => {
  beforeAll(async () => {
    for (const namespace of NAMESPACES) await new Platform(cluster, namespace, ALICE).makeNamespace();
    await cluster.apply(admission(NAMESPACES));
    for (const namespace of NAMESPACES) {
      const given = async () => {
        const args = ['create', '--dry-run=server', '--output=jsonpath={.spec.securityContext.runAsUser}', '-f', '-'];
        const { stdout } = await cluster.kubectl(args, JSON.stringify(bare(namespace, {})));
        return stdout;
      };
      await eventually(given, String(USER));
      const refused = async () => {
        const text = JSON.stringify(bare(namespace, { runAsUser: 1000, fsGroup: 1000 }));
        return (await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], text)).stderr.includes(
          'security context',
        );
      };
      await eventually(refused, true);
    }
  });
  afterAll(async () => {
    for (const namespace of NAMESPACES) await new Platform(cluster, namespace, ALICE).remove();
    for (const { kind } of admission([]) as readonly { readonly kind: string }[])
      await cluster.ok(['delete', kind, 'restricted-v2']);
  });

  describe.each(Object.entries(STORES))('with %s', (store, values) => {
    const namespace = `openshift-${store}`;
    const platform = new Platform(cluster, namespace, ALICE);

    test('everything starts, without one restart', async () => {
      await cluster.apply([users(namespace, ALICE)]);
      await platform.install('dev', {
        ...values,
        global: { openshift: true },
        auth: { mode: 'basic', basic: { existingSecret: 'mlflow-users' } },
        monitoring: { enabled: true, mode: 'annotations' },
        jobs: { enabled: true, workers: 1 },
        mlflow: { replicaCount: 1, workers: 1 },
      });
      for (const part of ['postgresql', store, 'tracking', 'jobs', 'database-exporter'])
        expect([part, await platform.restarts(part)]).toEqual([part, 0]);
    });

    test('it runs as that user, in the group 0, which has no line in /etc/passwd', async () => {
      const who = `python3 -c 'import os, pwd
print(os.getuid(), os.getgid(), any(one.pw_uid == os.getuid() for one in pwd.getpwall()))'`;
      expect((await platform.shell('tracking', who)).trim()).toBe(`${String(USER)} 0 False`);
      expect((await platform.shell('postgresql', 'id -u; id -g')).trim().split('\n')).toEqual([String(USER), '0']);
    });

    test('a client logs and reads back', async () => {
      const client = new Client(cluster, namespace, { login: ALICE });
      const logged = await client.log('openshift', 20);
      const { download_seconds } = await client.check(logged);
      remark(`20 MiB down in ${String(download_seconds)} s`);
    });

    test('the database outlives its pod: another one of the same user reads what it wrote', async () => {
      const { metadata } = await platform.pod('postgresql');
      await cluster.ok(['delete', 'pod', metadata.name, '--namespace', namespace]);
      await cluster.settled(namespace);
      const client = new Client(cluster, namespace, { login: ALICE });
      await client.check(await client.log('afterwards', 5));
    });

    test('the doctor finds nothing wrong', async () => {
      await buildCommand();
      expect(await saidOf(cluster, namespace)).toEqual(NOTHING_WRONG);
    });
  });
});
