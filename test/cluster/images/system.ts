/** Images of the cluster itself: what pods' namespaces are held by, names, volumes, policies, metrics. */
import { certManager, certManagerImage } from '../addons/cert-manager';
import { metricsServerImage } from '../addons/install';
import { coredns, kubeRouter, localPathProvisioner, metricsServer } from '../addons/versions';
import { traefik } from '../addons/traefik';
import type { GoCommands } from '../../support/go-build';
import { debian, shell } from './debian';
import { goProgram } from './files';
import type { Image } from './image';
import type { Layer } from './layer';
import { SANDBOX } from './sandbox';

/** Makes and removes the folders of volumes. */
const HELPER = 'docker.io/library/busybox:1.37';

export function systemImages(): readonly Image[] {
  return [
    {
      reference: SANDBOX,
      standIn: 'catatonit of Debian trixie',
      layers: [debian('catatonit', { suite: 'trixie', variant: 'extract', packages: ['catatonit'] })],
      config: { entrypoint: ['/usr/bin/catatonit', '-P'] },
    },
    built(coredns, `registry.k8s.io/coredns/coredns:v${coredns.version}`, 'coredns'),
    built(
      localPathProvisioner,
      `rancher/local-path-provisioner:v${localPathProvisioner.version}`,
      'local-path-provisioner',
    ),
    built(metricsServer, metricsServerImage, 'metrics-server'),
    built(kubeRouter, `docker.io/cloudnativelabs/kube-router:v${kubeRouter.version}`, 'kube-router', networkTools()),
    {
      ...built(traefik, `docker.io/library/traefik:v${traefik.version}`, 'traefik'),
      standIn: `traefik ${traefik.version}, built from its module, without DNS challenges and passwords`,
    },
    ...Object.keys(certManager.commands).map((command): Image => {
      const image = built(certManager, certManagerImage(command), command);
      return { ...image, config: { ...image.config, user: '1000' } };
    }),
    {
      reference: HELPER,
      standIn: 'bash and coreutils of Debian trixie',
      layers: [shell()],
      config: { env: { PATH: '/usr/bin:/bin' }, command: ['sh'] },
    },
  ];
}

/** A program and nothing else, unless layers below are given. */
function built(commands: GoCommands, reference: string, command: string, ...below: readonly Layer[]): Image {
  const { name, version } = commands;
  return {
    reference,
    standIn: `${name} ${version}, built from its module`,
    layers: [...below, goProgram(commands)],
    config: { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, entrypoint: [`/usr/bin/${command}`] },
  };
}

/** Of the release whose iptables can read what the machine's has written, if that is bookworm's or newer. */
function networkTools(): Layer {
  const packages = ['iptables', 'ipset', 'iproute2', 'conntrack', 'kmod'];
  return debian('network-tools', { suite: 'bookworm', variant: 'minbase', packages });
}
