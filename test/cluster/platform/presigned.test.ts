/** Artefacts by signed URLs: a client's 500 MiB and a browser's download pass the server by, and its memory does not know of them. */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { picture, withBrowser } from '../clients/browser';
import { Client, type Logged } from '../clients/client';
import { TRACKING } from '../clients/services';
import { realCluster } from '../nodes/running';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { Platform } from './platform';

const NAMESPACE = 'presigned';
const HOST = `${TRACKING}:5000`;
const PUBLIC = 'store.example.com';
const MEBIBYTES = 500;
/** What it may hold more: far less than what passes. */
const MARGIN = 60;
const cluster = realCluster();

describe(`mlflow.artifacts.mode presigned, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  let store: string;
  /** A small one, in the first experiment that there is beside the default. */
  let warm: Logged;
  let logged: Logged;

  beforeAll(async () => {
    await platform.makeNamespace();
    await platform.install('dev', {
      mlflow: {
        artifacts: { mode: 'presigned', presigned: { publicEndpoint: `http://${PUBLIC}:9000` } },
        corsAllowedOrigins: [`http://${HOST}`],
      },
    });
    store = await cluster.serviceAddress(NAMESPACE, 'mlflow-minio');
  });
  afterAll(() => platform.remove());

  const held = async () => cluster.memoryOf(await platform.pod('tracking'));

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('MLflow’s client logs 500 MiB by the store’s public name and reads it back; the server’s memory is flat', async () => {
    const client = new Client(cluster, NAMESPACE, { pod: { hostAliases: [{ ip: store, hostnames: [PUBLIC] }] } });
    warm = await client.log('warm', 1);
    await client.check(warm);
    const before = await held();
    let [most, over] = [before, false];
    const watching = (async () => {
      while (!over) {
        most = Math.max(most, await held());
        await sleep(500);
      }
    })();
    logged = await client.log('presigned', MEBIBYTES);
    const { download_seconds } = await client.check(logged);
    over = true;
    await watching;
    remark(
      `${String(MEBIBYTES)} MiB up in ${String(logged.upload_seconds)} s, down in ${String(download_seconds)} s; the server held ${before.toFixed(0)} MiB before and ${most.toFixed(0)} MiB at most`,
    );
    expect(most - before).toBeLessThan(MARGIN);
    expect(await platform.restarts('tracking')).toBe(0);
  });

  test('a client that does not reach the public name gets nothing through the server', async () => {
    const env = [{ name: 'MLFLOW_HTTP_REQUEST_MAX_RETRIES', value: '1' }];
    const impatient = new Client(cluster, NAMESPACE, { env });
    await expect(impatient.check(warm)).rejects.toThrow('Failed to download artifacts');
  });

  test('a browser downloads an artefact from the store', async () => {
    const site = {
      host: TRACKING,
      address: await cluster.serviceAddress(NAMESPACE, TRACKING),
      others: { [PUBLIC]: store },
    };
    await withBrowser(site, async (page) => {
      await page.goto(`http://${HOST}/#/experiments/1/runs/${warm.run_id}/artifacts/weights.bin`);
      await picture(page, 'presigned-nodes');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('button[data-component-id*="artifactview"]').click(),
      ]);
      expect(download.url().startsWith(`http://${PUBLIC}:9000/`)).toBe(true);
      expect(statSync(await download.path()).size).toBe(2 ** 20);
    });
  });
});
