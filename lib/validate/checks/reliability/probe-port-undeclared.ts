import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { probeFields } from '../../reliability/probe';

const ports = 'ports: [{name: http, containerPort: 80}]';

export default {
  id: 'probe-port-undeclared',
  scope: 'container',
  severity: 'warning',
  summary: 'A probe or hook asks a port that its container does not declare',
  remedy: 'Correct the port, or declare it in the ports of the container.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  examples: {
    passes: [
      workload(`${ports}\nreadinessProbe: {httpGet: {path: /, port: http}}`),
      workload(`${ports}\nreadinessProbe: {tcpSocket: {port: 80}}`),
      // That http has no number is an error of its own: 80 may be what was meant.
      workload('ports: [{name: http}]\nreadinessProbe: {tcpSocket: {port: 80}}'),
    ],
    fails: [
      {
        // A name stands for nothing but a port of the same container: the probe always fails.
        yaml: workload(`${ports}\nreadinessProbe: {httpGet: {path: /, port: web}}`),
        at: 'spec.template.spec.containers[0].readinessProbe.httpGet.port',
      },
      {
        yaml: workload(`${ports}\nlivenessProbe: {grpc: {port: 9090}}`),
        at: 'spec.template.spec.containers[0].livenessProbe.grpc.port',
      },
      {
        yaml: workload('ports: [{name: http}]\nreadinessProbe: {tcpSocket: {port: web}}'),
        at: 'spec.template.spec.containers[0].readinessProbe.tcpSocket.port',
      },
      // No port is declared at all, which is allowed: info.
      workload('readinessProbe: {tcpSocket: {port: 80}}'),
    ],
  },
  check({ name, spec, path }, report) {
    const declared = spec.ports ?? [];
    const known = declared
      .map(({ name: port, containerPort: number }) => [port, number].filter((part) => part !== undefined).join(' '))
      .filter((words) => words !== '');
    const among = `the ports of container ${name} (${known.length === 0 ? 'none' : known.join(', ')})`;
    const askers = [
      ...probeFields.map((field) => [[...path, field], spec[field]] as const),
      ...(['postStart', 'preStop'] as const).map(
        (hook) => [[...path, 'lifecycle', hook], spec.lifecycle?.[hook]] as const,
      ),
    ];
    for (const [place, asker] of askers) {
      // A request to another host has nothing to do with this container's ports, unless it is a name.
      for (const action of ['httpGet', 'tcpSocket', 'grpc'] as const) {
        const target = asker !== undefined && action in asker ? (asker as Handler)[action] : undefined;
        const port = target?.port;
        if (port === undefined) continue;
        const at = [...place, action, 'port'];
        if (typeof port === 'string' && !/^\d+$/.test(port)) {
          if (declared.some((known) => known.name === port)) continue;
          report(at, `port ${port} is not a name among ${among}`, { severity: 'error' });
        } else if (
          target?.host === undefined &&
          !declared.some(({ containerPort }) => containerPort === undefined || containerPort === Number(port))
        ) {
          report(at, `port ${port} is not among ${among}`, declared.length === 0 ? { severity: 'info' } : {});
        }
      }
    }
  },
} satisfies ContainerCheck;

type Handler = Readonly<
  Partial<Record<'httpGet' | 'tcpSocket' | 'grpc', { readonly port?: number | string; readonly host?: string }>>
>;
