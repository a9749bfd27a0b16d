/** metrics.njs: what is counted of a request, which ones are logged, and how Prometheus reads it. */
import { expect, test } from '@jest/globals';
import METRICS from '../../../../charts/access/proxy/metrics.njs';
import { Njs } from './njs';

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
  const { status, body = '', headers } = await njs.content('expose', {});
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

test('before the first request', async () => {
  expect(await exposed()).toEqual([...REQUESTS, ...DURATIONS, '']);
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
    '',
  ]);
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
