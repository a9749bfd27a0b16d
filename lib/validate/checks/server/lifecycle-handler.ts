import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { inWords, setFields } from '../../server/one-of';

const handlers = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

export default {
  id: 'lifecycle-handler',
  scope: 'container',
  severity: 'error',
  summary: 'A lifecycle hook does nothing, does two things, or stands at a container that cannot have one',
  remedy: 'Give preStop and postStart exactly one of exec, httpGet and sleep.',
  link: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/',
  examples: {
    passes: [workload('lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}')],
    fails: [
      { yaml: workload('lifecycle: {preStop: {}}'), at: 'spec.template.spec.containers[0].lifecycle.preStop' },
      workload('lifecycle: {preStop: {exec: {command: [a]}, httpGet: {port: 80}}}'),
      workload({ pod: 'initContainers:\n  - {name: s, image: "s:1", lifecycle: {preStop: {exec: {command: [a]}}}}' }),
    ],
  },
  check({ spec: { lifecycle }, role, path }, report) {
    if (lifecycle === undefined) return;
    if (role === 'init' || role === 'ephemeral') {
      report([...path, 'lifecycle'], `an ${role} container cannot have lifecycle hooks`);
      return;
    }
    for (const hook of ['postStart', 'preStop'] as const) {
      const handler = lifecycle[hook];
      if (handler === undefined) continue;
      const set = setFields(handler, handlers);
      if (set.length === 1) continue;
      const got = set.length === 0 ? 'none' : inWords(set);
      report([...path, 'lifecycle', hook], `${hook} needs exactly one of ${inWords(handlers)}, got ${got}`);
    }
  },
} satisfies ContainerCheck;
