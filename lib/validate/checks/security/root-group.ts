import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'root-group',
  scope: 'pod',
  severity: 'info',
  summary: 'A pod or container runs in group 0, whose files are those of root',
  remedy: 'Give another group ID to runAsGroup, fsGroup and supplementalGroups.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  examples: {
    passes: [workload({ pod: 'securityContext: {runAsGroup: 1000, fsGroup: 1000}' })],
    fails: [
      {
        yaml: workload({ pod: 'securityContext: {runAsGroup: 0}' }),
        at: 'spec.template.spec.securityContext.runAsGroup',
      },
      {
        yaml: workload({ pod: 'securityContext: {supplementalGroups: [1000, 0]}' }),
        at: 'spec.template.spec.securityContext.supplementalGroups[1]',
      },
      workload('securityContext: {runAsGroup: 0}'),
    ],
  },
  check({ spec, path, containers }, report) {
    const { fsGroup, supplementalGroups = [] } = spec.securityContext ?? {};
    for (const part of [{ spec, path }, ...containers]) {
      if (part.spec.securityContext?.runAsGroup === 0) {
        report([...part.path, 'securityContext', 'runAsGroup'], 'runAsGroup is 0: the group of root');
      }
    }
    if (fsGroup === 0) report([...path, 'securityContext', 'fsGroup'], 'fsGroup is 0: the group of root');
    const index = supplementalGroups.indexOf(0);
    if (index >= 0) {
      report([...path, 'securityContext', 'supplementalGroups', index], 'supplementalGroups has 0: the group of root');
    }
  },
} satisfies PodCheck;
