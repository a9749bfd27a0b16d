/** The official image is a slim Debian trixie with PostgreSQL; so is this one, with Debian's packages and our entrypoint. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { debian } from './debian';
import { textFiles } from './files';
import type { Image } from './image';

const MAJOR = '17';
const ENTRYPOINT = readFileSync(join(__dirname, 'postgres-entrypoint.sh'), 'utf8');

/** The numbers that the official image gives its user and group. */
const USER = ['groupadd -r -g 999 postgres', 'useradd -r -g postgres -u 999 -d /var/lib/postgresql postgres'];

export function postgresql(reference: string): Image {
  return {
    reference,
    standIn: `PostgreSQL ${MAJOR} of Debian trixie, with an entrypoint of our own`,
    layers: [
      debian(`postgresql-${MAJOR}`, {
        suite: 'trixie',
        variant: 'minbase',
        packages: [`postgresql-${MAJOR}`, 'gnupg'],
        hooks: [
          // The package has made them, with numbers of its own.
          'chroot "$1" sh -c "userdel postgres; groupdel postgres; true" 2>/dev/null',
          ...USER.map((command) => `chroot "$1" ${command}`),
          'rm -rf "$1"/var/lib/postgresql/* "$1"/etc/postgresql/* "$1"/var/run/postgresql',
          'mkdir -p "$1"/var/lib/postgresql/data "$1"/run/postgresql && chmod 1777 "$1"/var/lib/postgresql/data "$1"/run/postgresql',
        ],
      }),
      textFiles('postgresql-entrypoint', {
        '/usr/local/bin/docker-entrypoint.sh': { text: ENTRYPOINT, mode: 0o755 },
      }),
    ],
    config: {
      env: {
        PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${MAJOR}/bin`,
        LANG: 'C.UTF-8',
        PGDATA: '/var/lib/postgresql/data',
      },
      entrypoint: ['docker-entrypoint.sh'],
      command: ['postgres'],
      stopSignal: 'SIGINT',
    },
  };
}
