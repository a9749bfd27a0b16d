/** metrics.njs: what is counted of a request, which ones are logged, and how Prometheus reads it. */
import { describe, expect, test } from '@jest/globals';
import METRICS from '../../../../charts/access/proxy/metrics.njs';
import { Njs, type NjsOptions } from './njs';

interface Ended {
  readonly method?: string;
  readonly route?: string;
  readonly status?: string;
  /** As nginx has it: seconds, with three decimals. */
  readonly request_time?: string;
  readonly uri?: string;
}

function end(njs: Njs, { method = 'GET', route = 'api', status = '200', request_time = '0.001', uri = '/x' }: Ended) {
  return njs.variable('count', { method, variables: { route, status, request_time, uri } });
}

async function exposed(...requests: readonly Ended[]): Promise<readonly string[]> {
  const njs = new Njs(METRICS);
  for (const request of requests) end(njs, request);
  const { status, body = '', headers } = await njs.content('expose', { variables: { connections_writing: '1' } });
  expect([status, headers]).toEqual([200, { 'Content-Type': 'text/plain; version=0.0.4' }]);
  return body.split('\n');
}

const REQUESTS = [
  '# HELP mlflow_proxy_requests_total Requests that ended.',
  '# TYPE mlflow_proxy_requests_total counter',
];
const DURATIONS = [
  '# HELP mlflow_proxy_request_duration_seconds From the first byte of a request to the last of its answer.',
  '# TYPE mlflow_proxy_request_duration_seconds histogram',
];

const inFlight = (count: number) => [
  '# HELP mlflow_proxy_requests_in_flight Requests under way, without this one.',
  '# TYPE mlflow_proxy_requests_in_flight gauge',
  `mlflow_proxy_requests_in_flight ${String(count)}`,
];

test('before the first request', async () => {
  expect(await exposed()).toEqual([...REQUESTS, ...DURATIONS, ...inFlight(0), '']);
});

test('what two kinds of requests come to', async () => {
  const lines = await exposed(
    { route: 'ui', request_time: '0.003' },
    { route: 'ui', request_time: '0.200' },
    { route: 'ui', method: 'POST', status: '401', request_time: '7.000' },
    { route: 'api', request_time: '4000.000' },
  );
  expect(lines).toEqual([
    ...REQUESTS,
    'mlflow_proxy_requests_total{route="api",method="GET",status="200"} 1',
    'mlflow_proxy_requests_total{route="ui",method="GET",status="200"} 2',
    'mlflow_proxy_requests_total{route="ui",method="POST",status="401"} 1',
    ...DURATIONS,
    ...['0.005', '0.025', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '30', '60', '300', '1800'].map(
      (bound) => `mlflow_proxy_request_duration_seconds_bucket{route="api",le="${bound}"} 0`,
    ),
    'mlflow_proxy_request_duration_seconds_bucket{route="api",le="+Inf"} 1',
    'mlflow_proxy_request_duration_seconds_sum{route="api"} 4000',
    'mlflow_proxy_request_duration_seconds_count{route="api"} 1',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="0.005"} 1',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="0.025"} 1',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="0.1"} 1',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="0.25"} 2',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="0.5"} 2',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="1"} 2',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="2.5"} 2',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="5"} 2',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="10"} 3',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="30"} 3',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="60"} 3',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="300"} 3',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="1800"} 3',
    'mlflow_proxy_request_duration_seconds_bucket{route="ui",le="+Inf"} 3',
    'mlflow_proxy_request_duration_seconds_sum{route="ui"} 7.203',
    'mlflow_proxy_request_duration_seconds_count{route="ui"} 3',
    ...inFlight(0),
    '',
  ]);
});

test.each([
  ['8', 7],
  // As nginx counts, there is always the one that asks.
  ['0', 0],
])('of %s connections that are answered, %d are requests of others', async (writing, count) => {
  const { body = '' } = await new Njs(METRICS).content('expose', { variables: { connections_writing: writing } });
  expect(body.split('\n').slice(-4)).toEqual([...inFlight(count), '']);
});

test.each([
  ['0.005', '0.005'],
  ['0.006', '0.025'],
  ['1800.000', '1800'],
  ['1800.001', '+Inf'],
])('%s seconds are at most %s', async (seconds, bound) => {
  const full = (await exposed({ request_time: seconds })).find(
    (line) => line.includes('_bucket') && line.endsWith(' 1'),
  );
  expect(full).toBe(`mlflow_proxy_request_duration_seconds_bucket{route="api",le="${bound}"} 1`);
});

test.each([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [method, method] as const),
  ['BREW', 'other'],
  ['get', 'other'],
])('a request %s counts as %s', async (method, label) => {
  const [, , line] = await exposed({ method });
  expect(line).toBe(`mlflow_proxy_requests_total{route="api",method="${label}",status="200"} 1`);
});

test.each<[Ended, boolean]>([
  [{ uri: '/health' }, false],
  [{ uri: '/ml/health' }, false],
  [{ uri: '/health', status: '503' }, true],
  [{ uri: '/version' }, true],
  [{ uri: '/health/x' }, true],
])('of %j there is a line in the log: %s; counted it is in any case', async (request, logged) => {
  const njs = new Njs(METRICS);
  expect(end(njs, request)).toBe(logged ? '1' : '');
  expect((await njs.content('expose', {})).body).toMatch(/^mlflow_proxy_requests_total\{.*\} 1$/m);
});

/** What the monitor of the pod answers, and what comes of it. */
describe('with a monitor', () => {
  const monitor = 'http://unix:/run/mlflow/monitor.sock:';
  const UP = ['# HELP mlflow_monitor_up Whether the monitor of this pod answers.', '# TYPE mlflow_monitor_up gauge'];
  const at = (answer?: NjsOptions['answer']) => new Njs(METRICS, answer === undefined ? {} : { answer });
  const lines = async (njs: Njs, variables: Readonly<Record<string, string>> = { monitor }) =>
    ((await njs.content('expose', { variables })).body ?? '').split('\n');
  const OWN = [...REQUESTS, ...DURATIONS];

  test('its metrics follow the proxy’s', async () => {
    const njs = at(() => ({ status: 200, body: 'mlflow_database_up 1\n' }));
    expect(await lines(njs)).toEqual([...OWN, ...UP, 'mlflow_monitor_up 1', 'mlflow_database_up 1', '']);
    expect(njs.asked).toEqual([{ url: `${monitor}/metrics`, headers: { Host: 'localhost' } }]);
  });

  test.each<[string, NjsOptions['answer']]>([
    ['is not there', undefined],
    ['answers with an error', () => ({ status: 500, body: 'mlflow_database_up 1\n' })],
    ['says nothing', () => ({ status: 200, body: '' })],
  ])('one that %s is down, and the proxy’s own are as ever', async (_case, answer) => {
    expect(await lines(at(answer))).toEqual([...OWN, ...UP, 'mlflow_monitor_up 0', '']);
  });

  test('whether the proxy is alive is asked without it', async () => {
    const njs = at(() => ({ status: 200, body: 'x 1\n' }));
    expect(await lines(njs, { monitor, args: 'only=proxy' })).toEqual([...OWN, '']);
    expect(njs.asked).toEqual([]);
  });

  test.each([
    [200, '{"database": "good"}\n'],
    [503, '{"database": "bad"}\n'],
  ])('deep health is what it says: %s', async (status, body) => {
    const njs = at(() => ({ status, body }));
    expect(await njs.content('deepHealth', { variables: { monitor } })).toEqual({
      status,
      body,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    });
    expect(njs.asked).toEqual([{ url: `${monitor}/deep-health`, headers: { Host: 'localhost' } }]);
  });

  test.each<[string, NjsOptions['answer']]>([
    ['is not there', undefined],
    ['answers with something else', () => ({ status: 404, body: 'a host’s name' })],
  ])('deep health is bad where it %s', async (_case, answer) => {
    expect(await at(answer).content('deepHealth', { variables: { monitor } })).toMatchObject({
      status: 503,
      body: '{"database": "bad", "schema": "bad", "keys": "bad", "bucket": "bad"}\n',
    });
  });
});
