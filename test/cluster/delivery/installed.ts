/** A Compose file that runs on the engine, as people and clients see it. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { outputOf } from '../../support/execute';
import { root } from '../../support/root';
import { eventually } from '../eventually';
import { MLFLOW, mlflowImage } from '../images/versions';
import type { Engine } from './engine';

const CLIENT = readFileSync(join(root, 'test/cluster/clients/client.py'), 'utf8');

export interface Container {
  readonly Name: string;
  readonly Config: { readonly User: string; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly CapAdd: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Privileged: boolean;
    readonly Memory: number;
    readonly NetworkMode: string;
  };
  readonly NetworkSettings: { readonly Ports: Readonly<Record<string, readonly { readonly HostIp: string }[] | null>> };
  readonly State: {
    readonly Running: boolean;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
}

export class Installed {
  constructor(
    private readonly engine: Engine,
    /** With compose.yaml. */
    readonly folder: string,
  ) {}

  /** What a line says that somebody types in the folder. @throws Error where it fails */
  async typed(line: string): Promise<string> {
    return outputOf(await this.engine.typed(line, this.folder));
  }

  /** All that the engine has. */
  async containers(): Promise<readonly Container[]> {
    const ids = outputOf(await this.engine.docker('ps', '--all', '--quiet'))
      .split('\n')
      .filter(Boolean);
    if (ids.length === 0) return [];
    return JSON.parse(outputOf(await this.engine.docker('inspect', ...ids))) as readonly Container[];
  }

  /** Until everything that runs says that it is well. */
  async healthy(): Promise<void> {
    const unhealthy = async () =>
      (await this.containers())
        .filter(
          ({ State, Config }) =>
            State.Running &&
            Config.Labels['com.docker.compose.project'] !== undefined &&
            State.Health?.Status !== 'healthy',
        ) // prettier-ignore
        .map(({ Name }) => Name);
    await eventually(unhealthy, [], 240);
  }

  /** MLflow's own client, before the proxy. @param more of its environment */
  async client(words: readonly string[], more: readonly string[] = []): Promise<Readonly<Record<string, unknown>>> {
    const variables = ['MLFLOW_TRACKING_URI=http://127.0.0.1:5000', 'HOME=/tmp', 'GIT_PYTHON_REFRESH=quiet', ...more];
    const settings = variables.flatMap((variable) => ['--env', variable]);
    const image = [mlflowImage(MLFLOW), 'python', '-', ...words];
    const said = outputOf(
      await this.engine.fed(CLIENT, 'run', '--rm', '--interactive', '--network=host', ...settings, ...image),
    );
    return JSON.parse(said.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;
  }

  /** Until MLflow answers. */
  async answers(): Promise<void> {
    await eventually(async () => statusOf('127.0.0.1').catch(() => 0), 200, 240);
  }
}

export function statusOf(host: string, path = '/health'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port: 5000, path, timeout: 5000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', reject).end();
  });
}
