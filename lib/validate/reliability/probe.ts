import type { Probe } from '../../../imports/kubernetes/types';
import type { Loose } from '../object';

export const probeFields = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

/** A probe's times with the defaults of the API, in seconds. */
export function timesOf(probe: Loose<Probe>) {
  return {
    delay: probe.initialDelaySeconds ?? 0,
    period: probe.periodSeconds ?? 10,
    timeout: probe.timeoutSeconds ?? 1,
    failures: probe.failureThreshold ?? 3,
  };
}

/** How long a container may fail until the probe acts. */
export function patience(probe: Loose<Probe>): number {
  const { failures, period } = timesOf(probe);
  return failures * period;
}

/** What it does, without its times; equal texts do the same. */
export function handlerText({ exec, grpc, httpGet, tcpSocket }: Loose<Probe>): string {
  if (exec !== undefined) return `exec ${JSON.stringify(exec.command ?? [])}`;
  if (tcpSocket !== undefined) return `tcp ${String(tcpSocket.port)}`;
  if (grpc !== undefined) return `grpc ${String(grpc.port)} ${grpc.service ?? ''}`;
  if (httpGet === undefined) return '';
  return `${httpGet.scheme ?? 'HTTP'} ${String(httpGet.port)} ${httpGet.path ?? '/'}`;
}
