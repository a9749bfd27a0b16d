/** A network that lets nobody out but by a proxy: names outside are known to that alone, and names of the cluster to the others. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server as TlsServer } from 'node:tls';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import type { KeyPair } from '../../support/certificates';
import { complete, model, SMALLEST } from '../../support/platform';
import { freePort, startServer, type Server } from '../server';

export const STORE_OUTSIDE = 's3.outside.test';
export const STORE_INSIDE = 'ml-minio.team.svc.cluster.local';

/** With these names, and no others, for 127.0.0.1. @param folder for the file */
export function knowing(folder: string, names: readonly string[], command: readonly string[]): readonly string[] {
  const hosts = join(folder, `hosts-${names.join('-')}`);
  writeFileSync(hosts, `127.0.0.1 localhost ${names.join(' ')}\n`);
  return ['unshare', '--mount', '--', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts, ...command];
}

export class Proxy {
  private constructor(
    readonly port: number,
    private readonly log: string,
    private readonly server: Server,
  ) {}

  /** @param login `user password`, of which it asks each request */
  static async start(folder: string, login?: string): Promise<Proxy> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const [log, configuration] = [join(folder, 'proxy.log'), join(folder, 'tinyproxy.conf')];
    const lines = [
      ...[`Port ${String(port)}`, 'Listen 127.0.0.1', 'Timeout 60', 'LogLevel Connect', `LogFile "${log}"`],
      ...(login === undefined ? [] : [`BasicAuth ${login}`]),
    ];
    writeFileSync(configuration, `${lines.join('\n')}\n`);
    const server = await startServer({
      name: 'tinyproxy',
      command: knowing(folder, [STORE_OUTSIDE], ['tinyproxy', '-d', '-c', configuration]),
      log: join(folder, 'said.log'),
      isReady: () =>
        new Promise((resolve) => {
          const socket = connect(port, '127.0.0.1', () => {
            resolve(true);
          }).on('error', () => {
            resolve(false);
          });
          socket.on('connect', () => socket.end());
        }),
    });
    return new Proxy(port, log, server);
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** Whom it was asked for, each once: `host:port` of a tunnel, or the beginning of a URL. */
  asked(): readonly string[] {
    const requests = /Request \(file descriptor \d+\): (?:CONNECT (\S+)|\S+ (https?:\/\/[^/ ]+))/g;
    const whom = [...readFileSync(this.log, 'utf8').matchAll(requests)].map(([, host, url]) => host ?? url ?? '');
    return [...new Set(whom)].sort();
  }

  stop(): void {
    this.server.stop();
  }
}

/** Where a store is asked by TLS, which is passed on to one without. */
export async function byTls(
  { certificate, key }: KeyPair,
  endpoint: string,
): Promise<TlsServer & { readonly port: number }> {
  const port = await freePort();
  const target = Number(new URL(endpoint).port);
  const server = createServer({ cert: certificate, key }, (socket) => {
    const inner = connect(target, '127.0.0.1');
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(server, { port });
}

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** As the chart gives them to the server, with these values. */
export function variablesOf(values: JsonObject): Readonly<Record<string, string>> {
  const release = { name: 'ml', namespace: 'team' };
  const objects = [
    ...evaluateModel(model, { values: complete(SMALLEST, values), release }).values(),
  ] as unknown as readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly data?: Readonly<Record<string, string>>;
  }[];
  const settings = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'ml-tracking');
  return Object.fromEntries(Object.entries(settings?.data ?? {}).filter(([name]) => NAMES.includes(name)));
}
