/** `mlflow-chart load` against a server that answers as MLflow does, and remembers what it was asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { loadCommand } from '../../operations/load';
import { loginIn } from '../../operations/load/server';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly login: string | undefined;
  readonly body: string;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** @param broken paths with this in them are answered with 500 */
async function serving(broken?: string): Promise<{ readonly uri: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  let experiments = 0;
  const started = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      asked.push({ method, path, login: headers.authorization, body });
      const isBroken = broken !== undefined && path.includes(broken);
      const answer = path.endsWith('experiments/create')
        ? { experiment_id: String(++experiments) }
        : { run: { info: { run_id: 'r' } } };
      response.writeHead(isBroken ? 500 : 200).end(isBroken ? 'no room' : JSON.stringify(answer));
    });
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return { uri: `http://127.0.0.1:${String((started.address() as AddressInfo).port)}/base/`, asked };
}

async function load(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await loadCommand(args, {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment,
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  return { code, stdout, stderr };
}

const SHORT = ['--seconds', '1', '--warm-up', '0', '--runs', '3'];
const ONE_EACH = ['--logging', '1', '--searching', '1', '--storing', '1', '--tracing', '1'];

test('each kind is asked for below the address, by who asks, and nothing stays', async () => {
  const { uri, asked } = await serving();
  const login = { MLFLOW_TRACKING_USERNAME: 'ann', MLFLOW_TRACKING_PASSWORD: 'a:b' };
  const { code, stdout, stderr } = await load(login, uri, ...SHORT, ...ONE_EACH);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
    ...['requests', 'run', 'search', 'upload', 'download', 'trace', 'all', ''],
  ]);
  expect(asked.filter(({ path }) => !path.startsWith('/base/'))).toEqual([]);
  const expected = `Basic ${Buffer.from('ann:a:b').toString('base64')}`;
  expect(asked.filter((one) => one.login !== expected)).toEqual([]);
  const of = (method: string, part: string) => asked.filter((one) => one.method === method && one.path.includes(part));
  const stored = of('PUT', 'mlflow-artifacts').map(({ path }) => path);
  expect(stored.length).toBeGreaterThan(0);
  expect(
    of('DELETE', 'mlflow-artifacts')
      .map(({ path }) => path)
      .sort(),
  ).toEqual([...stored].sort());
  expect(
    of('POST', 'experiments/delete')
      .map(({ body }) => body)
      .sort(),
  ).toEqual([1, 2, 3].map((id) => `{"experiment_id":"${String(id)}"}`));
  const names = of('POST', 'experiments/create').map(
    ({ body }) => (JSON.parse(body) as { readonly name: string }).name,
  );
  expect(names.map((name) => name.replace(/[0-9a-f]{8}/, 'x'))).toEqual([
    ...['mlflow-chart load x/full', 'mlflow-chart load x/logged', 'mlflow-chart load x/traced'],
  ]);
});

test('runs to search among are there before: so many', async () => {
  const { uri, asked } = await serving();
  await load(
    {},
    uri,
    '--seconds',
    '1',
    '--warm-up',
    '0',
    '--runs',
    '7',
    '--logging',
    '0',
    '--searching',
    '0',
    '--storing',
    '0',
    '--tracing',
    '1',
  );
  const made = asked.filter(({ path, body }) => path.endsWith('runs/create') && body.includes('"experiment_id":"1"'));
  expect(made).toHaveLength(7);
});

test('--json: figures by kind', async () => {
  const { uri } = await serving();
  const { stdout } = await load(
    {},
    uri,
    ...SHORT,
    '--logging',
    '0',
    '--searching',
    '1',
    '--storing',
    '0',
    '--tracing',
    '0',
    '--json',
  );
  const { seconds, requests } = JSON.parse(stdout) as {
    readonly seconds: number;
    readonly requests: Readonly<Record<string, object>>;
  };
  expect([typeof seconds, Object.keys(requests)]).toEqual(['number', ['search', 'all']]);
  expect(Object.keys(requests['search'] ?? {})).toEqual(['perSecond', 'p50', 'p95', 'p99', 'failed']);
});

test('1 where requests fail, and where something stays', async () => {
  const failing = await serving('/v1/traces');
  const one = await load({}, failing.uri, ...SHORT, ...ONE_EACH);
  expect([one.code, one.stderr]).toEqual([1, '']);
  expect(one.stdout).toMatch(/^trace +0\.0 .* [1-9]\d*$/m);
  server?.closeAllConnections();
  server?.close();
  const keeping = await serving('experiments/delete');
  const other = await load({}, keeping.uri, ...SHORT, ...ONE_EACH);
  expect([other.code, other.stderr.split('\n')[0]]).toEqual([
    1,
    'experiment 1 is still there: it answers 500: no room',
  ]);
});

/** That answers everything the same. */
async function answering(answer: (response: ServerResponse) => void): Promise<string> {
  const started = createServer((request, response) => {
    request.resume().on('end', () => {
      answer(response);
    });
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((started.address() as AddressInfo).port)}/`;
}

describe('2', () => {
  test.each([
    '[]',
    'null',
    '{"experiment_id": "x", "run": null}',
    '{"experiment_id": "x", "run": {"info": {}}}',
    'no JSON',
  ])('a server that answers %s is none of MLflow’s', async (answer) => {
    const uri = await answering((response) => response.end(answer));
    const { code, stdout, stderr } = await load({}, uri, ...SHORT, ...ONE_EACH);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `${uri} answers something else than MLflow does: is it a tracking server’s address?\n`,
    });
  });

  test('one whose answer has no end is cut off', async () => {
    const uri = await answering((response) => {
      const more = (): void => {
        if (!response.destroyed && response.write('x'.repeat(1024 * 1024))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    const { code, stderr } = await load({}, uri, ...SHORT, ...ONE_EACH);
    expect(code).toBe(2);
    expect(stderr).toContain('(experiments/create): answers more than a tracking server does, and was cut off.');
  });

  test('a server that does not let it: in words, and what it has made goes', async () => {
    const { uri, asked } = await serving('runs/create');
    const { code, stdout, stderr } = await load({}, uri, ...SHORT);
    expect([code, stdout, stderr]).toEqual([
      ...[
        2,
        '',
        `${uri} does not do its part (runs/create): it answers 500: no room. Is it a tracking server’s address, and is it running?\n`,
      ],
    ]);
    expect(asked.filter(({ path }) => path.endsWith('experiments/delete'))).toHaveLength(3);
  });

  test.each([
    [['http://a', 'http://b'], 'expected one URI, got http://a and http://b\n'],
    [
      ['http://ann:secret@a'],
      'expected the address of a tracking server, such as https://mlflow.example.com, got one with a user or a password, which',
    ],
    [
      ['http://a?b=c'],
      'expected the address of a tracking server, such as https://mlflow.example.com, got one with a ? or #\n',
    ],
    [['http://a', '--seconds', '601'], '--seconds: expected a number from 1 to 600, got 601\n'],
    [['http://a', '--seconds', '0'], '--seconds: expected a number from 1 to 600, got 0\n'],
    [['http://a', '--logging', 'x'], '--logging: expected a number from 0 to 200, got x\n'],
    [['http://a', '--runs', '100001'], '--runs: expected a number from 0 to 100000, got 100001\n'],
    [
      ['http://a', '--logging', '0', '--searching', '0', '--storing', '0', '--tracing', '0'],
      'expected a client of some kind, got none\n',
    ],
  ])('%j', async (args, words) => {
    const { code, stdout, stderr } = await load({}, ...args);
    expect([code, stdout, stderr.slice(0, words.length)]).toEqual([2, '', words]);
    expect(stderr).not.toContain('secret');
  });
});

test.each([
  [{ MLFLOW_TRACKING_TOKEN: 't' }, { Authorization: 'Bearer t' }],
  [
    { MLFLOW_TRACKING_USERNAME: 'a', MLFLOW_TRACKING_PASSWORD: 'b', MLFLOW_TRACKING_TOKEN: 't' },
    { Authorization: 'Basic YTpi' },
  ],
  [{ MLFLOW_TRACKING_USERNAME: 'a' }, {}],
])('who asks, of %j', (environment, headers) => {
  expect(loginIn(environment)).toEqual(headers);
});
