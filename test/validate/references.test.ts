/** References between objects: none missing, nothing to say; one missing, exactly that is said. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { groups } from '../../lib/validate/checks';
import { documents, workload } from '../../lib/validate/example';
import { ingress, manifest, service } from '../../lib/validate/references/example';
import { validate, type ValidateOptions } from '../../lib/validate/validate';

const ids = new Set((groups['references'] ?? []).map(({ id }) => id));

function found(texts: readonly string[], options: Partial<ValidateOptions> = {}) {
  const text = documents(...texts);
  const { findings, unreadable } = validate([{ name: 'all.yaml', text: () => text }], options);
  expect(unreadable).toEqual([]);
  return findings.filter(({ rule }) => ids.has(rule));
}

interface Referenced {
  readonly manifest: string;
  /** Rules that must speak, and no other, if it is not there. */
  readonly missing: readonly string[];
}

/** An application whose every object is needed by another. */
function application(name: string): { readonly needs: readonly string[]; readonly referenced: readonly Referenced[] } {
  const pod = `serviceAccountName: ${name}\nvolumes: [{name: data, persistentVolumeClaim: {claimName: ${name}-data}}]`;
  const container = [
    'ports: [{name: http, containerPort: 8080}]',
    `envFrom: [{configMapRef: {name: ${name}-env}}]`,
    `env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: ${name}-db, key: password}}}]`,
  ].join('\n');
  const scale = `spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}}`;
  const budget = `spec: {maxUnavailable: 1, selector: {matchLabels: {app: ${name}}}}`;
  const policy = `spec: {podSelector: {matchLabels: {app: ${name}}}, ingress: [{ports: [{port: http}]}]}`;
  const monitor = `spec: {selector: {matchLabels: {monitored: ${name}}}, endpoints: [{port: http}]}`;
  const claim = 'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}';
  const role = `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name}}`;
  const path = `{path: /, pathType: Prefix, backend: {service: {name: ${name}, port: {name: http}}}}`;
  const labelled = `metadata: {name: ${name}, labels: {monitored: ${name}}}`;
  return {
    needs: [
      manifest('autoscaling/v2', 'HorizontalPodAutoscaler', name, scale),
      manifest('policy/v1', 'PodDisruptionBudget', name, budget),
      manifest('networking.k8s.io/v1', 'NetworkPolicy', name, policy),
      manifest('monitoring.coreos.com/v1', 'ServiceMonitor', name, monitor),
      manifest(
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        name,
        role,
        `subjects: [{kind: ServiceAccount, name: ${name}, namespace: default}]`,
      ),
      manifest(
        'networking.k8s.io/v1',
        'Ingress',
        name,
        `spec: {rules: [{host: ${name}.example.com, http: {paths: [${path}]}}]}`,
      ),
    ],
    referenced: [
      {
        manifest: workload({ name, pod, container }),
        missing: [
          'disruption-budget-selects-nothing',
          'network-policy-selects-nothing',
          'scale-target-missing',
          'service-selects-nothing',
        ],
      },
      {
        manifest: service(name, '[{name: http, port: 80, targetPort: http}]').replace(/metadata: .*/, labelled),
        missing: ['ingress-backend-missing', 'monitor-selects-nothing'],
      },
      { manifest: manifest('v1', 'ServiceAccount', name), missing: ['service-account-missing', 'subject-missing'] },
      { manifest: manifest('rbac.authorization.k8s.io/v1', 'Role', name, 'rules: []'), missing: ['role-missing'] },
      { manifest: manifest('v1', 'ConfigMap', `${name}-env`, 'data: {MODE: a}'), missing: ['config-map-not-in-input'] },
      {
        manifest: manifest('v1', 'Secret', `${name}-db`, 'stringData: {password: a}'),
        missing: ['secret-not-in-input'],
      },
      {
        manifest: manifest('v1', 'PersistentVolumeClaim', `${name}-data`, claim),
        missing: ['persistent-volume-claim-missing'],
      },
    ],
  };
}

const anyName = fc.stringMatching(/^[a-z]{3,8}$/);
const anyApplications = fc.uniqueArray(anyName, { minLength: 1, maxLength: 3 }).map((names) => names.map(application));

test('a consistent set of objects has no finding, in any order', () => {
  const shuffled = anyApplications.chain((applications) => {
    const all = applications.flatMap(({ needs, referenced }) => [...needs, ...referenced.map((each) => each.manifest)]);
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
  fc.assert(
    fc.property(shuffled, (all) => {
      expect(found(all)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

const cases = application('web').referenced.map(({ missing }, index) => ({ title: missing.join(', '), index }));

test.each(cases)('without one object there is exactly: $title', ({ index }) => {
  fc.assert(
    fc.property(anyApplications, (applications) => {
      const missing = applications[0]?.referenced[index]?.missing ?? [];
      const rules = found(manifestsOf(applications, index)).map(({ rule }) => rule);
      expect(rules.sort()).toEqual([...missing].sort());
    }),
    { numRuns: 10 },
  );
});

test.each(cases)('in another namespace it does not count: $title', ({ index }) => {
  const web = application('web');
  const moved = (web.referenced[index]?.manifest ?? '').replace(/metadata:( \{|\n {2})/, 'metadata:$1NAMESPACE');
  const elsewhere = moved.replace('{NAMESPACE', '{namespace: other, ').replace('NAMESPACE', 'namespace: other\n  ');
  const rules = found([...manifestsOf([web], index), elsewhere]).map(({ rule }) => rule);
  expect(rules).toEqual(expect.arrayContaining([...(web.referenced[index]?.missing ?? [])]));
});

/** All of it but one referenced object of the first application. */
function manifestsOf(applications: readonly ReturnType<typeof application>[], without: number): readonly string[] {
  return applications.flatMap(({ needs, referenced }, place) => [
    ...needs,
    ...referenced.filter((_, index) => place > 0 || index !== without).map((each) => each.manifest),
  ]);
}

describe('what is known to exist elsewhere', () => {
  const user = workload('env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: password}}}]');

  test('is not missing', () => {
    expect(found([user], { external: [{ kind: 'Secret', name: 'db' }] })).toEqual([]);
    expect(found([user], { external: [{ kind: 'Secret', namespace: 'other', name: 'db' }] })).toHaveLength(1);
  });

  test('has the keys that it is said to have', () => {
    expect(found([user], { external: [{ kind: 'Secret', name: 'db', keys: ['password'] }] })).toEqual([]);
    const [finding] = found([user], { external: [{ kind: 'Secret', name: 'db', keys: ['pass'] }] });
    expect(finding?.rule).toBe('secret-key-missing');
  });
});

test('a name that is nearly right is suggested', () => {
  const [finding] = found([ingress('trackng', '{number: 80}'), service('tracking'), workload({ name: 'tracking' })]);
  expect(finding?.message).toBe('no Service "trackng" in namespace default, did you mean "tracking"?');
});

describe('what cannot be seen is not called missing', () => {
  test('after an unreadable file', () => {
    const { findings } = validate([
      { name: 'a.yaml', text: () => service() },
      { name: 'b.yaml', text: () => 'a: [' },
    ]);
    expect(findings.filter(({ rule }) => ids.has(rule))).toEqual([]);
  });

  test('where an operator makes the pods', () => {
    const prometheus = manifest('monitoring.coreos.com/v1', 'Prometheus', 'k8s', 'spec: {}');
    const selecting = manifest('v1', 'Service', 'p', 'spec: {selector: {prometheus: k8s}, ports: [{port: 9090}]}');
    expect(found([selecting])).toHaveLength(1);
    expect(found([selecting, prometheus])).toEqual([]);
  });
});

/** Each makes the Secret `made` with the key `password` (or what it always has), and no key `other`. */
describe.each([
  [
    'ExternalSecret',
    'password',
    manifest(
      'external-secrets.io/v1',
      'ExternalSecret',
      'made',
      'spec: {data: [{secretKey: password, remoteRef: {key: a}}]}',
    ),
  ],
  [
    'ExternalSecret with a template',
    'password',
    manifest(
      'external-secrets.io/v1',
      'ExternalSecret',
      'db',
      'spec: {target: {name: made, template: {data: {password: "{{ .a }}"}}}, data: [{secretKey: a, remoteRef: {key: a}}]}',
    ),
  ],
  [
    'ClusterExternalSecret',
    'password',
    manifest(
      'external-secrets.io/v1',
      'ClusterExternalSecret',
      'made',
      'spec: {externalSecretSpec: {data: [{secretKey: password, remoteRef: {key: a}}]}}',
    ),
  ],
  [
    'SealedSecret',
    'password',
    manifest('bitnami.com/v1alpha1', 'SealedSecret', 'made', 'spec: {encryptedData: {password: AgBy}}'),
  ],
  [
    'Certificate',
    'tls.crt',
    manifest(
      'cert-manager.io/v1',
      'Certificate',
      'web',
      'spec: {secretName: made, dnsNames: [web], issuerRef: {name: ca, kind: Issuer}}',
    ),
  ],
  [
    'Certificate with a keystore',
    'keystore.p12',
    manifest(
      'cert-manager.io/v1',
      'Certificate',
      'web',
      'spec: {secretName: made, dnsNames: [web], issuerRef: {name: ca}, keystores: {pkcs12: {create: true, password: a}}}',
    ),
  ],
  [
    'Issuer',
    'tls.key',
    manifest(
      'cert-manager.io/v1',
      'Issuer',
      'acme',
      'spec: {acme: {server: "https://acme.example.com", privateKeySecretRef: {name: made}}}',
    ),
  ],
  [
    'Cluster',
    'password',
    manifest('postgresql.cnpg.io/v1', 'Cluster', 'made', 'spec: {instances: 3, storage: {size: 1Gi}}'),
  ],
  ['Secret of a token', 'token', manifest('v1', 'Secret', 'made', 'type: kubernetes.io/service-account-token')],
] as const)('a Secret made by %s', (kind, key, producer) => {
  const name = kind === 'Cluster' ? 'made-app' : 'made';
  const reader = (item: string, secret = name) =>
    workload(`env: [{name: A, valueFrom: {secretKeyRef: {name: ${secret}, key: ${item}}}}]`);
  const rules = (user: string) =>
    found([user, producer])
      .map(({ rule }) => rule)
      .filter((rule) => rule.startsWith('secret-'));

  test('exists, with its keys and no others', () => {
    expect(rules(reader(key))).not.toContain('secret-not-in-input');
    expect(rules(reader(key))).not.toContain('secret-key-missing');
    expect(rules(reader('other'))).toContain('secret-key-missing');
    expect(rules(reader(key, 'missing'))).toContain('secret-not-in-input');
  });
});
