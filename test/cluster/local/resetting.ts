/** Before a server, as policies that have come to one node and not to the other yet: some of the first connections are reset. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Resetting {
  readonly url: string;
  /** How many connections were reset so far. */
  count(): number;
  close(): void;
}

/**
 * @param url of the server, with its port
 * @param which connections are reset, from 1
 */
export async function resetting(url: string, which: readonly number[]): Promise<Resetting> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((incoming) => {
    connections++;
    if (which.includes(connections)) {
      incoming.resetAndDestroy();
      return;
    }
    const outgoing = connect(Number(port), hostname);
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    count: () => which.filter((one) => one <= connections).length,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
