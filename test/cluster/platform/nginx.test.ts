/** A model behind an Ingress: real nginx before the real server, first as ingress-nginx is by default, then as our annotations ask. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { exchange, type Reply } from '../clients/exchange';
import { TRACKING } from '../clients/services';
import { SEARCH } from '../clients/tracking-api';
import { realCluster } from '../nodes/running';
import { holdTable } from './hold-table';
import { annotationsOf, INGRESS_NGINX_DEFAULTS, nginxVersion, startNginx, type Nginx } from './nginx';
import { Platform } from './platform';

const NAMESPACE = 'nginx';
const HOST = 'mlflow.example.com';
const MIB = 2 ** 20;
const artefact = (name: string) => `/api/2.0/mlflow-artifacts/artifacts/0/${name}`;

const cluster = realCluster();

describe(`dist/dev's chart behind ${nginxVersion()}, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  let asItComes: Nginx;
  let asAnnotated: Nginx;

  const put = (nginx: Nginx, name: string, body: Buffer) =>
    exchange({ port: nginx.port, host: HOST, method: 'PUT', path: artefact(name), body });
  const get = (nginx: Nginx, path: string) => exchange({ port: nginx.port, host: HOST, method: 'GET', path });

  beforeAll(async () => {
    await platform.makeNamespace();
    const values = { mlflow: { ingress: { enabled: true, hosts: [{ host: HOST }] } } };
    await platform.install('dev', values);
    const upstream = `${await cluster.serviceAddress(NAMESPACE, TRACKING)}:5000`;
    const annotated = annotationsOf(await platform.rendered('dev', values));
    asItComes = await startNginx(upstream, INGRESS_NGINX_DEFAULTS);
    asAnnotated = await startNginx(upstream, { ...INGRESS_NGINX_DEFAULTS, ...annotated });
  });
  afterAll(async () => {
    asItComes.stop();
    asAnnotated.stop();
    await platform.remove();
  });

  test('without the annotations, a first model of 2 MB is refused with 413', async () => {
    const model = randomBytes(2 * MIB);
    expect((await put(asItComes, 'small.bin', model.subarray(0, MIB / 2))).status).toBe(200);
    expect(asItComes.spooled()).toEqual(['a client request body is buffered']);
    expect((await put(asItComes, 'model.bin', model)).status).toBe(413);
    expect((await put(asAnnotated, 'model.bin', model)).status).toBe(200);
  });

  test('with them, 200 MiB go up and come back as they were, and nginx keeps nothing of them on its disk', async () => {
    const model = randomBytes(200 * MIB);
    expect((await put(asAnnotated, 'large.bin', model)).status).toBe(200);
    const { status, sha256, bytes } = await get(asAnnotated, artefact('large.bin'));
    expect({ status, bytes, sha256 }).toEqual({ status: 200, bytes: 200 * MIB, sha256: digest(model) });
    expect(asAnnotated.spooled()).toEqual([]);
    expect((await get(asItComes, artefact('large.bin'))).sha256).toBe(sha256);
  });

  test('an answer whose first byte takes longer than a minute arrives; without them it is a 504', async () => {
    const locked = holdTable(platform, 70);
    await sleep(1000);
    const answers = await Promise.all([get(asItComes, SEARCH), get(asAnnotated, SEARCH)]);
    expect(answers.map(({ status }: Reply) => status)).toEqual([504, 200]);
    await locked;
    remark(`after ${answers.map(({ seconds }) => seconds.toFixed(0)).join(' and ')} s`);
  });
});

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
