/** Who answers for names in the place of a cluster's DNS: those that it is told of have an address, and no others. */
import { createSocket, type Socket } from 'node:dgram';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGE } from './place';

const ADDRESS = '127.0.0.53';
const HEADER = 12;
const A = 1;
const NO_SUCH_NAME = 3;

export class Names {
  /** An IPv4 address by its name. */
  readonly of = new Map<string, string>();
  readonly #socket: Socket = createSocket('udp4');

  /** Containers that start from now on ask it. */
  static async start(): Promise<Names> {
    const names = new Names();
    mkdirSync(join(IMAGE, 'etc'), { recursive: true });
    writeFileSync(join(IMAGE, 'etc/resolv.conf'), `nameserver ${ADDRESS}\n`);
    await new Promise<void>((resolve) => names.#socket.bind(53, ADDRESS, resolve));
    return names;
  }

  private constructor() {
    this.#socket.on('message', (query, { port, address }) => {
      this.#socket.send(this.#answer(query), port, address);
    });
  }

  close(): void {
    this.#socket.close();
  }

  /** One question each: https://www.rfc-editor.org/rfc/rfc1035#section-4 */
  #answer(query: Buffer): Buffer {
    const labels: string[] = [];
    let at = HEADER;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += length + 1;
    }
    const question = query.subarray(HEADER, at + 5);
    const address = this.of.get(labels.join('.'));
    const asksForIt = query.readUInt16BE(at + 1) === A;
    const found = address !== undefined && asksForIt;
    const header = Buffer.alloc(HEADER);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 + (address === undefined ? NO_SUCH_NAME : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(found ? 1 : 0, 6);
    const record = Buffer.from([0xc0, HEADER, 0, A, 0, 1, 0, 0, 0, 1, 0, 4, ...(address ?? '').split('.').map(Number)]);
    return Buffer.concat([header, question, ...(found ? [record] : [])]);
  }
}
