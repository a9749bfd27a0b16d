/** Linux capabilities: capabilities(7), and the names that k8s.io/pod-security-admission allows. */

/** What baseline allows to add: the usual set of container runtimes, without NET_RAW. */
export const baselineCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const powers: Readonly<Record<string, string>> = {
  ALL: 'as good as privileged',
  BPF: 'loads programs into the kernel of the node',
  DAC_READ_SEARCH: 'reads any file of the node that it can name',
  NET_ADMIN: 'changes interfaces, routes and firewall rules',
  NET_RAW: 'forges packets of other pods',
  PERFMON: 'watches the kernel of the node',
  SYS_ADMIN: 'nearly root on the node',
  SYS_BOOT: 'restarts the node',
  SYS_MODULE: 'loads modules into the kernel of the node',
  SYS_PTRACE: 'reads and changes the memory of other processes',
  SYS_RAWIO: 'reads and writes the memory of the node',
  SYS_TIME: 'sets the clock of the node',
  SYSLOG: 'reads the kernel log and its addresses',
};

/** What a container can do with it, as far as it is worth a word. */
export function powerOf(capability: string): string | undefined {
  return Object.hasOwn(powers, capability) ? powers[capability] : undefined;
}
