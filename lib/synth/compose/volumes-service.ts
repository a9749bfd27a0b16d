/** What gives volumes their owners, and Secrets to those who read them as files: the kubelet's part, done by a service that ends. */
import { escaped } from './environment';
import type { Service } from './service';
import type { OwnedVolume } from './storage';

export const VOLUMES = 'volumes';

/** @param image one with sh, cp, chown and chmod */
export function volumesService(image: string, volumes: readonly OwnedVolume[]): Service {
  const lines = volumes.flatMap(({ name, user, group, secrets }) => {
    const owner = `${String(user)}:${String(group)}`;
    return [
      `chown ${owner} /volumes/${name}`,
      `chmod 0770 /volumes/${name}`,
      ...secrets.flatMap(({ secret, key, path, mode }) => [
        `cp /secrets/${secret}/${key} /volumes/${name}/${path}`,
        `chown ${owner} /volumes/${name}/${path}`,
        `chmod ${mode} /volumes/${name}/${path}`,
      ]),
    ];
  });
  const hasSecrets = volumes.some(({ secrets }) => secrets.length > 0);
  return {
    image,
    entrypoint: ['sh', '-ec', escaped(`${lines.join('\n')}\n`)],
    network_mode: 'none',
    user: '0:0',
    read_only: true,
    cap_drop: ['ALL'],
    // A file of 0600 is its owner's, who is somebody on this machine.
    cap_add: ['CHOWN', 'FOWNER', 'DAC_OVERRIDE'],
    security_opt: ['no-new-privileges:true'],
    volumes: [
      ...volumes.map(({ name }) => `${name}:/volumes/${name}`),
      ...(hasSecrets ? ['./secrets:/secrets:ro'] : []),
    ],
    restart: 'no',
  };
}
