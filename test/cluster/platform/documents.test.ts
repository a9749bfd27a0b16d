/**
 * docs/guide.md, docs/mlflow-guide.md, docs/training-workflow.md and docs/environments.md, typed as they stand there against one platform: with a
 * login, NetworkPolicies, and an Ingress whose certificate is a private authority's. What guide.md and environments.md show that is proved
 * elsewhere (test/docs/commands.ts) is left out.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../docs/commands';
import { commandsIn, commandsOf, filesIn, typedIn, type Typed } from '../../docs/shown';
import { expectPrinted } from '../../docs/printed';
import { Authority } from '../../support/certificates';
import { installTraefik } from '../addons/install';
import { ALICE } from '../clients/login';
import { TRACKING } from '../clients/services';
import { TrackingApi } from '../clients/tracking-api';
import { ask } from '../clients/http';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { buildCommand } from './doctor';
import { letTestsIn, rangesOfTests } from './let-in';
import { Platform } from './platform';
import { ordinarySecrets, secret } from './secrets';
import { typeBlocks } from './workstation';

const NAMESPACE = 'documents';
/** A team's. */
const TRAINING = 'training';
const HOST = 'mlflow.staging.example.com';
/** As the pages have it, and as it is here. */
const here = (text: string) =>
  text
    .replaceAll(/mlflow-(prod|staging)(?!-)/g, NAMESPACE)
    .replaceAll('dist/prod/', 'dist/staging/')
    .replaceAll('mlflow.example.com', HOST);

const PROVED_HERE = 'test/cluster/platform/documents.test.ts';

/** Blocks of a page whose commands are proved here, and all of its Python. */
function page(document: string): readonly Typed[] {
  const proofs = new Map(COMMANDS[document]);
  return typedIn(document).filter((block) => {
    if (block.language === 'python') return true;
    const mine = commandsOf(block).map((command) => {
      const proof = proofs.get(command);
      return proof !== undefined && 'platform' in proof && proof.platform === PROVED_HERE;
    });
    // A block is typed as a whole, or not at all.
    expect([block.text, new Set(mine).size]).toEqual([block.text, 1]);
    return mine.every(Boolean);
  });
}

const cluster = realCluster();

describe(`pages typed as they stand, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const authority = new Authority();
  let hosts: Readonly<Record<string, string>> = {};

  /** Types a page; what each block prints is what the page says. */
  async function type(document: string, blocks: readonly Typed[], env: readonly Typed[] = []): Promise<void> {
    const all = [...env, ...blocks];
    const shown = Object.fromEntries([...filesIn(document)].map(([name, text]) => [name, here(text)]));
    const printed = await typeBlocks(cluster, {
      blocks: all,
      here,
      files: { ...shown, 'alice.txt': ALICE.password, 'company-ca.crt': authority.certificate },
      hosts,
      namespaces: [NAMESPACE, ...(document.includes('training') ? [TRAINING] : [])],
    });
    all.forEach(({ prints }, index) => {
      if (prints !== undefined) expectPrinted(printed[index] ?? '', here(prints));
    });
  }

  beforeAll(async () => {
    await installTraefik(cluster);
    hosts = { [HOST]: await cluster.serviceAddress('ingress', 'traefik') };
    await platform.makeNamespace();
    const { certificate, key } = authority.issue(HOST);
    await cluster.apply([
      ...ordinarySecrets(NAMESPACE),
      secret(NAMESPACE, 'mlflow-staging-tls', { 'tls.crt': certificate, 'tls.key': key }),
      letTestsIn(cluster, NAMESPACE),
    ]);
    const monitoring = rangesOfTests(cluster).map((cidr) => ({ cidr }));
    await platform.install('staging', {
      mlflow: { resources: { requests: { cpu: '250m' } } },
      postgresql: { resources: { requests: { cpu: '100m', memory: '512Mi' } } },
      minio: { resources: { requests: { cpu: '100m', memory: '512Mi' } } },
      networkPolicy: { ingressControllers: [{ namespace: 'ingress' }], monitoring },
      // As prod has it.
      monitoring: { enabled: true },
    });
    const outside = async () => {
      const tls = { servername: HOST, ca: authority.certificate };
      return (await ask({ address: hosts[HOST] ?? '', port: 443, tls, path: '/health', headers: { Host: HOST } }))
        .status;
    };
    await eventually(() => outside().catch(() => 0), 200);
    await buildCommand();
  });
  afterAll(async () => {
    authority.close();
    await cluster.ok(['delete', 'namespace', TRAINING, '--ignore-not-found', '--wait=false']);
    await platform.remove();
  });

  test('docs/guide.md: the guide, with what works now', async () => {
    await type('docs/guide.md', page('docs/guide.md'));
  });

  test('docs/mlflow-guide.md: from connecting to REST', async () => {
    await type('docs/mlflow-guide.md', page('docs/mlflow-guide.md'));
  });

  /** What docs/mlflow-guide.md has a reader set, to which the other page refers. */
  const connected = page('docs/mlflow-guide.md').slice(0, 1);

  test('docs/training-workflow.md: a notebook, and a team’s namespace that trains, promotes, scores and serves', async () => {
    await type('docs/training-workflow.md', page('docs/training-workflow.md'), connected);
    const api = new TrackingApi(await cluster.serviceAddress(NAMESPACE, TRACKING), ALICE);
    const { body } = await api.get(
      `${TRACKING}:5000`,
      '/api/2.0/mlflow/registered-models/alias?name=prices&alias=champion',
    );
    expect(JSON.parse(body)).toMatchObject({ model_version: { name: 'prices', version: '1' } });
  });

  test('docs/training-workflow.md: what its pipeline runs', async () => {
    const commands = commandsIn('docs/training-workflow.md').slice(-2);
    expect(commands).toEqual(['python3 train.py', 'python3 promote.py']);
    const run = (alpha: string): Typed => ({
      language: 'sh',
      text: `export ALPHA=${alpha} RUN_NAME=ci\n${commands.join('\n')}\n`,
    });
    await type(
      'docs/training-workflow.md',
      [{ ...run('0.1'), prints: 'version 2\nversion 2 is champion\n' }],
      connected,
    );
    await expect(type('docs/training-workflow.md', [run('100')], connected)).rejects.toThrow(
      'version 3 is worse than 2: nothing is changed',
    );
  });

  test('docs/environments.md', async () => {
    await type('docs/environments.md', page('docs/environments.md'));
  });
});
