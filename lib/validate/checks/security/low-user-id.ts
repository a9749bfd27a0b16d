import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'low-user-id',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'A container runs with a user or group ID below 10000, or that of its image: it may be one of the node',
  remedy: 'Set runAsUser and runAsGroup to 10000 or more; hostUsers: false has the same effect.',
  link: 'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/',
  examples: {
    passes: [
      workload({ pod: 'securityContext: {runAsUser: 10001, runAsGroup: 10001}' }),
      workload({ pod: 'hostUsers: false' }),
    ],
    fails: [
      {
        yaml: workload({ pod: 'securityContext: {runAsUser: 1000, runAsGroup: 10001}' }),
        at: 'spec.template.spec.containers[0].securityContext.runAsUser',
      },
      { yaml: workload(''), at: 'spec.template.spec.containers[0].securityContext.runAsGroup' },
    ],
  },
  check({ spec, containers }, report) {
    if (spec.hostUsers === false || spec.os?.name === 'windows') return;
    for (const container of containers) {
      for (const field of ['runAsUser', 'runAsGroup'] as const) {
        const id = container.spec.securityContext?.[field] ?? spec.securityContext?.[field];
        if (id !== undefined && id >= 10000) continue;
        const at = [...container.path, 'securityContext', field];
        report(at, `${field} of container ${container.name} is ${id ?? 'not set'}, expected 10000 or more`);
      }
    }
  },
} satisfies PodCheck;
