/** One HTTP request with a body of any size, to a server of this machine; of the answer, only what identifies it is kept. */
import { createHash } from 'node:crypto';
import { request } from 'node:http';

export interface Sent {
  readonly port: number;
  /** The Host header. */
  readonly host: string;
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly body?: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly seconds: number;
}

export function exchange({ port, host, method, path, body }: Sent): Promise<Reply> {
  const begun = Date.now();
  return new Promise((resolve, reject) => {
    const headers = { Host: host, ...(body && { 'Content-Length': body.length }) };
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      const hash = createHash('sha256');
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        hash.update(chunk);
        bytes += chunk.length;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const seconds = (Date.now() - begun) / 1000;
        resolve({ status: answer.statusCode ?? 0, bytes, sha256: hash.digest('hex'), seconds });
        // A server that refuses a body stops reading it.
        sent.destroy();
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
