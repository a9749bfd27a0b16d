/**
 * The official image is a slim Debian with PostgreSQL; so are these, with our entrypoint. Its majors that Debian has are
 * Debian's packages; the newest are the programs of a package of PyPI.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '../local/pip';
import { IN_PACKAGE, NEWEST } from '../local/postgresql';
import { debian, type DebianPackages } from './debian';
import { folder, textFiles } from './files';
import type { Image } from './image';

const ENTRYPOINT = readFileSync(join(__dirname, 'postgres-entrypoint.sh'), 'utf8');

/** Which release of Debian has a major. */
const SUITES: Readonly<Record<string, DebianPackages['suite']>> = { '15': 'bookworm', '17': 'trixie' };

/** The numbers that the official image gives its user and group. */
const USER = ['groupadd -r -g 999 postgres', 'useradd -r -g postgres -u 999 -d /var/lib/postgresql postgres'];
const FOLDERS = '"$1"/var/lib/postgresql/data "$1"/run/postgresql';
const HOOKS = [
  // The package has made them, with numbers of its own.
  'chroot "$1" sh -c "userdel postgres; groupdel postgres; true" 2>/dev/null',
  ...USER.map((command) => `chroot "$1" ${command}`),
  'rm -rf "$1"/var/lib/postgresql/* "$1"/etc/postgresql/* "$1"/var/run/postgresql',
  `mkdir -p ${FOLDERS} && chmod 1777 ${FOLDERS}`,
];

/** Where the package of PyPI is in the image. */
const HOME = '/usr/local/lib/postgresql';

/** @param reference with the major as its tag, or the beginning of it */
export function postgresql(reference: string): Image {
  const [major = ''] = /(?<=:)\d+/.exec(reference) ?? [];
  const suite = SUITES[major] ?? 'trixie';
  const packaged = major in SUITES;
  const packages = [packaged ? `postgresql-${major}` : 'zlib1g', 'gnupg', 'libnss-wrapper'];
  const from = packaged ? `of Debian ${suite}` : `${NEWEST.version} of PyPI’s ${NEWEST.name}, on Debian ${suite},`;
  return {
    reference,
    standIn: `PostgreSQL ${packaged ? `${major} ` : ''}${from} with an entrypoint of our own`,
    layers: [
      debian(`postgresql-${major}`, { suite, variant: 'minbase', packages, hooks: HOOKS }),
      ...(packaged ? [] : [folder(NEWEST.name, NEWEST, folderOf(NEWEST), HOME)]),
      textFiles('postgresql-entrypoint', {
        '/usr/local/bin/docker-entrypoint.sh': { text: ENTRYPOINT, mode: 0o755 },
      }),
    ],
    config: {
      env: {
        PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${packaged ? `/usr/lib/postgresql/${major}/bin` : `${HOME}/${IN_PACKAGE}`}`,
        LANG: 'C.UTF-8',
        PGDATA: '/var/lib/postgresql/data',
      },
      entrypoint: ['docker-entrypoint.sh'],
      command: ['postgres'],
      stopSignal: 'SIGINT',
    },
  };
}
