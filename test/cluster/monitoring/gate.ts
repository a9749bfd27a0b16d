/** Stands before a server, and lets nothing through while it is shut. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Gate {
  readonly #open = new Set<Socket>();
  #isShut = false;

  private constructor(private readonly server: Server) {}

  static async before(port: number): Promise<Gate> {
    const server = createServer();
    const gate = new Gate(server);
    server.on('connection', (incoming) => {
      if (gate.#isShut) return incoming.destroy();
      const outgoing = connect(port, '127.0.0.1');
      for (const [one, other] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        gate.#open.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          gate.#open.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
      return undefined;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  shut(): void {
    this.#isShut = true;
    for (const socket of this.#open) socket.destroy();
  }

  reopen(): void {
    this.#isShut = false;
  }

  close(): void {
    this.shut();
    this.server.close();
  }
}
