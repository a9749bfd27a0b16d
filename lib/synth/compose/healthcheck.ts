/** A container's probes, as the one check that Compose has. */
import { escaped } from './environment';
import type { HttpClient } from './declaration';
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
export function healthcheckOf(container: Container, client: HttpClient | undefined): Healthcheck | undefined {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const probe = readinessProbe ?? startupProbe ?? livenessProbe;
  const test = probe === undefined ? undefined : testOf(probe, container, client);
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

function testOf(
  { exec, httpGet, timeoutSeconds = 1 }: Probe,
  container: Container,
  client: HttpClient | undefined,
): readonly string[] | undefined {
  if (exec !== undefined) return ['CMD', ...exec.command.map(escaped)];
  if (httpGet === undefined || client === undefined) return undefined;
  const { path = '/', port, scheme = 'HTTP' } = httpGet;
  const number = container.ports?.find(({ name }) => name === port)?.containerPort ?? port;
  const url = `${scheme.toLowerCase()}://127.0.0.1:${String(number)}${path}`;
  // As the kubelet does, which believes any certificate.
  return client === 'curl'
    ? ['CMD', 'curl', '-fsk', '-o', '/dev/null', '-m', String(timeoutSeconds), url]
    : ['CMD', 'wget', '-q', '-T', String(timeoutSeconds), '--no-check-certificate', '-O', '/dev/null', url];
}

function seconds(amount: number): string {
  return `${String(amount)}s`;
}
