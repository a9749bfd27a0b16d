/**
 * Leads from a port of this machine's loopback into the cluster, whose network is another: by a Unix socket, which is a file.
 * It prints its address, and ends with the cluster.
 *
 *     forward.ts SOCKET
 */
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { relay } from './relay';

const [socket = ''] = process.argv.slice(2);

const server = createServer((incoming) => {
  relay(incoming, connect(socket));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    process.stdout.write(`http://127.0.0.1:${String(address.port)}\n`);
});
setInterval(() => {
  if (!existsSync(socket)) process.exit(0);
}, 1000);
