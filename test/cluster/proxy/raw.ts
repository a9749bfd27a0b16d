/** A request as bytes: also what no HTTP library would send, and from any address of the place. */
import { connect } from 'node:net';

export interface RawOptions {
  /** The pod's. */
  readonly to?: string;
  /** The peer's address. */
  readonly from?: string;
  readonly port?: number;
}

export interface RawAnswer {
  /** 0, if nothing came. */
  readonly status: number;
  /** By name, in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends lines of a head, and what follows it; reads until the connection is closed. */
export async function raw(
  head: readonly string[],
  { to = '127.0.0.1', from, port = 5000 }: RawOptions = {},
  body = '',
): Promise<RawAnswer> {
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: to, port, ...(from !== undefined && { localAddress: from }) });
    let got = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (got += chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(got);
    });
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
  const [top = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...fields] = top.split('\r\n');
  const headers = fields.map((field) => [
    field.slice(0, field.indexOf(':')).toLowerCase(),
    field.slice(field.indexOf(':') + 1).trim(),
  ]);
  return {
    status: Number(/^HTTP\/1\.[01] (\d+)/.exec(line)?.[1] ?? 0),
    headers: Object.fromEntries(headers) as Readonly<Record<string, string>>,
    body: rest.join('\r\n\r\n'),
  };
}

/** A GET that asks to close the connection, with further headers. */
export function get(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  options: RawOptions = {},
): Promise<RawAnswer> {
  const lines = Object.entries({ Host: 'mlflow.example.com', Connection: 'close', ...headers });
  return raw([`GET ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)], options);
}
