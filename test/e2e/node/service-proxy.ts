/**
 * A Service's address: a connection to it goes to one of the endpoints that are ready, in turn. While there is none,
 * connections are refused, as kube-proxy refuses them.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

export class ServiceProxy {
  #server: Server | undefined;
  #turn = 0;
  readonly #sockets = new Set<Socket>();

  constructor(
    private readonly address: string,
    private readonly port: number,
    private readonly endpoints: () => readonly Endpoint[],
  ) {}

  /** To be called whenever the endpoints may have changed. */
  refresh(): void {
    const any = this.endpoints().length > 0;
    if (any && this.#server === undefined) {
      this.#server = createServer({ allowHalfOpen: true }, (client) => {
        this.forward(client);
      });
      this.#server.listen(this.port, this.address);
    } else if (!any && this.#server !== undefined) {
      this.#server.close();
      this.#server = undefined;
    }
  }

  close(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  private forward(client: Socket): void {
    const endpoints = this.endpoints();
    const endpoint = endpoints[this.#turn++ % endpoints.length];
    if (endpoint === undefined) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: endpoint.ip, port: endpoint.port, allowHalfOpen: true });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      // A socket that is still connecting cannot be reset.
      from.on('error', () => (to.connecting ? to.destroy() : to.resetAndDestroy()));
      from.on('close', () => this.#sockets.delete(from));
    }
  }
}
