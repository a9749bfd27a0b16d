/** Directories of a node that give away more than files. */

const sockets = /(?:^|\/)(?:docker|containerd|crio|cri-dockerd|dockershim|podman)\.sock$/;

/** Path → what is there; the longest that contains a mounted one counts. */
const sensitive: readonly (readonly [string, string])[] = [
  ['/boot', 'the kernel'],
  ['/dev', 'the devices'],
  ['/etc', 'the configuration, certificates and accounts'],
  ['/home', 'the files of users'],
  ['/lib', 'the programs and kernel modules'],
  ['/proc', 'the kernel and all processes'],
  ['/root', 'the files of root'],
  ['/run', 'the sockets of services'],
  ['/sys', 'the kernel and the devices'],
  ['/usr', 'the programs'],
  ['/var/run', 'the sockets of services'],
  ['/var/lib/docker', 'the files of all containers'],
  ['/var/lib/containerd', 'the files of all containers'],
  ['/var/lib/etcd', 'the data of the cluster, its Secrets included'],
  ['/var/lib/kubelet', 'the volumes and tokens of all pods'],
  ['/var/lib/rancher', 'the data of the cluster'],
];

/** Whether it is the socket of a container runtime. */
export function isRuntimeSocket(path: string): boolean {
  return sockets.test(normal(path));
}

/** What a mounted directory of the node gives away; undefined if nothing is known of it. */
export function sensitivityOf(path: string): string | undefined {
  const mounted = normal(path);
  if (mounted === '/') return 'all files';
  if (mounted === '/var' || mounted === '/var/lib') return 'the volumes and tokens of all pods';
  return sensitive.find(([known]) => mounted === known || mounted.startsWith(`${known}/`))?.[1];
}

function normal(path: string): string {
  const text = path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return text === '' ? '/' : text;
}
