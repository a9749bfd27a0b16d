/** MLflow's Python client, as a Job of a team: in the cluster, with the environment of our client ConfigMap. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EnvFromSource, EnvVar, Job, PodSpec, SecurityContext, Volume } from '../../../imports/kubernetes/types';
import type { RenderedObject } from '../../support/dist';
import { MLFLOW, mlflowImage, TEAM_IMAGE } from '../images/versions';
import type { RunningJob } from '../nodes/job';
import type { Login } from './login';

const SCRIPT = readFileSync(join(__dirname, 'client.py'), 'utf8');

/** Whatever runs a Job. */
export interface Jobs {
  start(job: Job & RenderedObject): RunningJob;
}

/** As a namespace wants it that enforces Pod Security “restricted”. */
export const RESTRICTED: SecurityContext = {
  runAsUser: 1001,
  runAsGroup: 1001,
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

export interface ClientOptions {
  /** MLflow's version; the chart's, unless given. */
  readonly version?: string;
  /** Settings beside those of the chart's client ConfigMap. */
  readonly envFrom?: readonly EnvFromSource[];
  readonly env?: readonly EnvVar[];
  /** Whom it says it is. */
  readonly login?: Login;
  /** Names that no DNS knows, and where it runs. */
  readonly pod?: Pick<PodSpec, 'hostAliases' | 'nodeSelector'>;
  /**
   * A ServiceAccount, whose token for this audience it sends: as MLFLOW_TRACKING_TOKEN, or with MLFLOW_TRACKING_AUTH=kubernetes, which
   * looks for it where it lies.
   */
  readonly account?: { readonly name: string; readonly audience: string; readonly plugin?: boolean };
  /** Secrets to mount below /secrets, by their names. */
  readonly secrets?: readonly string[];
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

export interface Streamed {
  /** How many metrics the server said it has. */
  readonly acknowledged: number;
  /** What the client raised instead. */
  readonly errors: readonly string[];
  /** Steps that were acknowledged and are not there. */
  readonly lost: readonly number[];
  /** Seconds of the slowest call. */
  readonly slowest: number;
}

export interface Uploaded {
  /** What the client raised, if it did. */
  readonly error: string | null;
  readonly seconds: number;
  /** Paths that the server lists afterwards. */
  readonly listed: readonly string[];
  /** Whether what came back is what was sent; null if nothing is listed. */
  readonly same: boolean | null;
}

/** A client at work. */
export interface Working<T> {
  /** When what is to be disturbed has begun. */
  readonly begun: Promise<void>;
  readonly result: Promise<T>;
}

export class Client {
  #jobs = 0;

  constructor(
    private readonly cluster: Jobs,
    private readonly namespace: string,
    private readonly options: ClientOptions = {},
  ) {}

  /** Logs a run with an artefact and a registered model of this name. */
  async log(name: string, mebibytes: number): Promise<Logged> {
    return (await this.script('log', name, String(mebibytes))) as Logged;
  }

  /** Reads back what was logged, and throws if anything of it is missing or different. */
  async check(logged: Logged): Promise<{ readonly download_seconds: number }> {
    return (await this.script('check', JSON.stringify(logged))) as { download_seconds: number };
  }

  /** Logs metrics one by one for some seconds. */
  stream(seconds: number): Working<Streamed> {
    return this.working<Streamed>('streaming', 'stream', String(seconds));
  }

  /** Logs one artefact, and reads it back if it is there. */
  upload(mebibytes: number): Working<Uploaded> {
    return this.working<Uploaded>('uploading', 'upload', String(mebibytes));
  }

  private working<T>(sign: string, ...args: readonly string[]): Working<T> {
    const job = this.cluster.start(this.job(args));
    const begun = async () => {
      while (!job.output().includes(sign)) await Promise.race([sleep(50), job.ended]);
    };
    return { begun: begun(), result: this.result(job, args) as Promise<T> };
  }

  /** Runs the script to its end; gives its last line. */
  private script(...args: readonly string[]): Promise<unknown> {
    return this.result(this.cluster.start(this.job(args)), args);
  }

  private async result(job: RunningJob, args: readonly string[]): Promise<unknown> {
    const { code, output } = await job.ended;
    if (code !== 0)
      throw new Error(`client.py ${args.join(' ')} ended with code ${String(code)}:\n${output.slice(-5000)}`);
    return JSON.parse(output.trim().split('\n').at(-1) ?? '');
  }

  /** A Job that runs the script. */
  private job(args: readonly string[]): Job & RenderedObject {
    const { version = MLFLOW, envFrom = [], env = [], login, pod = {}, account, secrets = [] } = this.options;
    const credentials =
      login === undefined
        ? []
        : [
            { name: 'MLFLOW_TRACKING_USERNAME', value: login.username },
            { name: 'MLFLOW_TRACKING_PASSWORD', value: login.password },
          ];
    this.#jobs += 1;
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: `client-${String(this.#jobs)}`, namespace: this.namespace },
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            restartPolicy: 'Never',
            ...pod,
            automountServiceAccountToken: false,
            ...(account && { serviceAccountName: account.name }),
            volumes: [
              ...secrets.map((name) => ({ name, secret: { secretName: name } })),
              ...(account === undefined ? [] : [tokenVolume(account.audience)]),
            ],
            containers: [
              {
                name: 'client',
                image: account?.plugin === true ? TEAM_IMAGE : mlflowImage(version),
                command:
                  account === undefined || account.plugin === true
                    ? ['python3', '-c', SCRIPT, ...args]
                    : ['sh', '-ec', WITH_TOKEN, SCRIPT, ...args],
                envFrom: [{ configMapRef: { name: 'mlflow-clients' } }, ...envFrom],
                env: [
                  { name: 'HOME', value: '/tmp' },
                  { name: 'MLFLOW_DISABLE_TELEMETRY', value: 'true' },
                  ...credentials,
                  ...(account?.plugin === true ? [{ name: 'MLFLOW_TRACKING_AUTH', value: 'kubernetes' }] : []),
                  ...env,
                ],
                volumeMounts: [
                  ...secrets.map((name) => ({ name, mountPath: `/secrets/${name}`, readOnly: true })),
                  ...(account === undefined ? [] : [{ name: 'token', mountPath: TOKENS, readOnly: true }]),
                ],
                securityContext: RESTRICTED,
              },
            ],
          },
        },
      },
    };
  }
}

const TOKENS = '/var/run/secrets/kubernetes.io/serviceaccount';
const WITH_TOKEN = `MLFLOW_TRACKING_TOKEN=$(cat ${TOKENS}/token) exec python3 -c "$0" "$@"`;

function tokenVolume(audience: string): Volume {
  return {
    name: 'token',
    projected: { sources: [{ serviceAccountToken: { path: 'token', audience, expirationSeconds: 600 } }] },
  };
}
