/** The staging platform behind Traefik, under a certificate by cert-manager: for programs and for people with a browser. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { certManager } from '../addons/cert-manager';
import { traefik } from '../addons/traefik';
import { picture, withBrowser } from '../clients/browser';
import { ALICE } from '../clients/login';
import { Client, type Logged } from '../clients/client';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { eventually } from '../eventually';
import { remark } from '../../support/proofs';
import { realCluster } from '../nodes/running';
import { renew } from './company';
import { CERTIFICATE, HOST, Published } from './published';

const NAMESPACE = 'published';
const cluster = realCluster();
const TITLE = `staging behind Traefik ${traefik.version} and cert-manager ${certManager.version}, Kubernetes ${cluster.version}`;

describe(TITLE, () => {
  const published = new Published(cluster, NAMESPACE);
  let logged: Logged;

  beforeAll(() => published.install());
  afterAll(() => published.platform.remove());

  test('MLflow’s client logs and reads through the Ingress, and checks the certificate', async () => {
    const client = new Client(cluster, NAMESPACE, {
      login: ALICE,
      pod: published.pod,
      secrets: [CERTIFICATE],
      env: [
        { name: 'MLFLOW_TRACKING_URI', value: `https://${HOST}` },
        { name: 'MLFLOW_TRACKING_SERVER_CERT_PATH', value: `/secrets/${CERTIFICATE}/ca.crt` },
      ],
    });
    logged = await client.log('through the Ingress', 200);
    remark(`200 MiB went up in ${String(logged.upload_seconds)} s`);
    const { download_seconds: seconds } = await client.check(logged);
    remark(`and came down in ${String(seconds)} s`);
  });

  test('a person sees the run in a browser, and makes an experiment there', async () => {
    const { address } = published;
    await withBrowser(
      { host: HOST, address, certificate: await published.certificate() },
      async (page) => {
        await page.goto(`https://${HOST}/#/experiments`);
        await page.getByText('through the Ingress').first().waitFor();
        await picture(page, 'experiments');
        await page.goto(`https://${HOST}/#/experiments/1/runs/${logged.run_id}`);
        await page.getByText('learning_rate').first().waitFor();
        await picture(page, 'run');
        await page.goto(`https://${HOST}/#/experiments`);
        await page.getByRole('button', { name: 'Create' }).first().click();
        await page.getByRole('dialog').getByRole('textbox').first().fill('made in a browser');
        await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
        await page.getByText('made in a browser').first().waitFor();
        await picture(page, 'experiment');
      },
      ALICE,
    );
    const { body } = await published.ask('/api/2.0/mlflow/experiments/get-by-name?experiment_name=made+in+a+browser');
    expect(JSON.parse(body)).toMatchObject({ experiment: { name: 'made in a browser' } });
  });

  test('the certificate is renewed: the new one is shown, and no request fails', async () => {
    const before = await published.certificate();
    const outcome = await during(
      async () => {
        await renew(cluster, NAMESPACE, CERTIFICATE);
        await eventually(async () => (await published.certificate()).serialNumber === before.serialNumber, false);
        await sleep(5000);
      },
      () => published.ask(),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
  });
});
