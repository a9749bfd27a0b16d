/** A real Prometheus and Alertmanager, with docs/prometheus.yml and docs/alertmanager.yml, before the real exporters of this machine. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { goFolder } from '../../support/go-build';
import { root } from '../../support/root';
import { alertmanager, databaseExporter, prometheus } from '../addons/prometheus';
import { Release } from '../backup/pod';
import { MLFLOW } from '../images/versions';
import { start, type Running } from '../local/container';
import { startGarage } from '../local/garage';
import { startMinio } from '../local/minio';
import { toDatabase, type PostgreSQL } from '../local/postgresql';
import { inMlflow } from '../local/prepare';
import { freePort, startServer } from '../server';
import { Gate } from './gate';
import { SmallDisk } from './small-disk';

export interface Received {
  readonly to: 'pages' | 'tickets';
  readonly status: string;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

interface Target {
  readonly port: number;
  readonly service: string;
}

/** Everything that is started for the tests of a file. */
export class Watched {
  readonly folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'watched-'));
  readonly received: Received[] = [];
  readonly #servers: { stop(): void }[] = [];
  gates!: Readonly<Record<'postgresql' | 'minio' | 'garage', Gate>>;
  /** Where Garage's objects are, and how it is asked. */
  garage!: { readonly disk: SmallDisk; readonly endpoint: string };
  ports!: Readonly<Record<'prometheus' | 'exporter' | 'minio', number>>;
  #backups?: Running;

  constructor(
    readonly release: Release,
    private readonly postgresql: PostgreSQL,
  ) {}

  /** @param rules the text of a file of rules */
  async start(rules: string): Promise<void> {
    const { endpoint, server } = await startMinio(join(this.folder, 'minio'), ['MINIO_PROMETHEUS_AUTH_TYPE=public']);
    this.#servers.push(server);
    const disk = new SmallDisk(join(this.folder, 'garage/volume/data'));
    const garage = await startGarage(join(this.folder, 'garage'), undefined, undefined, undefined, disk.mounting);
    this.#servers.push(garage.server);
    this.garage = { disk, endpoint: garage.endpoint };
    this.gates = {
      postgresql: await Gate.before(this.postgresql.port),
      minio: await Gate.before(Number(new URL(endpoint).port)),
      garage: await Gate.before(Number(new URL(garage.health).port)),
    };
    this.#servers.push(
      ...Object.values(this.gates).map((gate) => ({
        stop: () => {
          gate.close();
        },
      })),
    );
    const exporter = await this.exporter();
    this.backups();
    const alertmanagerPort = await this.alertmanager();
    const targets = [
      { port: exporter, service: 'mlflow-database-exporter-metrics' },
      { port: 9114, service: 'mlflow-backup-exporter' },
      { port: this.gates.minio.port, service: 'mlflow-minio-metrics' },
      { port: this.gates.garage.port, service: 'mlflow-garage-metrics' },
    ];
    const port = await this.prometheus(rules, targets, alertmanagerPort);
    this.ports = { prometheus: port, exporter, minio: Number(new URL(endpoint).port) };
  }

  stop(): void {
    this.#backups?.kill();
    for (const server of this.#servers.reverse()) server.stop();
  }

  /** The exporter of backups, anew: as it is, or of another bucket. */
  backups(env: Readonly<Record<string, string>> = {}): void {
    this.#backups?.kill();
    const path = `${dirname(inMlflow(MLFLOW, 'python'))}:/usr/bin:/bin`;
    this.#backups = start(['python', '-B', join(root, 'charts/backup/exporter.py')], {
      ...this.release.env,
      PATH: path,
      ...env,
    });
  }

  private async started(name: string, command: readonly string[], ready: string): Promise<void> {
    const log = join(this.folder, `${name}.log`);
    this.#servers.push(await startServer({ name, command, log, isReady: async () => (await fetch(ready)).ok }));
  }

  private async exporter(): Promise<number> {
    const port = await freePort();
    const login = toDatabase(this.postgresql, this.release.name);
    const variables = {
      ...login,
      PGPORT: String(this.gates.postgresql.port),
      DATA_SOURCE_NAME: `host=127.0.0.1 port=${String(this.gates.postgresql.port)} sslmode=disable`,
    };
    const collectors = ['--collector.long_running_transactions', '--collector.database_wraparound'];
    const address = `127.0.0.1:${String(port)}`;
    const program = join(goFolder(databaseExporter), 'postgres_exporter');
    const env = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    await this.started(
      'postgres_exporter',
      ['env', ...env, program, `--web.listen-address=${address}`, ...collectors],
      `http://${address}/metrics`,
    );
    return port;
  }

  /** With receivers that are here, and no patience. */
  private async alertmanager(): Promise<number> {
    const receiver = createServer((incoming, outgoing) => {
      void bodyOf(incoming).then((body) => {
        const to = incoming.url === '/pages' ? 'pages' : 'tickets';
        this.received.push({ ...(JSON.parse(body) as Omit<Received, 'to'>), to });
        outgoing.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    this.#servers.push({
      stop: () => {
        receiver.close();
      },
    });
    const here = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}`;
    const text = readFileSync(join(root, 'docs/alertmanager.yml'), 'utf8')
      .replace('http://pager.example.com/alerts', `${here}/pages`)
      .replace('http://tickets.example.com/alerts', `${here}/tickets`)
      .replace('group_wait: 30s', 'group_wait: 1s')
      .replace('group_interval: 5m', 'group_interval: 2s');
    const file = join(this.folder, 'alertmanager.yml');
    writeFileSync(file, text);
    const port = await freePort();
    const address = `127.0.0.1:${String(port)}`;
    const program = join(goFolder(alertmanager), 'alertmanager');
    await this.started(
      'alertmanager',
      [
        program,
        `--config.file=${file}`,
        `--storage.path=${join(this.folder, 'alerts')}`,
        `--web.listen-address=${address}`,
        '--cluster.listen-address=',
      ],
      `http://${address}/-/ready`,
    );
    return port;
  }

  private async prometheus(rules: string, targets: readonly Target[], alertmanagerPort: number): Promise<number> {
    const folder = join(this.folder, 'rules');
    mkdirSync(folder);
    writeFileSync(join(folder, 'mlflow.rules.yaml'), rules);
    const file = join(this.folder, 'prometheus.yml');
    writeFileSync(file, staticConfiguration(targets, folder, alertmanagerPort));
    const port = await freePort();
    const address = `127.0.0.1:${String(port)}`;
    const program = join(goFolder(prometheus), 'prometheus');
    await this.started(
      'prometheus',
      [
        program,
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(this.folder, 'data')}`,
        `--web.listen-address=${address}`,
      ],
      `http://${address}/-/ready`,
    );
    return port;
  }

  async ask<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const url = `http://127.0.0.1:${String(this.ports.prometheus)}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`;
    const answer = (await (await fetch(url)).json()) as {
      readonly status: string;
      readonly data: T;
      readonly error?: string;
    };
    if (answer.status !== 'success') throw new Error(`${JSON.stringify(parameters)}: ${answer.error ?? ''}`);
    return answer.data;
  }

  /** Names of alerts that fire. */
  async firing(): Promise<readonly string[]> {
    const { alerts } = await this.ask<{
      readonly alerts: readonly { readonly state: string; readonly labels: Readonly<Record<string, string>> }[];
    }>('alerts');
    const names = alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname'] ?? '');
    return [...new Set(names)].sort();
  }
}

/** The document's static job, with what listens here, and scraped every second. */
export function staticConfiguration(targets: readonly Target[], rules: string, alertmanagerPort: number): string {
  const document = readFileSync(join(root, 'docs/prometheus.yml'), 'utf8');
  const [before = ''] = document.split('scrape_configs:\n');
  const job = document.slice(document.indexOf('#  - job_name: mlflow-static')).replaceAll(/^#/gm, '');
  let text = `${before}scrape_configs:\n${job}`
    .replaceAll(': 30s', ': 1s')
    .replace('/etc/prometheus/mlflow', rules)
    .replace('alertmanager:9093', `127.0.0.1:${String(alertmanagerPort)}`);
  for (const { port, service } of targets) {
    text = text.replace(new RegExp(`'[^']+'(\\]\\n.*service: ${service}\\b)`), `'127.0.0.1:${String(port)}'$1`);
  }
  // MLflow itself does not run here.
  return text.replace(/ +- targets: \['mlflow:9113'\]\n.*\n/, '');
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of incoming) body += String(chunk);
  return body;
}
