/** What takes an hour is still served, both ways, and who is idle is kept. Only when it is asked for: `npm run test:cluster -- proxy hour`. */
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { oneAfterTheOther, paused } from '../clients/http';
import { ALICE, basic, htpasswd } from '../clients/login';
import type { Running } from './container';
import { Echo, echo } from './echo';
import { Pod } from './pod';
import { get } from './raw';

const HOUR = 3600 * 1000;
/** More than the hour: a limit of exactly one would pass otherwise, or not, by chance. */
const WAIT = HOUR + 10_000;
/** What load balancers keep idle: those of clouds up to ten minutes. */
const IDLE = 610_000;
/** More than all buffers on the way. */
const MUCH = 64 * 1024 * 1024;

describe('an hour', () => {
  const pod = new Pod({ auth: { mode: 'basic', basic: { existingSecret: 'users' } } });
  const login = basic(ALICE);
  let mlflow: Echo;
  let proxy: Running;

  beforeAll(async () => {
    writeFileSync(join(pod.volume('login'), 'htpasswd'), htpasswd(ALICE));
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    mlflow.answer = (incoming, response) => {
      switch (incoming.url) {
        case '/late':
          setTimeout(() => response.end('the first byte'), WAIT);
          break;
        case '/much':
          response.end(Buffer.alloc(MUCH));
          break;
        case '/slow-reader': {
          let bytes = 0;
          incoming.on('end', () => response.end(String(bytes)));
          setTimeout(() => incoming.on('data', (chunk: Buffer) => (bytes += chunk.length)), WAIT);
          break;
        }
        default:
          echo(incoming, response);
      }
    };
    pod.run('verifier');
    proxy = await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  const promises: Readonly<Record<string, () => Promise<void>>> = {
    'the first byte of an answer comes after it': async () => {
      const { status, body } = await get('/late', login);
      expect([status, body]).toEqual([200, 'the first byte']);
    },
    'a client goes on with its upload after it': async () => {
      const headers = { ...login, 'Content-Length': '6' };
      const upload = paused({ address: '127.0.0.1', method: 'PUT', path: '/x', headers }, Buffer.from('abc'));
      await sleep(WAIT);
      upload.go(Buffer.from('def'));
      expect(await upload.answer).toEqual({ status: 200, body: 'PUT /x abcdef' });
    },
    'a client goes on with its download after it': async () => {
      const download = paused({ address: '127.0.0.1', path: '/much', headers: login });
      await download.begun;
      await sleep(WAIT);
      download.go();
      const { status, body } = await download.answer;
      expect([status, body.length]).toEqual([200, MUCH]);
    },
    'MLflow goes on reading after it': async () => {
      const answer = await new Promise<string>((resolve, reject) => {
        const options = { host: '127.0.0.1', port: 5000, method: 'PUT', path: '/slow-reader', headers: login };
        const upload = request(options, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            resolve(text);
          });
        });
        upload.on('error', reject);
        upload.end(Buffer.alloc(MUCH));
      });
      expect(answer).toBe(String(MUCH));
    },
    'a connection that was idle for ten minutes is used again': async () => {
      expect(await oneAfterTheOther({ address: '127.0.0.1', path: '/x', headers: login }, IDLE)).toEqual([200, 200]);
    },
    'a proxy that ends meanwhile ends when they are done': async () => {
      await sleep(WAIT - 60_000);
      proxy.signal('SIGTERM');
      expect(await proxy.ended).toBe(0);
    },
  };

  // All of them at once.
  const outcomes = new Map<string, Promise<unknown>>();
  test.each(Object.keys(promises))(
    '%s',
    async (name) => {
      if (outcomes.size === 0)
        for (const [each, keep] of Object.entries(promises))
          outcomes.set(
            each,
            keep().then(() => undefined, String),
          );
      expect(await outcomes.get(name)).toBeUndefined();
    },
    2 * HOUR,
  );
});
