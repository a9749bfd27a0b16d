/** Stands before a store, so that something happens at the very moment of a request. */
import { createServer, request as send, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As it is asked: method and the URL's path, decoded, with its query. */
export type Request = (text: string) => Promise<void>;

const nothing: Request = () => Promise.resolve();

export class Relay {
  /** Before a request goes on to the store. */
  before: Request = nothing;
  /** Before its answer comes back. */
  after: Request = nothing;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(endpoint: string): Promise<Relay> {
    const server = createServer();
    const relay = new Relay(server);
    server.on('request', (incoming: IncomingMessage, outgoing) => {
      const text = `${incoming.method ?? ''} ${decoded(incoming.url ?? '')}`;
      const { host, port } = { host: new URL(endpoint).hostname, port: new URL(endpoint).port };
      // Node has answered it.
      const headers = { ...incoming.headers };
      delete headers.expect;
      const forward = () => {
        const options = { host, port, method: incoming.method, path: incoming.url, headers };
        const sent = send(options, (answer) => {
          void relay.after(text).then(() => {
            outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
            answer.pipe(outgoing);
          });
        });
        sent.on('error', () => outgoing.destroy());
        outgoing.on('error', () => sent.destroy());
        incoming.on('error', () => sent.destroy());
        incoming.pipe(sent);
      };
      void relay.before(text).then(forward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  quiet(): void {
    this.before = nothing;
    this.after = nothing;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
