import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

/** Sysctl → the minor version since which baseline allows it; 0: it always has. */
const safeSince: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
};

export default {
  id: 'unsafe-sysctl',
  scope: 'pod',
  severity: 'warning',
  summary: 'A pod sets a kernel parameter that is not known to be safe (Pod Security Standards: baseline)',
  remedy: 'Leave it out; nodes refuse it too, unless their kubelet was told to allow it.',
  link: baselineLink,
  examples: {
    passes: [
      workload({ pod: 'securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]}' }),
      {
        yaml: workload({ pod: 'securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: "4096 87380 1048576"}]}' }),
        context: { minor: 32 },
      },
    ],
    fails: [
      {
        yaml: workload({ pod: 'securityContext: {sysctls: [{name: net.core.somaxconn, value: "1024"}]}' }),
        at: 'spec.template.spec.securityContext.sysctls[0].name',
      },
      {
        yaml: workload({ pod: 'securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: "4096 87380 1048576"}]}' }),
        context: { minor: 31 },
      },
    ],
  },
  check({ spec, path }, report, { minor }) {
    for (const [index, { name = '' }] of (spec.securityContext?.sysctls ?? []).entries()) {
      const since = Object.hasOwn(safeSince, name) ? safeSince[name] : undefined;
      if (since !== undefined && minor >= since) continue;
      const reason = since === undefined ? 'is not among the safe sysctls' : `is only safe since 1.${since}`;
      report([...path, 'securityContext', 'sysctls', index, 'name'], `${name} ${reason}`);
    }
  },
} satisfies PodCheck;
