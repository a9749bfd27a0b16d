/** MLflow's Python client, as a Job of a team: in the cluster, with the environment of our client ConfigMap. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvFromSource, EnvVar, Job } from '../../imports/kubernetes/types';
import type { Cluster } from './node/cluster';
import type { KubernetesObject } from './node/store';

const SCRIPT = readFileSync(join(__dirname, 'clients/client.py'), 'utf8');

export interface ClientOptions {
  readonly namespace: string;
  /** MLflow's version. */
  readonly version: string;
  /** Where it takes its settings from. */
  readonly envFrom: readonly EnvFromSource[];
  readonly env?: readonly EnvVar[];
}

/** What the client saw while it logged; all of it is visible to clients. */
export interface Logged {
  readonly run_id: string;
  readonly tracking_uri: string;
  readonly artifact_location: string;
  readonly artifact_uri: string;
  readonly source: string;
  readonly download_uri: string;
  readonly upload_seconds: number;
}

export class Client {
  #jobs = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: ClientOptions,
  ) {}

  /** Logs a run with an artefact and a registered model of this name. */
  async log(name: string, mebibytes: number): Promise<Logged> {
    return (await this.script('log', name, String(mebibytes))) as Logged;
  }

  /** Reads back what was logged, and throws if anything of it is missing or different. */
  async check(logged: Logged): Promise<{ readonly download_seconds: number }> {
    return (await this.script('check', JSON.stringify(logged))) as { download_seconds: number };
  }

  /** Runs the script to its end; gives its last line. */
  private async script(...args: readonly string[]): Promise<unknown> {
    const { code, output } = await this.cluster.run(this.job(args));
    if (code !== 0)
      throw new Error(`client.py ${args.join(' ')} ended with code ${String(code)}:\n${output.slice(-5000)}`);
    return JSON.parse(output.trim().split('\n').at(-1) ?? '');
  }

  /** A Job that runs the script. */
  job(args: readonly string[]): Job & KubernetesObject {
    const { namespace, version, envFrom, env = [] } = this.options;
    this.#jobs += 1;
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: `client-${String(this.#jobs)}`, namespace },
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [
              {
                name: 'client',
                image: `ghcr.io/mlflow/mlflow:v${version}-full`,
                command: ['python3', '-c', SCRIPT, ...args],
                envFrom,
                env: [{ name: 'HOME', value: '/tmp' }, { name: 'MLFLOW_DISABLE_TELEMETRY', value: 'true' }, ...env],
                securityContext: { runAsUser: 1001, runAsGroup: 1001 },
              },
            ],
          },
        },
      },
    };
  }
}
