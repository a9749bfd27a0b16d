/** docs/nginx.md as it stands there: an organisation's own nginx before MLflow in the cluster, with the login here or there. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blocksIn } from '../../docs/shown';
import { Authority } from '../../support/certificates';
import { ask } from '../clients/http';
import { exchange } from '../clients/exchange';
import { ALICE, basic, basicOf, htpasswd, type Login } from '../clients/login';
import { TRACKING } from '../clients/services';
import { SEARCH } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { holdTable } from './hold-table';
import { nginxVersion, startConfigured, type Nginx } from './nginx';
import { Platform } from './platform';
import { users } from './secrets';

const HOST = 'mlflow.example.com';
const MIB = 2 ** 20;
const ARTEFACT = '/api/2.0/mlflow-artifacts/artifacts/0/model.bin';
const CREATE = '/api/2.0/mlflow/experiments/create';

const cluster = realCluster();
const [shown = ''] = blocksIn('docs/nginx.md', 'nginx');
/** As the page says: these lines stay with `none` only. */
const ONLY_NONE = /^.*# with auth\.mode none only$\n/gm;

describe.each(['none', 'basic'] as const)(
  `docs/nginx.md, ${nginxVersion()} before auth.mode %s, on Kubernetes ${cluster.version}`,
  (mode) => {
    const namespace = `own-nginx-${mode}`;
    const platform = new Platform(cluster, namespace);
    const authority = new Authority();
    const files = mkdtempSync(join(tmpdir(), 'own-nginx-'));
    let nginx: Nginx;
    let port: number;

    const headers = (login?: Login, more: Readonly<Record<string, string>> = {}) => ({
      Host: HOST,
      ...basicOf(login),
      ...more,
    });
    const tls = { servername: HOST, ca: authority.certificate };
    const get = async (path: string, login?: Login, more?: Readonly<Record<string, string>>) =>
      ask({ address: '127.0.0.1', port, tls, path, headers: headers(login, more) });

    beforeAll(async () => {
      await platform.makeNamespace();
      await cluster.apply([users(namespace, ALICE)]);
      // The page's values, but for nginx's address: how the cluster sees this machine.
      await platform.install('dev', {
        mlflow: { allowedHosts: [HOST], corsAllowedOrigins: [`https://${HOST}`] },
        auth: {
          mode,
          trustedProxies: ['10.97.0.1'],
          ...(mode === 'basic' ? { basic: { existingSecret: 'mlflow-users' } } : {}),
        },
      });
      const pair = authority.issue(HOST);
      writeFileSync(join(files, 'mlflow.crt'), pair.certificate);
      writeFileSync(join(files, 'mlflow.key'), pair.key);
      writeFileSync(join(files, 'htpasswd'), htpasswd(ALICE));
      expect(shown.match(ONLY_NONE)).toHaveLength(3);
      const service = await cluster.serviceAddress(namespace, TRACKING);
      const written = (mode === 'none' ? shown : shown.replace(ONLY_NONE, ''))
        .replace('mlflow.internal:5000', `${service}:5000`)
        .replace(/\/etc\/ssl\/\w+\//g, `${files}/`)
        .replace('/etc/nginx/htpasswd', join(files, 'htpasswd'));
      nginx = await startConfigured(written);
      port = nginx.port;
    });
    afterAll(async () => {
      nginx.stop();
      rmSync(files, { recursive: true, force: true });
      authority.close();
      await platform.remove();
    });

    test('a right password gets in, a wrong one and none do not; /health is open', async () => {
      const status = async (login?: Login) => (await get(SEARCH, login)).status;
      expect(await status(ALICE)).toBe(200);
      expect(await status({ ...ALICE, password: 'wrong' })).toBe(401);
      expect(await status()).toBe(401);
      expect(await get('/health')).toEqual({ status: 200, body: 'OK' });
    });

    test('a model goes up and comes back as it was, and nginx keeps nothing of it on its disk', async () => {
      const model = randomBytes(50 * MIB);
      const secure = { port, host: HOST, path: ARTEFACT, tls, login: ALICE } as const;
      expect((await exchange({ ...secure, method: 'PUT', body: model })).status).toBe(200);
      const { status, sha256 } = await exchange({ ...secure, method: 'GET' });
      expect({ status, sha256 }).toEqual({ status: 200, sha256: createHash('sha256').update(model).digest('hex') });
      expect(nginx.spooled()).toEqual([]);
    });

    test('an answer whose first byte takes longer than a minute arrives', async () => {
      const locked = holdTable(platform, 65);
      await sleep(1000);
      const { status } = await exchange({ port, host: HOST, path: SEARCH, tls, login: ALICE, method: 'GET' });
      await locked;
      expect(status).toBe(200);
    });

    test('the web page changes data from its own origin, and from no other', async () => {
      const post = async (origin: string) =>
        ask({
          address: '127.0.0.1',
          port,
          tls,
          method: 'POST',
          path: CREATE,
          headers: headers(ALICE, { Origin: origin, 'Content-Type': 'application/json' }),
          body: JSON.stringify({ name: `from ${origin}` }),
        });
      expect((await post(`https://${HOST}`)).status).toBe(200);
      expect((await post('https://evil.example.com')).status).toBe(403);
    });

    test('MLflow’s proxy believes nginx where a request came from, and nobody what it says of itself', async () => {
      await get('/version', ALICE, { 'X-Forwarded-For': '6.6.6.6', 'X-Forwarded-Host': 'evil.example.com' });
      const seen = async () => {
        const lines = (await platform.log('tracking', 'proxy')).split('\n').filter((line) => line.includes('/version'));
        const { client, peer } = JSON.parse(lines.at(-1) ?? '{}') as {
          readonly client?: string;
          readonly peer?: string;
        };
        return { client, peer };
      };
      // nginx and this client are on one machine.
      await eventually(seen, { client: '127.0.0.1', peer: '10.97.0.1' });
    });

    test('plain HTTP leads to HTTPS', async () => {
      const { status } = await ask({ address: '127.0.0.1', port: 80, path: '/x', headers: basic(ALICE) });
      expect(status).toBe(301);
    });
  },
);
