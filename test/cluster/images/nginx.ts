/** The official image is a slim Debian trixie with nginx and its module njs; so is this one, with Debian's packages. */
import { debian } from './debian';
import type { Image } from './image';

export function nginx(reference: string): Image {
  return {
    reference,
    standIn: 'nginx and njs of Debian trixie (1.26, 0.8)',
    layers: [
      debian('nginx', { suite: 'trixie', variant: 'minbase', packages: ['nginx', 'libnginx-mod-http-js', 'curl'] }),
    ],
    config: {
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      command: ['nginx', '-g', 'daemon off;'],
      stopSignal: 'SIGQUIT',
    },
  };
}
