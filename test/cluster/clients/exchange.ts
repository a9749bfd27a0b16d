/** One HTTP request with a body of any size, to a server of this machine; of the answer, only what identifies it is kept. */
import { createHash } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { request as requestByTls } from 'node:https';
import { basicOf, type Login } from './login';

export interface Sent {
  readonly port: number;
  /** The Host header. */
  readonly host: string;
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly body?: Buffer;
  /** By TLS, to the server of this certificate. */
  readonly tls?: { readonly servername: string; readonly ca: string };
  readonly login?: Login;
}

export interface Reply {
  readonly status: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly seconds: number;
}

export function exchange({ port, host, method, path, body, tls, login }: Sent): Promise<Reply> {
  const begun = Date.now();
  return new Promise((resolve, reject) => {
    const headers = { Host: host, ...basicOf(login), ...(body && { 'Content-Length': body.length }) };
    const options = { host: '127.0.0.1', port, method, path, headers, agent: false } as const;
    const heard = (answer: IncomingMessage) => {
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
    };
    const sent = tls === undefined ? request(options, heard) : requestByTls({ ...options, ...tls }, heard);
    sent.on('error', reject);
    sent.end(body);
  });
}
