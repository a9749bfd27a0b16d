import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { isWindows } from '../../security/pod-security';

export default {
  id: 'writable-root-file-system',
  scope: 'container',
  severity: 'info',
  summary: 'A container may change its own programs: its root file system is writable',
  remedy: 'Set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir where it has to write.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  examples: {
    passes: [workload('securityContext: {readOnlyRootFilesystem: true}'), workload({ pod: 'os: {name: windows}' })],
    fails: [
      { yaml: workload(''), at: 'spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem' },
      workload('securityContext: {readOnlyRootFilesystem: false}'),
    ],
  },
  check({ spec, path, name, role, pod }, report) {
    if (spec.securityContext?.readOnlyRootFilesystem === true || role === 'ephemeral' || isWindows(pod)) return;
    const at = [...path, 'securityContext', 'readOnlyRootFilesystem'];
    report(at, `the root file system of container ${name} is writable`);
  },
} satisfies ContainerCheck;
