/** What takes an hour is still served, both ways. Only when it is asked for: `npm run test:cluster -- proxy hour`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { paused } from '../clients/http';
import { ALICE, basic, htpasswd } from '../clients/login';
import { Echo, echo } from './echo';
import { Pod } from './pod';
import { get } from './raw';

const HOUR = 3600 * 1000;
/** More than the hour: a limit of exactly one would pass otherwise, or not, by chance. */
const WAIT = HOUR + 10_000;

describe('an hour', () => {
  const pod = new Pod({ auth: { mode: 'basic', basic: { existingSecret: 'users' } } });
  let mlflow: Echo;

  beforeAll(async () => {
    writeFileSync(join(pod.volume('login'), 'htpasswd'), htpasswd(ALICE));
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    mlflow.answer = (request, response) => {
      if (request.url === '/late') setTimeout(() => response.end('the first byte'), WAIT);
      else echo(request, response);
    };
    pod.run('verifier');
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  test(
    'the first byte of an answer, and the next one of an upload, come after more than an hour',
    async () => {
      const started = Date.now();
      const login = basic(ALICE);
      const headers = { ...login, 'Content-Length': '6' };
      const upload = paused({ address: '127.0.0.1', method: 'PUT', path: '/x', headers }, Buffer.from('abc'));
      const answer = get('/late', login);
      await sleep(WAIT);
      upload.go(Buffer.from('def'));
      expect(await upload.answer).toEqual({ status: 200, body: 'PUT /x abcdef' });
      const { status, body } = await answer;
      expect([status, body]).toEqual([200, 'the first byte']);
      remark(`after ${String(Math.round((Date.now() - started) / 1000))} s`);
    },
    2 * HOUR,
  );
});
