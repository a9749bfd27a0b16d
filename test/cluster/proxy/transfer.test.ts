/** Bodies pass the proxy as they come, once; and what is under way when the pod ends is finished. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { paused } from '../clients/http';
import { eventually } from '../eventually';
import type { Running } from './container';
import { Echo, echo } from './echo';
import { isListening, Pod } from './pod';
import { get, raw } from './raw';

const URL = 'http://127.0.0.1:5000';
const MiB = 1024 * 1024;

/** What somebody waits for, and who makes it so. */
function signal<T>() {
  let done: (value: T) => void = () => undefined;
  const happened = new Promise<T>((resolve) => (done = resolve));
  return { happened, done };
}

describe('bodies', () => {
  const pod = new Pod({ auth: { mode: 'none' } });
  let mlflow: Echo;

  beforeAll(async () => {
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    await pod.serve();
  });
  afterEach(() => {
    mlflow.answer = echo;
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['of a known length', { 'Content-Length': String(3 * MiB) }],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }],
  ])('MLflow has the first bytes of a request before the last are sent: %s', async (_what, headers) => {
    const first = signal<number>();
    mlflow.answer = (request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes >= MiB) first.done(bytes);
      });
      request.on('end', () => response.end(String(bytes)));
    };
    const upload = paused({ address: '127.0.0.1', method: 'PUT', path: '/x', headers }, Buffer.alloc(MiB));
    await first.happened;
    // Nothing of it lies in a file.
    expect(readdirSync(join(pod.volume('proxy-tmp'), 'body'), { recursive: true })).toEqual([]);
    upload.go(Buffer.alloc(2 * MiB));
    expect(await upload.answer).toEqual({ status: 200, body: String(3 * MiB) });
  });

  test('a client has the first bytes of an answer before MLflow has sent the last, and nothing lies in a file', async () => {
    const responses: ServerResponse[] = [];
    mlflow.answer = (_request, response) => {
      response.write('first');
      responses.push(response);
    };
    const reader = (await fetch(`${URL}/x`)).body?.getReader();
    const read = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(await read()).toBe('first');
    // With the head, the first might come anyway.
    responses[0]?.write('second');
    expect(await read()).toBe('second');
    responses[0]?.end('last');
    expect(await read()).toBe('last');
  });

  test('an answer that nobody reads waits in MLflow, not in the proxy', async () => {
    let written = 0;
    const full = signal<number>();
    mlflow.answer = (_request, response) => {
      const chunk = Buffer.alloc(MiB);
      // Which asks nginx for a buffer.
      response.setHeader('X-Accel-Buffering', 'yes');
      const write = () => {
        written += chunk.length;
        if (written < 64 * MiB && response.write(chunk)) setImmediate(write);
        else full.done(written);
      };
      write();
    };
    const download = paused({ address: '127.0.0.1', path: '/x' });
    await download.begun;
    expect(await full.happened).toBeLessThan(16 * MiB);
    expect(readdirSync(join(pod.volume('proxy-tmp'), 'proxy'), { recursive: true })).toEqual([]);
  });

  test('requests take one connection to MLflow, one after the other', async () => {
    await get('/1');
    const before = mlflow.connections;
    for (let count = 0; count < 5; count += 1) expect((await get('/x')).status).toBe(200);
    expect(mlflow.connections).toBe(before);
  });

  test('to MLflow on the loopback, too, if it was used a moment ago', async () => {
    const loopback = await Echo.at(5001);
    const mark = join(pod.volume('server-socket'), 'loopback');
    writeFileSync(mark, '');
    for (let count = 0; count < 5; count += 1) expect((await get('/x')).status).toBe(200);
    expect(loopback.connections).toBe(1);
    await sleep(1500);
    expect((await get('/x')).status).toBe(200);
    expect(loopback.connections).toBe(2);
    rmSync(mark);
    loopback.close();
  });

  test('nothing is sent twice, though MLflow hangs up on it', async () => {
    await get('/1');
    const before = mlflow.received.length;
    mlflow.answer = (request) => request.socket.destroy();
    expect((await get('/x')).status).toBe(502);
    expect(mlflow.received.length).toBe(before + 1);
  });

  test('a client may ask more than a thousand times by one connection', async () => {
    const requests = 1200;
    const one = 'GET /x HTTP/1.1\r\nHost: x\r\n\r\n';
    const { body } = await raw(
      ['GET /x HTTP/1.1', 'Host: x'],
      {},
      `${one.repeat(requests - 2)}GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(body.match(/GET \/x /g)).toHaveLength(requests);
  });

  test('without MLflow, the answer says so', async () => {
    const nobody = new Pod({ auth: { mode: 'none' } });
    await pod.end();
    await nobody.serve();
    expect((await get('/x')).status).toBe(502);
    await nobody.end();
    await pod.serve();
  });
});

describe('the end', () => {
  let pod: Pod;
  let mlflow: Echo;
  let proxy: Running;
  const files = () => ['server-socket', 'login-sockets'].map((volume) => existsSync(join(pod.volume(volume), 'proxy')));

  async function start(values: object): Promise<void> {
    pod = new Pod({ ...values });
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    proxy = await pod.serve();
  }
  afterEach(async () => {
    await pod.end();
    mlflow.close();
  });

  const BASIC = { auth: { mode: 'basic', basic: { existingSecret: 'users' } } };

  test.each<NodeJS.Signals>(['SIGTERM', 'SIGQUIT', 'SIGINT'])(
    'on %s, what is under way is finished, nobody else gets in, and MLflow is told afterwards',
    async (name) => {
      await start({ auth: { mode: 'none' } });
      expect(files()).toEqual([true, false]);
      const come = signal<ServerResponse>();
      mlflow.answer = (_request, response) => {
        response.write('first ');
        come.done(response);
      };
      const answer = fetch(`${URL}/x`).then((response) => response.text());
      const response = await come.happened;
      proxy.signal(name);
      await eventually(() => isListening('127.0.0.1'), false);
      // A second one is no order to hurry.
      proxy.signal(name);
      expect(files()).toEqual([true, false]);
      response.end('and last');
      expect(await answer).toBe('first and last');
      expect(await proxy.ended).toBe(0);
      expect(files()).toEqual([false, false]);
    },
  );

  test('helpers of a login are told too', async () => {
    await start(BASIC);
    expect(files()).toEqual([true, true]);
    proxy.signal('SIGTERM');
    expect(await proxy.ended).toBe(0);
    expect(files()).toEqual([false, false]);
  });

  test('where nginx ends by itself, so does its container, with what it said, and nobody waits for it', async () => {
    await start({ auth: { mode: 'none' } });
    proxy.killProgram();
    expect(await proxy.ended).toBe(137);
    expect(files()).toEqual([false, false]);
  });

  test('where nginx does not start, its container says why', async () => {
    pod = new Pod({ auth: { mode: 'none' } });
    const other = await Echo.at(5000);
    const started = pod.run('proxy');
    expect(await started.ended).toBe(1);
    expect(pod.lines('proxy', 'errors').join('\n')).toContain('Address already in use');
    other.close();
  });
});
