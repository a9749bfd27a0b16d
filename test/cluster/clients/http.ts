/** An HTTP request with any Host header, which fetch would not send. */
import { Agent, request, type IncomingMessage } from 'node:http';
import { request as requestByTls } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** Of the Service, and of the pods behind it. */
const PORT = 5000;

export interface Question {
  readonly address: string;
  /** The Service's, unless given. */
  readonly port?: number;
  /** Asks by TLS: as which host, and whose certificates it trusts, in PEM. */
  readonly tls?: { readonly servername: string; readonly ca: string };
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function ask({
  address,
  port = PORT,
  tls,
  method = 'GET',
  path,
  headers = {},
  body,
}: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: address, port, method, path, headers, agent: false, timeout: 20_000 } as const;
    const heard = (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    };
    const question = tls === undefined ? request(options, heard) : requestByTls({ ...options, ...tls }, heard);
    question.on('timeout', () => question.destroy(new Error('timeout')));
    question.on('error', reject);
    question.end(body);
  });
}

export interface Paused {
  /** The head of the answer is there, and no more of it has been read. */
  readonly begun: Promise<void>;
  /** Sends the rest of the body, and reads the answer. */
  go(rest?: Buffer): void;
  readonly answer: Promise<Answer>;
}

/** A request that stops after a part of its body, or before the body of its answer, until it is told to go on. */
export function paused({ address, method = 'GET', path, headers = {} }: Question, part?: Buffer): Paused {
  const question = request({ host: address, port: PORT, method, path, headers, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    question.on('response', resolve);
    question.on('error', reject);
  });
  if (part === undefined) question.end();
  else question.write(part);
  let go: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    go = resolve;
  });
  const answer = async () => {
    const [message] = await Promise.all([answered, told]);
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    // One character for each byte.
    return { status: message.statusCode ?? 0, body: Buffer.concat(chunks).toString('latin1') };
  };
  return {
    begun: answered.then(() => undefined),
    go: (rest) => {
      if (part !== undefined) question.end(rest);
      go();
    },
    answer: answer(),
  };
}

/** Asks twice through one connection that is idle in between; rejects if the server has closed it meanwhile. */
export async function oneAfterTheOther(
  { address, path, headers = {} }: Question,
  idleMilliseconds: number,
): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  const once = () =>
    new Promise<number>((resolve, reject) => {
      const question = request({ host: address, port: PORT, path, headers, agent }, (answer) => {
        sockets.add(answer.socket);
        answer.resume().on('end', () => {
          resolve(answer.statusCode ?? 0);
        });
      });
      question.on('error', reject);
      question.end();
    });
  try {
    const first = await once();
    await sleep(idleMilliseconds);
    const second = await once();
    if (sockets.size > 1) throw new Error('the server closed the idle connection');
    return [first, second];
  } finally {
    agent.destroy();
  }
}
