/** The audit: who has deleted what, or said who may do what, in the proxy's log; and that nothing else is read before it is passed on. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../eventually';
import { Echo } from '../proxy/echo';
import { Pod } from '../proxy/pod';
import { raw, type RawAnswer } from '../proxy/raw';

type Body = Readonly<Record<string, unknown>>;

describe('the audit', () => {
  const pod = new Pod({ auth: { mode: 'none' }, mlflow: { staticPrefix: '/ml' }, monitoring: { enabled: true } });
  let mlflow: Echo;
  let sent = '';

  beforeAll(async () => {
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    mlflow.answer = (request, response) => {
      sent = '';
      request.on('data', (chunk: Buffer) => (sent += chunk.toString()));
      request.on('end', () => {
        response.writeHead(200).end();
      });
    };
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  const ask = (method: string, path: string, body = '', more: readonly string[] = []): Promise<RawAnswer> =>
    raw(
      [
        `${method} ${path} HTTP/1.1`,
        'Host: mlflow.example.com',
        'Connection: close',
        `Authorization: Basic ${Buffer.from('alice:her password').toString('base64')}`,
        `Content-Length: ${String(body.length)}`,
        ...more,
      ],
      {},
      body,
    );
  let count = 0;
  /** The line of such a request, which is told from others by its query. */
  const line = async (method: string, path: string, body?: Body) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const before = pod.lines('proxy').length;
    const { status } = await ask(method, `${path}?n=${String((count += 1))}`, text);
    expect([path, status, sent]).toEqual([path, 200, text]);
    await eventually(() => Promise.resolve(pod.lines('proxy').length), before + 1);
    const found = JSON.parse(pod.lines('proxy').at(-1) ?? '') as Readonly<Record<string, unknown>>;
    expect(found).toMatchObject({ path, method, status: 200, user: 'alice' });
    return found;
  };

  test.each<[string, string, Body, Body]>([
    ['POST', '/api/2.0/mlflow/runs/delete', { run_id: 'r' }, { run_id: 'r' }],
    ['POST', '/ml/ajax-api/2.0/mlflow/runs/delete', { run_id: 'r' }, { run_id: 'r' }],
    ['POST', '/api/2.0/mlflow/runs/restore', { run_id: 'r' }, { run_id: 'r' }],
    ['POST', '/api/2.0/mlflow/experiments/delete', { experiment_id: '1' }, { experiment_id: '1' }],
    ['DELETE', '/api/2.0/mlflow/registered-models/delete', { name: 'a model' }, { name: 'a model' }],
    ['DELETE', '/api/2.0/mlflow/model-versions/delete', { name: 'm', version: '2' }, { name: 'm', version: '2' }],
    [
      'POST',
      '/api/3.0/mlflow/traces/delete-traces',
      { experiment_id: '1', request_ids: ['a', 'b'] },
      { experiment_id: '1', request_ids: ['a', 'b'] },
    ],
    ['POST', '/api/2.0/mlflow/users/create', { username: 'bob', password: 'secret' }, { username: 'bob' }],
    ['PATCH', '/api/2.0/mlflow/users/update-password', { username: 'bob', password: 'secret' }, { username: 'bob' }],
    [
      'PATCH',
      '/api/2.0/mlflow/users/update-admin',
      { username: 'bob', is_admin: true },
      { username: 'bob', is_admin: true },
    ],
    ['DELETE', '/api/2.0/mlflow/users/delete', { username: 'bob' }, { username: 'bob' }],
    [
      'POST',
      '/api/2.0/mlflow/experiments/permissions/create',
      { experiment_id: '1', username: 'bob', permission: 'EDIT' },
      { experiment_id: '1', username: 'bob', permission: 'EDIT' },
    ],
    [
      'DELETE',
      '/api/2.0/mlflow/registered-models/permissions/delete',
      { name: 'm', username: 'bob' },
      { name: 'm', username: 'bob' },
    ],
    [
      'POST',
      '/api/3.0/mlflow/users/permissions/grant',
      { username: 'bob', permission: 'READ' },
      { username: 'bob', permission: 'READ' },
    ],
    [
      'POST',
      '/api/3.0/mlflow/roles/permissions/add',
      { role_id: 7, permission: 'READ' },
      { role_id: 7, permission: 'READ' },
    ],
    ['POST', '/api/3.0/mlflow/roles/assign', { role_id: 7, username: 'bob' }, { role_id: 7, username: 'bob' }],
    ['DELETE', '/api/3.0/mlflow/gateway/secrets/delete', { secret_id: 's' }, { secret_id: 's' }],
    [
      'POST',
      '/api/3.0/mlflow/gateway/secrets/create',
      { secret_name: 's', secret_value: { api_key: 'sk-1' } },
      { secret_name: 's' },
    ],
    ['DELETE', '/api/3.0/mlflow/gateway/endpoints/delete', { endpoint_id: 'e' }, { endpoint_id: 'e' }],
    [
      'POST',
      '/api/3.0/mlflow/gateway/model-definitions/permissions/create',
      { model_definition_id: 'd', username: 'bob' },
      { model_definition_id: 'd', username: 'bob' },
    ],
    ['DELETE', '/api/3.0/mlflow/scorers/delete', { experiment_id: '1', name: 's' }, { experiment_id: '1', name: 's' }],
    [
      'POST',
      '/api/3.0/mlflow/workspaces/team/permissions',
      { username: 'bob', permission: 'READ' },
      { username: 'bob', permission: 'READ' },
    ],
  ])('%s %s', async (method, path, body, about) => {
    const { audit, about: said } = await line(method, path, body);
    expect([audit, JSON.parse(String(said))]).toEqual([true, about]);
    for (const secret of ['secret"', 'sk-1', 'her password'])
      expect(pod.lines('proxy').join('\n')).not.toContain(secret);
  });

  test.each([
    '/api/2.0/mlflow/logged-models/m-1',
    '/api/3.0/mlflow/datasets/d-1',
    '/api/2.0/mlflow/webhooks/w-1',
    '/api/3.0/mlflow/workspaces/team',
  ])('DELETE %s, by its path', async (path) => {
    expect(await line('DELETE', path)).toMatchObject({ audit: true, about: '{}' });
  });

  test.each([
    ['GET', '/api/2.0/mlflow/users/get'],
    ['GET', '/api/2.0/mlflow/logged-models/m-1'],
    ['PATCH', '/api/2.0/mlflow/logged-models/m-1'],
    ['POST', '/api/2.0/mlflow/logged-models/search'],
  ])('%s %s deletes nothing', async (method, path) => {
    expect(await line(method, path)).toMatchObject({ audit: false });
  });

  test.each([
    ['POST', '/api/2.0/mlflow/runs/create'],
    ['POST', '/api/2.0/mlflow/runs/delete-tag'],
    ['POST', '/api/2.0/mlflow/runs/delete/x'],
    ['POST', '/x/mlflow/runs/delete'],
    ['PUT', '/api/2.0/mlflow-artifacts/artifacts/0/users/delete'],
  ])('%s %s has a line as ever', async (method, path) => {
    expect(Object.keys(await line(method, path, { run_id: 'r' }))).not.toContain('about');
  });

  test('the id of a request is MLflow’s, too, whatever a client calls it', async () => {
    const before = pod.lines('proxy').length;
    await ask('GET', '/api/2.0/mlflow/runs/get', '', ['X-Request-ID: mine']);
    await eventually(() => Promise.resolve(pod.lines('proxy').length), before + 1);
    const { id } = JSON.parse(pod.lines('proxy').at(-1) ?? '') as { readonly id: string };
    expect(mlflow.last?.headers['x-request-id']).toBe(id);
  });

  test('a body of 256 KiB is passed on as it is, and not read; a larger one is refused there, and only there', async () => {
    const text = JSON.stringify({ run_id: 'r' }).padEnd(256 * 1024);
    const path = '/api/2.0/mlflow/runs/delete';
    expect((await ask('POST', path, text)).status).toBe(200);
    expect(sent).toBe(text);
    await eventually(
      () => Promise.resolve(pod.lines('proxy').some((one) => one.includes('too long to be read'))),
      true,
    );
    expect((await ask('POST', path, `${text} `)).status).toBe(413);
    expect((await ask('POST', '/api/2.0/mlflow/runs/log-batch', `${text} `)).status).toBe(200);
    expect(sent).toBe(`${text} `);
  });

  /** Whether MLflow hears of a request before all of its body is there. */
  const streams = async (path: string) => {
    const before = mlflow.received.length;
    const socket = connect(5000, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: mlflow.example.com\r\nContent-Length: 100\r\n\r\n{`);
    // Another one, of which it hears for certain.
    await ask('GET', '/api/2.0/mlflow/runs/get');
    await ask('GET', '/api/2.0/mlflow/runs/get');
    const heard = mlflow.received.slice(before).some(({ path: of }) => of === path);
    socket.destroy();
    return heard;
  };

  test('of anything else MLflow hears as it comes', async () => {
    await eventually(() => streams('/api/2.0/mlflow/runs/log-batch'), true);
    expect(await streams('/api/2.0/mlflow-artifacts/artifacts/0/a')).toBe(true);
    expect(await streams('/api/2.0/mlflow/runs/delete')).toBe(false);
  });
});
