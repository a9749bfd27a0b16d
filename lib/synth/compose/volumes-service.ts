/** What gives volumes their owners, and given files to those who read them: the kubelet's part, done by a service that ends. */
import { escaped } from './environment';
import { GIVEN } from './own-files';
import type { Service } from './service';
import type { Given, OwnedVolume } from './storage';

export const VOLUMES = 'volumes';

/** @param image one with sh, cp, chown and chmod */
export function volumesService(image: string, volumes: readonly OwnedVolume[]): Service {
  const lines = volumes.flatMap(({ name, user, group, given }) => {
    const [path, owner] = [`/volumes/${name}`, `${String(user)}:${String(group)}`];
    return given.length === 0
      ? [`chown ${owner} ${path}`, `chmod 0770 ${path}`]
      : [...given.map((one) => copy(one, path)), `chown -R ${owner} ${path}`, `chmod -R ug=rX,o= ${path}`];
  });
  return {
    image,
    entrypoint: ['sh', '-ec', escaped(`${lines.join('\n')}\n`)],
    network_mode: 'none',
    user: '0:0',
    read_only: true,
    cap_drop: ['ALL'],
    // What nobody else may read is owned by somebody on this machine.
    cap_add: ['CHOWN', 'FOWNER', 'DAC_OVERRIDE'],
    security_opt: ['no-new-privileges:true'],
    volumes: [
      ...volumes.map(({ name }) => `${name}:/volumes/${name}`),
      ...(volumes.some(({ given }) => given.length > 0) ? [`./${GIVEN}:/${GIVEN}:ro`] : []),
    ],
    restart: 'no',
  };
}

/** Into the root of the volume, or where its item says. */
function copy({ from, item }: Given, volume: string): string {
  if (item === undefined) return `cp -R /${GIVEN}/${from}/. ${volume}`;
  const end = item.path.lastIndexOf('/');
  const folder = end < 0 ? '' : `mkdir -p ${volume}/${item.path.slice(0, end)}; `;
  return `${folder}cp /${GIVEN}/${from}/${item.key} ${volume}/${item.path}`;
}
