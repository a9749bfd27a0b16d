/** The server's pod as the chart renders it: its proxy and the proxy's helpers run, and in MLflow's place is what a test puts there. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { ConfigMap, Container, Deployment } from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import type { RenderedObject } from '../../support/dist';
import { complete, model, SMALLEST } from '../../support/platform';
import { eventually } from '../eventually';
import { run, USER, type Running } from './container';
import { PLACE } from './place';

const HTTP_PORT = 5000;
/** From there. */
const METRICS_BESIDE = 4113;

/** Which of the server's pods, and where its proxy listens if not on the usual ports: here, all pods have one network. */
export interface PodOptions {
  readonly component?: 'tracking' | 'jobs' | 'artifacts';
  readonly port?: number;
}

export class Pod {
  readonly #folder = mkdtempSync(join(PLACE, 'pod-'));
  readonly #containers: readonly Container[];
  readonly #port: number;
  readonly #running = new Map<string, Running>();

  /** @param address its own: of the loopback */
  constructor(
    values: JsonObject,
    readonly address = '127.0.0.1',
    { component = 'tracking', port = HTTP_PORT }: PodOptions = {},
  ) {
    this.#port = port;
    chmodSync(this.#folder, 0o755);
    const context = { values: complete(SMALLEST, values), release: { name: 'mlflow', namespace: 'team' } };
    const objects = [...evaluateModel(model, context).values()] as unknown as readonly RenderedObject[];
    const find = (kind: string, name?: string) =>
      objects.find((object) => object.kind === kind && object.metadata.name === name);
    const deployment = find('Deployment', `mlflow-${component}`) as Deployment | undefined;
    const { containers = [], volumes = [] } = deployment?.spec?.template.spec ?? {};
    const ports = { HTTP_PORT: String(port), METRICS_PORT: String(port + METRICS_BESIDE) };
    this.#containers = containers.map((container) => listeningAt(container, ports));
    for (const { name, configMap } of volumes) {
      mkdirSync(this.volume(name));
      chownSync(this.volume(name), USER, USER);
      const files = (find('ConfigMap', configMap?.name) as ConfigMap | undefined)?.data ?? {};
      for (const [file, text] of Object.entries(files)) writeFileSync(join(this.volume(name), file), text);
    }
  }

  /** The folder of a volume. */
  volume(name: string): string {
    return join(this.#folder, name);
  }

  /** What a container has printed. */
  lines(container: string, stream: 'log' | 'errors' = 'log'): readonly string[] {
    return readFileSync(join(this.#folder, `${container}.${stream}`), 'utf8')
      .split('\n')
      .slice(0, -1);
  }

  /** Of the log of requests, once the last of them is there. */
  async logged(
    isLast: (line: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<Readonly<Record<string, unknown>>> {
    const found = () =>
      this.lines('proxy')
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
        .find(isLast);
    await eventually(() => Promise.resolve(found() !== undefined), true);
    return found() ?? {};
  }

  run(name: string): Running {
    const container = this.#containers.find((one) => one.name === name);
    if (container === undefined) throw new Error(`the pod has no container ${name}`);
    const running = run(container, this.#folder, this.address);
    this.#running.set(name, running);
    return running;
  }

  /** Runs the proxy; it takes requests then. */
  async serve(): Promise<Running> {
    const proxy = this.run('proxy');
    const ended = proxy.ended.then((code) => {
      const said = this.lines('proxy', 'errors').join('\n');
      throw new Error(`the proxy ended with ${String(code)}:\n${said}`);
    });
    await Promise.race([eventually(() => isListening(this.address, this.#port), true), ended]);
    ended.catch(() => undefined);
    return proxy;
  }

  async end(): Promise<void> {
    for (const running of this.#running.values()) await running.end();
  }
}

function listeningAt(container: Container, ports: Readonly<Record<string, string>>): Container {
  const env = container.env?.map((one) => {
    const value = ports[one.name] ?? one.value;
    return { ...one, ...(value !== undefined && { value }) };
  });
  return { ...container, ...(env !== undefined && { env }) };
}

export function isListening(address: string, port = 5000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
