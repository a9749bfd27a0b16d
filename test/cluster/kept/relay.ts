/** Two connections as one: what comes by either goes on by the other, and both end together. */
import type { Socket } from 'node:net';

export function relay(incoming: Socket, outgoing: Socket): void {
  incoming.pipe(outgoing).pipe(incoming);
  incoming.on('error', () => outgoing.destroy());
  outgoing.on('error', () => incoming.destroy());
}
