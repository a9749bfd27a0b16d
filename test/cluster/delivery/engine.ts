/** A Docker Engine, with images that nobody pulls. */
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute, outputOf, type Outcome } from '../../support/execute';
import { writeLayout, type BuiltImage } from '../images/image';
import { startServer, type Server } from '../server';

/** Where tests find it, as JSON in a variable. */
export const ENGINE = 'DOCKER_ENGINE';

export interface EngineAddress {
  readonly socket: string;
  /** The folder of Compose's own program. */
  readonly compose: string;
}

/** @param folder that it keeps everything in; cgroup: under which its containers are */
export async function startEngine(
  folder: string,
  cgroup: string,
): Promise<{ readonly server: Server; readonly socket: string }> {
  const socket = join(folder, 'docker.sock');
  mkdirSync('/run/docker-exec', { recursive: true });
  const command = [
    'dockerd',
    `--data-root=${join(folder, 'docker')}`,
    '--exec-root=/run/docker-exec',
    `--pidfile=${join(folder, 'docker.pid')}`,
    `--host=unix://${socket}`,
    '--exec-opt=native.cgroupdriver=cgroupfs',
    `--cgroup-parent=/${cgroup}`,
    '--log-level=warn',
  ];
  const server = await startServer({
    name: 'dockerd',
    command,
    log: join(folder, 'dockerd.log'),
    isReady: async () => (await execute('docker', ['--host', `unix://${socket}`, 'version'])).code === 0,
  });
  return { server, socket };
}

/** @throws Error with what Docker says */
export async function loadImages(images: readonly BuiltImage[], folder: string, socket: string): Promise<void> {
  const layout = join(folder, 'images');
  mkdirSync(layout);
  await writeLayout(images, layout);
  const load = `tar --create --dereference --directory="$1" . | docker --host "unix://$2" load --quiet`;
  outputOf(await execute('sh', ['-ec', load, 'sh', layout, socket]));
}

export class Engine {
  constructor(private readonly address: EngineAddress) {}

  static running(): Engine {
    const address = process.env[ENGINE];
    if (address === undefined) throw new Error('there is no Docker Engine: npm run test:delivery');
    return new Engine(JSON.parse(address) as EngineAddress);
  }

  docker(...args: readonly string[]): Promise<Outcome> {
    return execute('docker', args, { env: this.#environment });
  }

  /** A line as people type it, in a folder: `docker compose …`, or with an older name `docker-compose …`. */
  typed(line: string, folder: string): Promise<Outcome> {
    return execute('bash', ['-c', line], { cwd: folder, env: this.#environment });
  }

  /** Like `docker`, with something to read. */
  fed(stdin: string, ...args: readonly string[]): Promise<Outcome> {
    return execute('docker', args, { env: this.#environment, stdin });
  }

  get #environment(): NodeJS.ProcessEnv {
    const { socket, compose } = this.address;
    return {
      PATH: `${compose}:${process.env['PATH'] ?? ''}`,
      HOME: compose,
      DOCKER_HOST: `unix://${socket}`,
      DOCKER_CONFIG: join(socket, '../config'),
    };
  }
}

/** Compose as a plugin of Docker's own command, and by its own name. */
export function installCompose(binaries: string, folder: string): void {
  const plugins = join(folder, 'config/cli-plugins');
  mkdirSync(plugins, { recursive: true });
  copyFileSync(join(binaries, 'docker-compose'), join(plugins, 'docker-compose'));
  chmodSync(join(plugins, 'docker-compose'), 0o755);
}
