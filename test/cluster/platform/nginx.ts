/** Real nginx as an ingress controller would configure it: one directive for each annotation. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LEASH } from '../../support/execute';
import type { RenderedObject } from '../../support/dist';

/** Directive → value. */
export type Directives = Readonly<Record<string, string>>;

/** What ingress-nginx writes for an Ingress without annotations (its docs/user-guide/nginx-configuration/configmap.md). */
export const INGRESS_NGINX_DEFAULTS: Directives = {
  client_max_body_size: '1m',
  proxy_request_buffering: 'on',
  proxy_buffering: 'off',
  proxy_read_timeout: '60s',
  proxy_send_timeout: '60s',
  proxy_http_version: '1.1',
};

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** What ingress-nginx makes of its annotations. One that is missing here is an error: nobody would have tried it. */
const DIRECTIVE: Readonly<Record<string, (value: string) => readonly [directive: string, value: string]>> = {
  'proxy-body-size': (size) => ['client_max_body_size', size],
  'proxy-request-buffering': (state) => ['proxy_request_buffering', state],
  'proxy-buffering': (state) => ['proxy_buffering', state],
  'proxy-read-timeout': (seconds) => ['proxy_read_timeout', `${seconds}s`],
  'proxy-send-timeout': (seconds) => ['proxy_send_timeout', `${seconds}s`],
};

/** The directives that the Ingress among these objects asks for. */
export function annotationsOf(objects: readonly RenderedObject[]): Directives {
  const ingress = objects.find(({ kind }) => kind === 'Ingress');
  const own = Object.entries(ingress?.metadata.annotations ?? {}).filter(([key]) => key.startsWith(PREFIX));
  return Object.fromEntries(
    own.map(([key, value]) => {
      const directive = DIRECTIVE[key.slice(PREFIX.length)];
      if (directive === undefined) throw new Error(`${key}: say in ${__filename} which directive it stands for`);
      return directive(value);
    }),
  );
}

export interface Nginx {
  /** On 127.0.0.1. */
  readonly port: number;
  /** What it says of bodies that it has written to its disk. */
  spooled(): readonly string[];
  stop(): void;
}

let nextPort = 8080;

/** nginx before a server, for any Host. Ports are free: the run has a network of its own. */
export function startNginx(upstream: string, directives: Directives): Promise<Nginx> {
  const port = nextPort++;
  return start(port, server(port, upstream, directives));
}

/** nginx with what a document shows, which listens at 443 of the loopback. */
export function startConfigured(servers: string): Promise<Nginx> {
  return start(443, servers);
}

async function start(port: number, servers: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  mkdirSync(join(folder, 'bodies'));
  writeFileSync(join(folder, 'nginx.conf'), configuration(servers));
  const log = join(folder, 'error.log');
  const [leash, ...args] = LEASH;
  const child = spawn(leash, [...args, 'nginx', '-p', folder, '-c', 'nginx.conf', '-e', log], { stdio: 'inherit' });
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`nginx did not start:\n${readFileSync(log, 'utf8')}`);
    await sleep(50);
  }
  return {
    port,
    spooled: () =>
      readFileSync(log, 'utf8').match(/a client request body is buffered|an upstream response is buffered/g) ?? [],
    stop: () => {
      child.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(servers: string): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path bodies;`);
  return `
user root;
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log warn;
events {}
http {
  access_log off;
  ${paths.join('\n  ')}
  ${servers}
}
`;
}

function server(port: number, upstream: string, directives: Directives): string {
  const settings = Object.entries(directives).map(([directive, value]) => `${directive} ${value};`);
  return `
  server {
    listen 127.0.0.1:${String(port)};
    location / {
      proxy_pass http://${upstream};
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      ${settings.join('\n      ')}
    }
  }
`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

/** For headings: `nginx 1.22.1`. */
export function nginxVersion(): string {
  return (
    /nginx\/[\d.]+/.exec(spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr)?.[0].replace('/', ' ') ?? 'nginx'
  );
}
