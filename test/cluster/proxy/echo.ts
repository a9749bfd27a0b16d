/** In the place of a server behind the proxy: tells what came of a request, and keeps it. An instrument; what is tested is the proxy. */
import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';

export interface Received {
  readonly method: string;
  readonly path: string;
  /** By name, in small letters; of a header that came more than once, all values. */
  readonly headers: Readonly<Record<string, string>>;
}

export class Echo {
  /** Requests whose head has come. */
  readonly received: Received[] = [];
  /** Connections so far. */
  connections = 0;
  /** Answers a request in another way. */
  answer: RequestListener = echo;
  readonly #server: Server;

  /** @param at path of a socket, or a port of the loopback */
  static async at(at: string | number): Promise<Echo> {
    const made = new Echo();
    await new Promise<void>((resolve, reject) => {
      made.#server.once('error', reject);
      if (typeof at === 'number') made.#server.listen(at, '127.0.0.1', resolve);
      else made.#server.listen(at, resolve);
    });
    // As uvicorn does it.
    if (typeof at === 'string') chmodSync(at, 0o666);
    return made;
  }

  private constructor() {
    this.#server = createServer(
      { maxHeaderSize: 128 * 1024, keepAliveTimeout: 75_000, requestTimeout: 0 },
      (request, response) => {
        this.received.push(describe(request));
        this.answer(request, response);
      },
    );
    this.#server.on('connection', () => (this.connections += 1));
  }

  /** The last request. */
  get last(): Received | undefined {
    return this.received.at(-1);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function describe({ method = '', url = '', rawHeaders }: IncomingMessage): Received {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    headers[name] = name in headers ? `${headers[name] ?? ''}, ${value}` : value;
  }
  return { method, path: url, headers };
}

/** Says what it was asked: method, path and body. */
export function echo(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('Content-Type', 'text/plain');
    response.end(`${request.method ?? ''} ${request.url ?? ''} ${Buffer.concat(chunks).toString()}`);
  });
}
