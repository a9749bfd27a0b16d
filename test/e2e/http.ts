/** An HTTP request with any Host header, which fetch would not send. */
import { request } from 'node:http';

/** Of the Service, and of the pods behind it. */
const PORT = 5000;

export interface Question {
  readonly address: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function ask({ address, method = 'GET', path, headers = {}, body }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const question = request(
      { host: address, port: PORT, method, path, headers, agent: false, timeout: 20_000 },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    question.on('timeout', () => question.destroy(new Error('timeout')));
    question.on('error', reject);
    question.end(body);
  });
}
