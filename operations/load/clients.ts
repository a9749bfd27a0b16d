/** What clients do, again and again: log a run, look for runs as the web page does, store and fetch an artefact, send a trace. */
import { randomBytes } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import { rootCertificates } from 'node:tls';
import type { Asked } from './figures';
import { EXPERIMENT_HEADER, trace, TRACES } from './otlp';

export interface Target {
  /** Where MLflow is, as its clients are told: paths are added to it. */
  readonly url: URL;
  /** Of every request: who asks, for example. */
  readonly headers: Readonly<Record<string, string>>;
  /** Certificate authorities to trust beside those of the system. */
  readonly ca?: string;
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
/** Characters of an answer that is an error. */
const SHOWN = 300;

export interface Load {
  readonly asked: ReadonlyMap<Kind, readonly Asked[]>;
  /** Paths of artefacts that are there now. */
  readonly stored: readonly string[];
  /** Until the last answer. */
  readonly seconds: number;
}

/**
 * Everything that was begun within these seconds, by kind. Each client waits for an answer before it asks again.
 *
 * @param ended nothing is begun any more
 */
export async function load(target: Target, mix: Mix, seconds: number, ended?: AbortSignal): Promise<Load> {
  const asked = new Map<Kind, Asked[]>();
  const stored: string[] = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const client = async (turn: (connection: Connection) => Promise<void>) => {
    const connection = new Connection(target, (kind, one) => {
      const all = asked.get(kind) ?? [];
      asked.set(kind, all);
      all.push(one);
    });
    while (performance.now() < end && ended?.aborted !== true) await turn(connection);
    connection.close();
  };
  const turns = [
    ...Array.from({ length: mix.logging }, () => logRun),
    ...Array.from({ length: mix.searching }, () => search),
    ...Array.from({ length: mix.storing }, () => async (connection: Connection, to: Target) => {
      stored.push(...(await store(connection, to)));
    }),
    ...Array.from({ length: mix.tracing }, () => sendTrace),
  ];
  await Promise.all(turns.map((turn) => client((connection) => turn(connection, target))));
  return { asked, stored, seconds: (performance.now() - begun) / 1000 };
}

/** Bytes: what is asked for is a page of a list at most. */
const LARGEST = 64 * 1024 * 1024;

/** A client's own, which it keeps. */
export class Connection {
  readonly #client: typeof http | typeof https;
  readonly #agent: http.Agent;

  constructor(
    private readonly target: Target,
    private readonly heard: (kind: Kind, asked: Asked) => void = () => undefined,
  ) {
    const options = { keepAlive: true, maxSockets: 1 };
    const isPlain = target.url.protocol === 'http:';
    this.#client = isPlain ? http : https;
    const trusted = target.ca === undefined ? {} : { ca: [...rootCertificates, target.ca] };
    this.#agent = isPlain ? new http.Agent(options) : new https.Agent({ ...options, ...trusted });
  }

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
    const { answer } = await this.answer(method, path, body, headers);
    this.heard(kind, { milliseconds: performance.now() - begun, failed: answer === undefined });
    return answer;
  }

  /** The body of a success, or else why there is none, in words. */
  async answer(
    method: string,
    path: string,
    body: Buffer,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ readonly answer?: Buffer; readonly problem?: string }> {
    const { url, headers: always } = this.target;
    const { hostname, port } = url;
    return await new Promise((resolve) => {
      const sent = this.#client.request(
        {
          // An address of IPv6 stands in brackets in a URL alone.
          ...{ host: hostname.replace(/^\[(.*)\]$/, '$1'), method, path: `${url.pathname.replace(/\/+$/, '')}${path}` },
          ...(port !== '' && { port }),
          ...{ agent: this.#agent, timeout: PATIENCE },
          headers: { Host: url.host, 'Content-Length': body.length, ...headers, ...always },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          const status = incoming.statusCode ?? 0;
          let size = 0;
          incoming.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size > LARGEST)
              incoming.destroy(new Error('answers more than a tracking server does, and was cut off'));
          });
          incoming.on('error', (error) => {
            resolve({ problem: error.message });
          });
          incoming.on('end', () => {
            const said = Buffer.concat(chunks);
            resolve(
              Math.floor(status / 100) === 2
                ? { answer: said }
                : { problem: `it answers ${String(status)}: ${said.toString().slice(0, SHOWN)}` },
            );
          });
        },
      );
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${String(PATIENCE / 1000)} s`)));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // Of several addresses, the error has words for each of them alone.
        resolve({ problem: error.message === '' ? (error.code ?? 'no connection') : error.message });
      });
      sent.end(body);
    });
  }

  async json(kind: Kind, path: string, body: unknown): Promise<unknown> {
    const answer = await this.ask(kind, 'POST', path, Buffer.from(JSON.stringify(body)));
    return answer === undefined ? undefined : JSON.parse(answer.toString());
  }
}

/** What `runs/create` answers, if it is MLflow that does. */
export type MadeRun =
  { readonly run?: { readonly info?: { readonly run_id?: string } | null } | null } | null | undefined;

/** As a training script does: a run, parameters, twenty times metrics, its end. */
async function logRun(connection: Connection, { experiments }: Target): Promise<void> {
  const made = (await connection.json('run', `${API}/runs/create`, {
    experiment_id: experiments.logged,
    start_time: Date.now(),
  })) as MadeRun;
  const run_id = made?.run?.info?.run_id;
  if (run_id === undefined) return;
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

/** @returns the path of what is there afterwards */
async function store(connection: Connection, { experiments }: Target): Promise<readonly string[]> {
  const path = `${ARTEFACTS}/${experiments.logged}/load/artifacts/${randomBytes(8).toString('hex')}.bin`;
  const stored = await connection.ask('upload', 'PUT', path, ARTEFACT, { 'Content-Type': 'application/octet-stream' });
  if (stored === undefined) return [];
  await connection.ask('download', 'GET', path);
  return [path];
}

async function sendTrace(connection: Connection, { experiments }: Target): Promise<void> {
  await connection.ask('trace', 'POST', TRACES, trace('load'), {
    'Content-Type': 'application/x-protobuf',
    [EXPERIMENT_HEADER]: experiments.traced,
  });
}
