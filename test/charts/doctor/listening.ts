/** Servers that a test has for a moment. */
import type { AddressInfo, Server } from 'node:net';

/** At a free port, on the loopback. */
export async function listening<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}
