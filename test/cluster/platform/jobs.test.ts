/** Three pods serve, and one runs jobs: traces are archived while somebody logs, and an update has nobody wait. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { remark } from '../../support/proofs';
import { ask } from '../clients/http';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { TRACKING } from '../clients/services';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';

const HOST = `${TRACKING}:5000`;
const TRACES = 40;
const VALUES: JsonObject = {
  mlflow: { replicaCount: 3, workers: 1, resources: { requests: { cpu: '100m', memory: '512Mi' } } },
  jobs: { enabled: true, resources: { requests: { cpu: '100m', memory: '1Gi' } } },
  retention: { traces: { archive: { enabled: true, olderThan: '1h', everySeconds: 60 } } },
};
const cluster = realCluster();

/** As OpenTelemetry sends one, of a year ago. */
const spanOf = (traceId: string) => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              ...{ traceId, spanId: 'eee19b7ec3c1b174', name: 'a span', kind: 1 },
              startTimeUnixNano: '1764200000000000000',
              endTimeUnixNano: '1764200001000000000',
            },
          ],
        },
      ],
    },
  ],
});

describe(`jobs on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, 'jobs');
  const ids = Array.from({ length: TRACES }, () => randomBytes(16).toString('hex'));
  const withContent = () =>
    platform.shell(
      'postgresql',
      `psql -U "$POSTGRES_USER" -XAtc "SELECT count(*) FROM spans WHERE content <> ''" "$POSTGRES_DB"`,
    );

  beforeAll(async () => {
    await platform.makeNamespace();
    await platform.install('dev', VALUES);
  });
  afterAll(() => platform.remove());

  test('traces are archived while somebody logs: no request fails, and each pod that serves shows them', async () => {
    const api = await platform.api();
    const log = () => api.send(HOST, '/api/2.0/mlflow/runs/create', { experiment_id: '0', start_time: 1 });
    const outcome = await during(async () => {
      for (const id of ids) {
        const headers = { Host: HOST, 'Content-Type': 'application/json', 'x-mlflow-experiment-id': '0' };
        const body = JSON.stringify(spanOf(id));
        const { status } = await ask({ address: api.address, path: '/v1/traces', method: 'POST', headers, body });
        expect(status).toBe(200);
      }
      await eventually(async () => (await withContent()).trim(), '0', 300);
    }, log);
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    const pods = await platform.pods('tracking');
    expect(pods).toHaveLength(3);
    for (const { status } of pods) {
      for (const id of ids) {
        const path = `/api/3.0/mlflow/traces/get?trace_id=tr-${id}`;
        const answer = await ask({ address: status.podIP ?? '', path, headers: { Host: HOST } });
        expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('a span')]);
      }
    }
    expect((await platform.logs('jobs', 'mlflow')).join('\n')).toMatch(/archived [1-9][0-9]* trace/);
  });

  test('an update of all pods: no request fails, and there is never a second pod for jobs', async () => {
    const api = await platform.api();
    let most = 0;
    const outcome = await during(
      async () => {
        await platform.upgradeWithoutWaiting('dev', {
          ...VALUES,
          mlflow: { ...(VALUES['mlflow'] as JsonObject), podLabels: { another: 'one' } },
        });
        await eventually(
          async () => {
            const running = (await platform.pods('jobs')).filter(({ status }) => status.phase === 'Running');
            most = Math.max(most, running.length);
            const updated = (await platform.pods('tracking')).every(
              ({ metadata }) => metadata.labels?.['another'] === 'one',
            );
            return updated && running.every(({ metadata }) => metadata.labels?.['another'] === 'one') && running.length;
          },
          1,
          400,
        );
        await cluster.settled('jobs');
      },
      () => api.get(HOST),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    expect(most).toBe(1);
  });
});
