/** PostgreSQL, from the system's package. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '../node/image';

const DEBIAN = '/usr/lib/postgresql';

/** The newest that is installed, or undefined. */
export function postgresqlImage(): Image | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const programs = versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'postgres')));
  if (programs === undefined) return undefined;
  const version = execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' });
  return {
    version: `PostgreSQL ${/\d[\d.]*/.exec(version)?.[0] ?? ''}`,
    folders: [],
    files: {
      '/usr/local/bin/docker-entrypoint.sh': join(__dirname, 'postgres-entrypoint.sh'),
      '/etc/passwd': join(__dirname, 'postgres-passwd'),
    },
    env: { PATH: `/usr/local/bin:${programs}:/usr/bin:/bin`, LANG: 'C.UTF-8', PGDATA: '/var/lib/postgresql/data' },
    entrypoint: ['docker-entrypoint.sh'],
    command: ['postgres'],
    stopSignal: 'SIGINT',
  };
}
