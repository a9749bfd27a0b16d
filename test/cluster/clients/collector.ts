/** An OpenTelemetry collector with a configuration that a page shows, and a program that sends it a span. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodSpec } from '../../../imports/kubernetes/types';
import { COLLECTOR_IMAGE } from '../addons/collector';
import { mlflowImage, MLFLOW } from '../images/versions';
import type { RealCluster } from '../nodes/real-cluster';
import { eventually } from '../eventually';
import { RESTRICTED } from './client';
import { ask } from './http';
import { TRACKING } from './services';

const SEND_A_SPAN = readFileSync(join(__dirname, 'send-a-span.py'), 'utf8');
const TRACE_ID = '5b8efff798038103d269b633813fc60c';

export interface CollectorOptions {
  readonly namespace: string;
  /** The text of its configuration. */
  readonly configuration: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it finds a token of this account. */
  readonly token?: { readonly account: string; readonly audience: string; readonly folder: string };
}

/** Sends a span through it; resolves when MLflow has the trace, which it shows to these headers. */
export async function traceThroughCollector(
  cluster: RealCluster,
  { namespace, configuration, env = {}, token }: CollectorOptions,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  await cluster.apply([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'collector', namespace },
      data: { 'collector.yaml': configuration },
    },
  ]);
  const spec: PodSpec = {
    restartPolicy: 'Never',
    ...(token !== undefined && { serviceAccountName: token.account }),
    automountServiceAccountToken: false,
    // Beside the program that sends to it, whose end it does not outlive.
    initContainers: [
      {
        name: 'collector',
        image: COLLECTOR_IMAGE,
        restartPolicy: 'Always',
        args: ['--config=/etc/otelcol/collector.yaml'],
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        securityContext: RESTRICTED,
        volumeMounts: [
          { name: 'configuration', mountPath: '/etc/otelcol' },
          ...(token === undefined ? [] : [{ name: 'token', mountPath: token.folder }]),
        ],
      },
    ],
    containers: [
      {
        name: 'program',
        image: mlflowImage(MLFLOW),
        command: ['python3', '-c', SEND_A_SPAN, TRACE_ID],
        securityContext: RESTRICTED,
      },
    ],
    volumes: [
      { name: 'configuration', configMap: { name: 'collector' } },
      ...(token === undefined
        ? []
        : [
            {
              name: 'token',
              projected: { sources: [{ serviceAccountToken: { path: 'token', audience: token.audience } }] },
            },
          ]),
    ],
  };
  const { code, output } = await cluster.start({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'traces', namespace },
    spec: { backoffLimit: 0, template: { spec } },
  }).ended;
  if (code !== 0) throw new Error(`no span was sent:\n${output}`);
  const address = await cluster.serviceAddress(namespace, TRACKING);
  const body = JSON.stringify({
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '1' } }],
  });
  const found = async () =>
    ask({
      address,
      method: 'POST',
      path: '/api/3.0/mlflow/traces/search',
      headers: { Host: `${TRACKING}:5000`, ...headers, 'Content-Type': 'application/json' },
      body,
    });
  await eventually(async () => (await found()).body.includes(`tr-${TRACE_ID}`), true);
}
