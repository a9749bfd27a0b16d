/** What gives volumes their owners, and given files to those who read them: the kubelet's part, done by a service that ends. */
import { escaped } from './environment';
import { GIVEN } from './own-files';
import { LOGGING, type Service } from './service';
import type { Given, OwnedVolume } from './storage';

export const VOLUMES = 'volumes';

/** @param image one with sh, cp, chown and chmod */
export function volumesService(image: string, volumes: readonly OwnedVolume[]): Service {
  const lines = volumes.flatMap(({ name, user, group, given }) => {
    const path = `/volumes/${name}`;
    if (given.length === 0) return [`chown ${String(user)}:${String(group)} ${path}`, `chmod 0770 ${path}`];
    // As the kubelet does: root's, for the group to read. PostgreSQL takes no key of its own user's that its group may read.
    return [...given.map((one) => copy(one, path)), `chown -R 0:${String(group)} ${path}`, `chmod -R ug=rX,o= ${path}`];
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
    logging: LOGGING,
  };
}

/** Into the root of the volume, or where its item says. */
function copy({ from, item, optional }: Given, volume: string): string {
  const source = quoted(`/${GIVEN}/${from}${item === undefined ? '' : `/${item.key}`}`);
  const unless = optional === true ? `[ ! -e ${source} ] || ` : '';
  if (item === undefined) return `${unless}cp -R ${source}/. ${volume}`;
  const end = item.path.lastIndexOf('/');
  const folder = end < 0 ? '' : `mkdir -p ${quoted(`${volume}/${item.path.slice(0, end)}`)}; `;
  return `${folder}${unless}cp ${source} ${quoted(`${volume}/${item.path}`)}`;
}

/** For sh, which is root here: a path may have any sign in it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
