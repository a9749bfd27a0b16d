/** A container's probes, as the one check that Compose has. */
import { escaped } from './environment';
import type { Asker } from './declaration';
import type { Container, Probe } from './workload';

export interface Healthcheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period?: string;
}

/**
 * Whether it is ready, asked as often as at its start, so that whoever waits for it does not wait long. Nothing where it has no probe, or
 * its image nothing that could ask.
 */
export function healthcheckOf(container: Container, asker: Asker | undefined): Healthcheck | undefined {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const probe = readinessProbe ?? startupProbe ?? livenessProbe;
  const test = probe === undefined ? undefined : testOf(probe, container, asker);
  if (probe === undefined || test === undefined) return undefined;
  const { periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = probe;
  const start =
    startupProbe === undefined ? undefined : (startupProbe.periodSeconds ?? 10) * (startupProbe.failureThreshold ?? 3);
  return {
    test,
    interval: seconds(startupProbe?.periodSeconds ?? periodSeconds),
    timeout: seconds(timeoutSeconds),
    retries: failureThreshold,
    ...(start === undefined ? {} : { start_period: seconds(start) }),
  };
}

function testOf(probe: Probe, container: Container, asker: Asker | undefined): readonly string[] | undefined {
  const { exec, httpGet, tcpSocket, timeoutSeconds = 1 } = probe;
  if (exec !== undefined) return ['CMD', ...exec.command.map(escaped)];
  if (asker === undefined) return undefined;
  if (typeof asker === 'object') return ['CMD', ...asker.map(escaped)];
  const numberOf = (port: string | number) =>
    String(container.ports?.find(({ name }) => name === port)?.containerPort ?? port);
  if (asker === 'bash')
    return tcpSocket && ['CMD', 'bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${numberOf(tcpSocket.port)}`];
  if (httpGet === undefined) return undefined;
  const { path = '/', port, scheme = 'HTTP' } = httpGet;
  const url = escaped(`${scheme.toLowerCase()}://127.0.0.1:${numberOf(port)}${path}`);
  return ['CMD', ...ASKS[asker](url, String(timeoutSeconds))];
}

/** As the kubelet does, which believes any certificate. */
const ASKS: Readonly<Record<'curl' | 'wget' | 'python', (url: string, seconds: string) => readonly string[]>> = {
  curl: (url, seconds) => ['curl', '-fsk', '-o', '/dev/null', '-m', seconds, url],
  wget: (url, seconds) => ['wget', '-q', '-T', seconds, '--no-check-certificate', '-O', '/dev/null', url],
  python: (url, seconds) => ['python', '-Ic', ASK, url, seconds],
};
const ASK =
  'import ssl, sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=float(sys.argv[2]), context=ssl._create_unverified_context())';

function seconds(amount: number): string {
  return `${String(amount)}s`;
}
