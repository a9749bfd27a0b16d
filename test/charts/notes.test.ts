/** What Helm prints after an installation: every address of MLflow is the one at which it answers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import { packArchive } from '../../lib/synth/archive';
import { chartFiles } from '../../lib/synth/chart-files';
import type { JsonObject } from '../../lib/values/merge';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { helm, helms, type Helm } from '../support/helm';
import { complete, model, SMALLEST } from '../support/platform';

const PREFIXED = complete(SMALLEST, {
  mlflow: {
    staticPrefix: '/team/mlflow',
    service: { port: 8080 },
    ingress: {
      enabled: true,
      hosts: [{ host: 'a.example.com' }, { host: 'b.example.com' }],
      tls: [{ secretName: 't' }],
    },
  },
});
const RELEASE = { name: 'web', namespace: 'ml' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'notes-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** `helm template` prints no NOTES, and Helm 3 installs nothing without a cluster: here they are the text of an object. */
async function notesOf(by: Helm, values: typeof PREFIXED): Promise<string> {
  const chart = join(folder, 'mlflow.tgz');
  const files = new Map(chartFiles(model, values));
  files.set('notes.txt', files.get('templates/NOTES.txt') ?? '');
  files.set('templates/notes.yaml', 'notes: {{ tpl (.Files.Get "notes.txt") . | toJson }}\n');
  writeFileSync(chart, packArchive('mlflow', files));
  const args = ['template', 'web', chart, '-n', 'ml', '--show-only', 'templates/notes.yaml'];
  const { stdout, stderr } = await by.run(args);
  expect(stderr).toBe('');
  return (readDocuments(stdout, 'helm')[0]?.value as { readonly notes: string }).notes;
}

describe.each(helms().map((each) => [each.version, each] as const))('Helm %s', (_, each) => {
  test('all addresses of MLflow have the static prefix', async () => {
    const notes = await notesOf(each, PREFIXED);
    const addresses = notes.match(/https?:\/\/\S+/g);
    expect(addresses).toEqual([
      'http://web-tracking.ml.svc.cluster.local:8080/team/mlflow',
      'http://web-minio.ml.svc.cluster.local:9000,',
      'http://web-minio.ml.svc.cluster.local:9001',
      'https://a.example.com/team/mlflow',
      'https://b.example.com/team/mlflow',
      'http://localhost:5000/team/mlflow',
    ]);
  });

  test('helm test is shown, and what it lacks: a login where there is one, and none where it has one', async () => {
    const COMMAND = '  See whether a user can work with it:\n    helm test web -n ml --logs\n';
    const LACKS =
      '    It knows no login, and only sees that one is asked for: name a Secret in smokeTest.existingSecret (docs/install.md).\n';
    const basic = { auth: { mode: 'basic', basic: { existingSecret: 'users' } } };
    const open = await notesOf(each, PREFIXED);
    expect([open.includes(COMMAND), open.includes(LACKS)]).toEqual([true, false]);
    expect(await notesOf(each, complete(PREFIXED, basic))).toContain(COMMAND + LACKS);
    const known = await notesOf(each, complete(PREFIXED, basic, { smokeTest: { existingSecret: 'tester' } }));
    expect([known.includes(COMMAND), known.includes(LACKS)]).toEqual([true, false]);
    const off = await notesOf(each, complete(PREFIXED, basic, { smokeTest: { enabled: false } }));
    expect([off.includes(COMMAND), off.includes(LACKS)]).toEqual([false, false]);
  });

  test('without a way in from outside, none is named', async () => {
    const notes = await notesOf(
      each,
      complete(PREFIXED, { mlflow: { ingress: { enabled: false }, staticPrefix: '' } }),
    );
    expect(notes).not.toContain('example.com');
    expect(notes).not.toContain('From outside');
    expect(notes).toContain('    http://localhost:5000\n');
  });

  test('through OpenShift’s router, and where an issuer sends browsers back to, by each way in', async () => {
    const oidc = {
      mode: 'oidc',
      oidc: { issuerUrl: 'https://login.example.com', clientId: 'a', existingSecret: 'b', allowedGroups: ['c'] },
    };
    const ways = {
      ingress: { enabled: false },
      gateway: { enabled: true, parentRefs: [{ name: 'public' }], hostnames: ['c.example.com'] },
      route: { enabled: true, host: 'd.example.com' },
    };
    const notes = await notesOf(each, complete(PREFIXED, { auth: oidc, mlflow: ways }));
    expect(notes).toContain('Through OpenShift’s router:\n  https://d.example.com/team/mlflow\n');
    expect(notes.match(/https:\S+callback/g)).toEqual(
      ['c', 'd'].map((host) => `https://${host}.example.com/team/mlflow/oauth2/callback`),
    );
    const none = await notesOf(each, complete(PREFIXED, { auth: oidc, mlflow: { ingress: { enabled: false } } }));
    expect(none.match(/https:\S+callback/g)).toEqual(['https://<host>/team/mlflow/oauth2/callback']);
    expect(none).not.toContain('router');
  });

  test('of volumes without a class, and of what takes no proxy', async () => {
    const WAIT = 'Volumes are of the cluster’s default StorageClass';
    const PAST = 'Webhooks and the AI gateway take no proxy';
    const some = await notesOf(each, complete(PREFIXED, { minio: { storage: { storageClass: 'fast' } } }));
    expect([some.includes(WAIT), some.includes(PAST)]).toEqual([true, false]);
    const all = { global: { storageClass: 'fast' }, outboundProxy: { https: 'http://proxy:3128' } };
    const none = await notesOf(each, complete(PREFIXED, all));
    expect([none.includes(WAIT), none.includes(PAST)]).toEqual([false, true]);
    const cnpg = await notesOf(
      each,
      complete(PREFIXED, { database: { engine: 'cloudnative-pg' }, minio: { storage: { storageClass: 'a' } } }),
    );
    expect(cnpg).not.toContain(WAIT);
  });

  test('of metrics: how Prometheus finds them, and that somebody has to load the alerts', async () => {
    const of = (monitoring: JsonObject) =>
      notesOf(each, complete(PREFIXED, { monitoring: { enabled: true, ...monitoring } }));
    const load = 'ITS ALERTS ARE A FILE THAT YOUR PROMETHEUS HAS TO LOAD';
    const annotated = await of({});
    expect(annotated).toContain('  Prometheus finds its metrics by annotations of Services (prometheus.io/scrape).\n');
    expect(annotated).toContain(load);
    expect(annotated).toMatch(/get configmap \S+-alerts -o jsonpath='\{\.data\.mlflow\\\.rules\\\.yaml\}'/);
    const operated = await of({ mode: 'operator' });
    expect(operated).toContain('by ServiceMonitors, and loads its alerts by a PrometheusRule.\n');
    expect(operated).not.toContain(load);
    const unsaid = await of({ mode: 'none', alerts: { enabled: false } });
    expect(unsaid).toContain('by nothing of the release (docs/monitoring.md).\n');
    expect(unsaid).not.toContain(load);
    expect(await notesOf(each, PREFIXED)).not.toContain('Prometheus finds');
  });

  test('with NetworkPolicies, who gets in is said, and where to let in others', async () => {
    const networkPolicy = {
      enabled: true,
      ingressControllers: [{ namespace: 'ingress-nginx' }],
      clients: [
        {},
        { podLabels: { app: 'a' } },
        { namespaceLabels: { team: 'b' } },
        { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.0.0/16'] },
      ],
      monitoring: [{ namespace: '*', podLabels: { app: 'prometheus' } }],
    };
    const notes = await notesOf(each, complete(PREFIXED, { networkPolicy }));
    expect(notes).toContain(`
NetworkPolicies cut off all but what docs/isolation.md lists, where the cluster enforces them. To MLflow get
  all pods of the namespace ingress-nginx (ingressControllers)
  all pods of this namespace (clients)
  pods with {"app":"a"} of this namespace (clients)
  all pods of namespaces with {"team":"b"} (clients)
  10.0.0.0/8 except ["10.1.0.0/16","10.2.0.0/16"] (clients)
  pods with {"app":"prometheus"} of every namespace (monitoring, metrics only)
  and nobody else: name an Ingress controller of another namespace, or clients there, in these lists of networkPolicy.
`);
    expect(await notesOf(each, PREFIXED)).not.toContain('NetworkPolicies');
  });
});

/** What the notes say of keys, for anything in `mlflow`. */
async function ofKeys(mlflow: JsonObject): Promise<string> {
  const notes = await notesOf(helm('4'), complete(SMALLEST, { mlflow, clients: { configMap: false } }));
  const [, said = ''] =
    /port-forward[^]*?http:\/\/localhost:5000\n([^]*?)(?= {2}PostgreSQL runs in one pod)/.exec(notes) ?? [];
  return said;
}

describe('keys of encryption', () => {
  const publicPassphrase =
    '  Credentials of the gateway are encrypted with MLflow’s public passphrase: name a Secret in mlflow.encryption.existingSecret.\n';
  const noWebhookKey =
    '  Webhooks with a secret fail now and then, because each process of MLflow encrypts it with a key of its own: name a\n' +
    '  Secret with such a key in mlflow.encryption.existingSecret.\n';
  const webhookKey = `${'A'.repeat(43)}=`;
  const variable = (name: string) => ({ env: [{ name, value: 'x' }] });

  test.each<[string, JsonObject, string]>([
    ['none', {}, publicPassphrase + noWebhookKey],
    ['a passphrase', { encryption: { passphrase: 'x' } }, noWebhookKey],
    ['a passphrase by its variable', variable('MLFLOW_CRYPTO_KEK_PASSPHRASE'), noWebhookKey],
    ['a key of webhooks', { encryption: { webhookKey } }, publicPassphrase],
    ['a key of webhooks by its variable', variable('MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY'), publicPassphrase],
    ['both', { encryption: { passphrase: 'x', webhookKey } }, ''],
  ])('%s: what is missing is said', async (_, mlflow, expected) => {
    expect(await ofKeys(mlflow)).toBe(expected);
  });

  // One that was made for chart 1.0.0 has the passphrase only.
  test('of a Secret, the command only looks: to replace one that is there would lose what it has encrypted', async () => {
    const said = await ofKeys({ encryption: { existingSecret: 'keys', existingSecretWebhookKey: 'web.hooks' } });
    expect(said).toBe(`  Keep the Secret keys as safe as the database. A webhook with a secret fails now and then
  without its key web.hooks. Whether it has one:
    kubectl -n ml get secret keys -o go-template='{{if index .data "web.hooks"}}it has{{end}}'
  If that prints nothing, docs/server.md says how to add it. Never replace one: what it encrypted would be lost.
`);
    expect(said.match(/^ {4}\S+( \S+){3}/gm)).toEqual(['    kubectl -n ml get']);
  });
});

test('so do those of clients', () => {
  const objects = evaluateModel(model, { values: PREFIXED, release: RELEASE });
  expect(writeYaml(objects.get('clients-configmap') ?? null)).toContain(
    'MLFLOW_TRACKING_URI: http://web-tracking.ml.svc.cluster.local:8080/team/mlflow\n',
  );
});
