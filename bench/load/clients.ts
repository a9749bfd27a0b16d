/** What clients do, again and again: log a run, look for runs as the web page does, store and fetch an artefact, send a trace. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Asked } from './figures';
import { EXPERIMENT_HEADER, trace, TRACES } from './otlp';

export interface Target {
  /** Of the Service, an IP. */
  readonly address: string;
  readonly host: string;
  /** One with many runs, one for those that are logged, and one for traces. */
  readonly experiments: { readonly full: string; readonly logged: string; readonly traced: string };
}

/** How many clients of each kind there are. */
export interface Mix {
  readonly logging: number;
  readonly searching: number;
  readonly storing: number;
  readonly tracing: number;
}

export type Kind = 'run' | 'search' | 'upload' | 'download' | 'trace';

const ARTEFACT = randomBytes(2 ** 20);
const API = '/api/2.0/mlflow';
const ARTEFACTS = '/api/2.0/mlflow-artifacts/artifacts';
/** Milliseconds. */
const PATIENCE = 60_000;

export interface Load {
  readonly asked: ReadonlyMap<Kind, readonly Asked[]>;
  /** Until the last answer. */
  readonly seconds: number;
}

/** Everything that was begun within these seconds, by kind. Each client waits for an answer before it asks again. */
export async function load(target: Target, mix: Mix, seconds: number): Promise<Load> {
  const asked = new Map<Kind, Asked[]>();
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const client = async (turn: (connection: Connection) => Promise<void>) => {
    const connection = new Connection(target, (kind, one) => {
      const all = asked.get(kind) ?? [];
      asked.set(kind, all);
      all.push(one);
    });
    while (performance.now() < end) await turn(connection);
    connection.close();
  };
  const turns = [
    ...Array.from({ length: mix.logging }, () => logRun),
    ...Array.from({ length: mix.searching }, () => search),
    ...Array.from({ length: mix.storing }, () => store),
    ...Array.from({ length: mix.tracing }, () => sendTrace),
  ];
  await Promise.all(turns.map((turn) => client((connection) => turn(connection, target))));
  return { asked, seconds: (performance.now() - begun) / 1000 };
}

/** A client's own, which it keeps. */
class Connection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly target: Target,
    private readonly heard: (kind: Kind, asked: Asked) => void,
  ) {}

  close(): void {
    this.#agent.destroy();
  }

  /** The answer's body; nothing where it is no success. */
  async ask(
    kind: Kind,
    method: string,
    path: string,
    body: Buffer = Buffer.alloc(0),
    headers: Readonly<Record<string, string>> = { 'Content-Type': 'application/json' },
  ): Promise<Buffer | undefined> {
    const begun = performance.now();
    const answer = await new Promise<Buffer | undefined>((resolve) => {
      const sent = request(
        {
          ...{ host: this.target.address, port: 5000, method, path, agent: this.#agent, timeout: PATIENCE },
          headers: { Host: this.target.host, 'Content-Length': body.length, ...headers },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', () => {
            resolve(undefined);
          });
          incoming.on('end', () => {
            resolve(Math.floor((incoming.statusCode ?? 0) / 100) === 2 ? Buffer.concat(chunks) : undefined);
          });
        },
      );
      sent.on('timeout', () => sent.destroy());
      sent.on('error', () => {
        resolve(undefined);
      });
      sent.end(body);
    });
    this.heard(kind, { milliseconds: performance.now() - begun, failed: answer === undefined });
    return answer;
  }

  async json(kind: Kind, path: string, body: unknown): Promise<unknown> {
    const answer = await this.ask(kind, 'POST', path, Buffer.from(JSON.stringify(body)));
    return answer === undefined ? undefined : JSON.parse(answer.toString());
  }
}

/** As a training script does: a run, parameters, twenty times metrics, its end. */
async function logRun(connection: Connection, { experiments }: Target): Promise<void> {
  const made = (await connection.json('run', `${API}/runs/create`, {
    experiment_id: experiments.logged,
    start_time: Date.now(),
  })) as { readonly run: { readonly info: { readonly run_id: string } } } | undefined;
  if (made === undefined) return;
  const { run_id } = made.run.info;
  const params = Array.from({ length: 10 }, (_, index) => ({ key: `p${String(index)}`, value: String(index) }));
  await connection.json('run', `${API}/runs/log-batch`, { run_id, params });
  for (let step = 0; step < 20; step++) {
    const metrics = ['loss', 'accuracy'].map((key) => ({ key, value: 1 / (step + 1), timestamp: Date.now(), step }));
    await connection.json('run', `${API}/runs/log-batch`, { run_id, metrics });
  }
  await connection.json('run', `${API}/runs/update`, { run_id, status: 'FINISHED', end_time: Date.now() });
}

/** As the page of an experiment does, sorted by a metric now and then. */
async function search(connection: Connection, { experiments }: Target): Promise<void> {
  const sorted = Math.random() < 0.2 ? { order_by: ['metrics.`m0` DESC'] } : {};
  await connection.json('search', `${API}/runs/search`, {
    experiment_ids: [experiments.full],
    max_results: 100,
    filter: Math.random() < 0.5 ? '' : "params.p0 = '7'",
    ...sorted,
  });
}

async function store(connection: Connection, { experiments }: Target): Promise<void> {
  const path = `${ARTEFACTS}/${experiments.logged}/load/artifacts/${randomBytes(8).toString('hex')}.bin`;
  const stored = await connection.ask('upload', 'PUT', path, ARTEFACT, { 'Content-Type': 'application/octet-stream' });
  if (stored !== undefined) await connection.ask('download', 'GET', path);
}

async function sendTrace(connection: Connection, { experiments }: Target): Promise<void> {
  await connection.ask('trace', 'POST', TRACES, trace('load'), {
    'Content-Type': 'application/x-protobuf',
    [EXPERIMENT_HEADER]: experiments.traced,
  });
}
