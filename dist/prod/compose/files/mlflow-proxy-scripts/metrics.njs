// Counts every request as it ends, for Prometheus. MLflow's own metrics know neither paths nor artefacts, traces or the gateway.
const BOUNDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];
// Clients may invent methods; labels may not grow with them.
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const DURATION = 'mlflow_proxy_request_duration_seconds';

/** nginx asks whether to log a request, when it ends. Probes are counted, but not logged. */
function count(r) {
  const counters = ngx.shared.counters;
  const route = r.variables.route;
  const status = r.variables.status;
  const seconds = Number(r.variables.request_time);
  const method = METHODS.includes(r.method) ? r.method : 'other';
  const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
  counters.incr(`requests|${route}|${method}|${status}`, 1, 0);
  counters.incr(`bucket|${route}|${bucket < 0 ? BOUNDS.length : bucket}`, 1, 0);
  counters.incr(`seconds|${route}`, seconds, 0);
  return status === '200' && r.variables.uri.endsWith('/health') ? '' : '1';
}

/**
 * The proxy's own, and with monitoring.enabled the monitor's: these are left out where it does not answer, or nobody wants them.
 * Whether the proxy is alive is asked without.
 */
async function expose(r) {
  const own = ownMetrics(r);
  const isWhole = r.variables.monitor && r.variables.args !== 'only=proxy';
  const others = isWhole ? await ask(r, '/metrics') : undefined;
  const monitor = others && others.status === 200 ? others.text : '';
  const up = isWhole
    ? [
        '# HELP mlflow_monitor_up Whether the monitor of this pod answers.',
        '# TYPE mlflow_monitor_up gauge',
        `mlflow_monitor_up ${monitor ? 1 : 0}`,
      ]
    : [];
  r.headersOut['Content-Type'] = 'text/plain; version=0.0.4';
  r.return(200, `${own.concat(up).join('\n')}\n${monitor}`);
}

/** For probes from outside: good or bad of each part, and nothing else. What nobody has seen to be good is bad. */
async function deepHealth(r) {
  const said = await ask(r, '/deep-health');
  r.headersOut['Content-Type'] = 'application/json';
  r.headersOut['Cache-Control'] = 'no-store';
  if (said && (said.status === 200 || said.status === 503)) {
    return r.return(said.status, said.text);
  }
  r.return(503, '{"database": "bad", "schema": "bad", "keys": "bad", "bucket": "bad"}\n');
}

/** Of the monitor; undefined if it does not answer in time. */
async function ask(r, path) {
  try {
    const answer = await ngx.fetch(`${r.variables.monitor}${path}`, { headers: { Host: 'localhost' } });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    r.error(`the monitor does not answer: ${error.message}`);
    return undefined;
  }
}

function ownMetrics(r) {
  const counters = ngx.shared.counters;
  const requests = [
    '# HELP mlflow_proxy_requests_total Requests that ended.',
    '# TYPE mlflow_proxy_requests_total counter',
  ];
  const durations = [
    `# HELP ${DURATION} From the first byte of a request to the last of its answer.`,
    `# TYPE ${DURATION} histogram`,
  ];
  counters
    .keys()
    .sort()
    .forEach((key) => {
      const parts = key.split('|');
      const what = parts[0];
      const route = parts[1];
      if (what === 'requests') {
        requests.push(
          `mlflow_proxy_requests_total{route="${route}",method="${parts[2]}",status="${parts[3]}"} ${counters.get(key)}`,
        );
      }
      if (what === 'seconds') {
        let sum = 0;
        BOUNDS.concat('+Inf').forEach((bound, index) => {
          sum += counters.get(`bucket|${route}|${index}`) || 0;
          durations.push(`${DURATION}_bucket{route="${route}",le="${bound}"} ${sum}`);
        });
        durations.push(
          `${DURATION}_sum{route="${route}"} ${counters.get(key)}`,
          `${DURATION}_count{route="${route}"} ${sum}`,
        );
      }
    });
  return requests.concat(durations, inFlight(r.variables.connections_writing));
}

/** Idle connections wait; those that are answered write, this one among them. An nginx without stub_status does not know. */
function inFlight(writing) {
  if (writing === undefined) {
    return [];
  }
  return [
    '# HELP mlflow_proxy_requests_in_flight Requests under way, without this one.',
    '# TYPE mlflow_proxy_requests_in_flight gauge',
    `mlflow_proxy_requests_in_flight ${Math.max(0, Number(writing) - 1)}`,
  ];
}

export default { count, deepHealth, expose };
