import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

const types = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

export default {
  id: 'selinux-options',
  scope: 'pod',
  severity: 'warning',
  summary: 'A pod or container changes its SELinux type, user or role (Pod Security Standards: baseline)',
  remedy: 'Leave user and role out; choose one of the container types, or none.',
  link: baselineLink,
  examples: {
    passes: [
      workload({ pod: 'securityContext: {seLinuxOptions: {type: container_t, level: "s0:c1,c2"}}' }),
      {
        yaml: workload({ pod: 'securityContext: {seLinuxOptions: {type: container_engine_t}}' }),
        context: { minor: 31 },
      },
    ],
    fails: [
      {
        yaml: workload({ pod: 'securityContext: {seLinuxOptions: {type: spc_t}}' }),
        at: 'spec.template.spec.securityContext.seLinuxOptions.type',
      },
      {
        yaml: workload('securityContext: {seLinuxOptions: {user: root}}'),
        at: 'spec.template.spec.containers[0].securityContext.seLinuxOptions.user',
      },
      {
        yaml: workload({ pod: 'securityContext: {seLinuxOptions: {type: container_engine_t}}' }),
        context: { minor: 30 },
      },
    ],
  },
  check({ spec, path, containers }, report, { minor }) {
    const allowed = minor >= 31 ? [...types, 'container_engine_t'] : types;
    for (const part of [{ spec, path }, ...containers]) {
      const { type = '', user = '', role = '' } = part.spec.securityContext?.seLinuxOptions ?? {};
      const at = [...part.path, 'securityContext', 'seLinuxOptions'];
      if (!allowed.includes(type)) {
        report([...at, 'type'], `SELinux type is ${type}, expected ${allowed.slice(1).join(', ')} or none`);
      }
      if (user !== '') report([...at, 'user'], `SELinux user is ${user}, expected none`);
      if (role !== '') report([...at, 'role'], `SELinux role is ${role}, expected none`);
    }
  },
} satisfies PodCheck;
