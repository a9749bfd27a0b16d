/** server_steps.py: what MLflow's proxy may answer, and which cause that is. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { withFolder } from '../../support/chart-folder';
import { python } from '../../support/python-programs';
import { listening } from './listening';

const look = (address: string, host: string, env: Readonly<Record<string, string>> = {}) =>
  python<readonly (readonly [string, string])[]>(
    `import server_steps
say([[found.cause, found.seen] for found in server_steps.look(${JSON.stringify(address)}, ${JSON.stringify(host)})])`,
    env,
  );
const asked = (answer: RequestListener, path = '') =>
  listening(createServer(answer), async (port) => {
    const found = await look(`http://127.0.0.1:${String(port)}${path}`, 'mlflow.ml.svc');
    return found.map(([cause, seen]) => [cause, seen.replace(`http://127.0.0.1:${String(port)}`, '')]);
  });
const saying =
  (status: number, text: string): RequestListener =>
  (_, answer) =>
    answer.writeHead(status).end(text);

describe('an answer', () => {
  test.each([
    [200, 'OK', []],
    [502, 'Bad Gateway', [['server-silent', '/health: the proxy says 502, since MLflow does not answer it']]],
    [503, '', [['server-silent', '/health: the proxy says 503, since MLflow does not answer it']]],
    [504, '', [['server-silent', '/health: the proxy says 504, since MLflow does not answer it']]],
    [
      400,
      'The plain HTTP request was sent to HTTPS port\nnginx',
      [['server-scheme', '/health: The plain HTTP request was sent to HTTPS port']],
    ],
    [400, 'no', [['server-odd', '/health: 400 no']]],
    [403, 'HTTPS', [['server-odd', '/health: 403 HTTPS']]],
    [404, `not\n found ${'x'.repeat(150)}`, [['server-odd', `/health: 404 not found ${'x'.repeat(90)}`]]],
  ])('%d %j', async (status, text, expected) => {
    expect(await asked(saying(status, text))).toEqual(expected);
  });

  test('is asked for below the prefix, of the host that it is said to be', async () => {
    const seen: unknown[] = [];
    const listener: RequestListener = ({ method, url, headers }, answer) => {
      seen.push([method, url, headers.host]);
      answer.end('OK');
    };
    expect([await asked(listener, '/ml/'), await asked(listener)]).toEqual([[], []]);
    expect(seen).toEqual([
      ['GET', '/ml/health', 'mlflow.ml.svc'],
      ['GET', '/health', 'mlflow.ml.svc'],
    ]);
  });

  test('that does not come, or is none', async () => {
    expect(await asked(({ socket }) => socket.destroy())).toEqual([
      ['server-silent', expect.stringMatching(/^\/health: Remote end closed connection/)],
    ]);
    expect(await asked(({ socket }) => socket.end('odd\r\n\r\n'))).toEqual([['server-silent', '/health: odd']]);
  });
});

describe('by TLS', () => {
  const authority = new Authority();
  afterAll(() => {
    authority.close();
  });
  const { certificate, key } = authority.issue('mlflow.ml.svc');
  const encrypted = (host: string, believed = authority.certificate) =>
    withFolder({ 'ca.crt': believed }, (folder) =>
      listening(createHttps({ cert: certificate, key }, saying(200, 'OK')), async (port) => {
        const found = await look(`https://127.0.0.1:${String(port)}`, host, { SSL_CERT_FILE: join(folder, 'ca.crt') });
        return found.map(([cause]) => cause);
      }),
    );

  test('at its address, the name in the certificate does not matter', async () => {
    expect(await encrypted('mlflow.ml.svc')).toEqual([]);
    expect(await encrypted('other.ml.svc')).toEqual([]);
  });

  test('at its name it does', async () => {
    expect(await encrypted('127.0.0.1')).toEqual(['server-certificate-host']);
  });

  test('its authority does', async () => {
    const other = new Authority();
    expect(await encrypted('mlflow.ml.svc', other.certificate)).toEqual(['server-certificate-authority']);
    other.close();
  });
});

test.each([
  ['http://h', ['h', 80]],
  ['https://h', ['h', 443]],
  ['http://[fd00::1]:5000/ml', ['fd00::1', 5000]],
])('%s is asked for at %j', async (address, expected) => {
  const lines = `import server_steps, steps
def connect(part, host, port):
    assert part == "server"
    say([host, port])
    raise steps.Found("a", "b")
steps.connect = connect
list(server_steps.look(${JSON.stringify(address)}, "x"))`;
  expect(await python(lines)).toEqual(expected);
});
