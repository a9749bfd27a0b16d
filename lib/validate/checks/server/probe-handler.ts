import type { Probe } from '../../../../imports/kubernetes/types';
import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import type { Loose } from '../../object';
import { inWords, setFields } from '../../server/one-of';

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

export default {
  id: 'probe-handler',
  scope: 'container',
  severity: 'error',
  summary: 'A probe asks nothing, asks in two ways, or has numbers or a container that the API server refuses',
  remedy: 'Give each probe one of exec, httpGet, tcpSocket and grpc; successThreshold must be 1 but for readiness.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  examples: {
    passes: [
      workload('readinessProbe: {httpGet: {path: /, port: 8080}, successThreshold: 2}'),
      workload({
        pod: 'initContainers:\n  - {name: s, image: "s:1", restartPolicy: Always, startupProbe: {tcpSocket: {port: 80}}}',
      }),
    ],
    fails: [
      { yaml: workload('livenessProbe: {periodSeconds: 5}'), at: 'spec.template.spec.containers[0].livenessProbe' },
      workload('livenessProbe: {httpGet: {port: 80}, tcpSocket: {port: 80}}'),
      {
        yaml: workload('livenessProbe: {tcpSocket: {port: 80}, successThreshold: 2}'),
        at: 'spec.template.spec.containers[0].livenessProbe.successThreshold',
      },
      {
        yaml: workload('readinessProbe: {tcpSocket: {port: 0}}'),
        at: 'spec.template.spec.containers[0].readinessProbe.tcpSocket.port',
      },
      workload('readinessProbe: {tcpSocket: {port: 80}, timeoutSeconds: -1}'),
      workload('readinessProbe: {tcpSocket: {port: 80}, terminationGracePeriodSeconds: 5}'),
      {
        yaml: workload({ pod: 'initContainers:\n  - {name: s, image: "s:1", livenessProbe: {tcpSocket: {port: 80}}}' }),
        at: 'spec.template.spec.initContainers[0].livenessProbe',
      },
    ],
  },
  check({ spec, role, path }, report) {
    for (const field of probes) {
      const probe = spec[field];
      if (probe === undefined) continue;
      const at = [...path, field];
      if (role === 'init' || role === 'ephemeral') {
        report(
          at,
          `${role === 'init' ? 'an init container that ends' : 'an ephemeral container'} cannot have a ${field}`,
        );
        continue;
      }
      const set = setFields(probe, handlers);
      if (set.length !== 1) {
        report(
          at,
          `a probe needs exactly one of ${inWords(handlers)}, got ${set.length === 0 ? 'none' : inWords(set)}`,
        );
      }
      for (const [key, problem] of numberProblems(field, probe)) report([...at, key], problem);
      for (const handler of ['httpGet', 'tcpSocket', 'grpc'] as const) {
        const port = probe[handler]?.port;
        if (typeof port !== 'number' || (port >= 1 && port <= 65535)) continue;
        report([...at, handler, 'port'], `port ${String(port)} is outside 1 to 65535`);
      }
    }
  },
} satisfies ContainerCheck;

function* numberProblems(field: string, probe: Loose<Probe>): Generator<readonly [string, string]> {
  for (const key of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const) {
    const value = probe[key];
    if (value !== undefined && value < 0) yield [key, `${key} is ${String(value)}, but must not be negative`];
  }
  const { successThreshold = 1, terminationGracePeriodSeconds } = probe;
  if (field !== 'readinessProbe' && successThreshold > 1) {
    yield ['successThreshold', `successThreshold is ${String(successThreshold)}; for a ${field} it must be 1`];
  }
  if (terminationGracePeriodSeconds === undefined) return;
  if (field === 'readinessProbe')
    yield ['terminationGracePeriodSeconds', 'a readinessProbe ends nothing, and cannot have it'];
  else if (terminationGracePeriodSeconds <= 0) yield ['terminationGracePeriodSeconds', 'it must be above 0'];
}
