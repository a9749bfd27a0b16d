/** Images of the cluster itself: what pods' namespaces are held by, names, volumes. */
import { debian, shell } from './debian';
import { goProgram } from './files';
import type { Image } from './image';
import { coredns, localPathProvisioner } from '../addons/versions';

/** Holds the namespaces of each pod, and reaps what its containers leave behind. */
export const SANDBOX = 'registry.k8s.io/pause:3.10';
/** Makes and removes the folders of volumes. */
export const HELPER = 'docker.io/library/busybox:1.37';

export function systemImages(): readonly Image[] {
  const names = coredns();
  const volumes = localPathProvisioner();
  return [
    {
      reference: SANDBOX,
      standIn: 'catatonit of Debian trixie',
      layers: [debian('catatonit', { suite: 'trixie', variant: 'extract', packages: ['catatonit'] })],
      config: { entrypoint: ['/usr/bin/catatonit', '-P'] },
    },
    {
      reference: `registry.k8s.io/coredns/coredns:v${names.version}`,
      standIn: `CoreDNS ${names.version}, built from its module`,
      layers: [goProgram(names, '/')],
      config: { entrypoint: ['/coredns'] },
    },
    {
      reference: `rancher/local-path-provisioner:v${volumes.version}`,
      standIn: `local-path-provisioner ${volumes.version}, built from its module`,
      layers: [goProgram(volumes)],
      config: { entrypoint: ['/usr/bin/local-path-provisioner'] },
    },
    {
      reference: HELPER,
      standIn: 'bash and coreutils of Debian trixie',
      layers: [shell()],
      config: { env: { PATH: '/usr/bin:/bin' }, command: ['sh'] },
    },
  ];
}
