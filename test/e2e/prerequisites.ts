/** What the suite needs of this machine, and how to get what is missing. */
import { execFileSync } from 'node:child_process';
import { memoryIsLimited } from './node/memory';
import { postgresqlImage } from './images/postgresql';

/** One line for each thing that is missing; empty if the suite can run. (Go is asked for when something has to be built.) */
export function missing(): readonly string[] {
  if (process.platform !== 'linux') return ['Linux: pods are made of its namespaces, control groups and overlay files'];
  return [
    ...(process.getuid?.() === 0 ? [] : ['root, to make namespaces: sudo npm run test:e2e']),
    ...tool('unshare', 'util-linux'),
    ...tool('nsenter', 'util-linux'),
    ...tool('setpriv', 'util-linux'),
    ...tool('ip', 'iproute2'),
    ...tool('nginx', 'nginx-light'),
    ...tool('openssl', 'openssl'),
    ...(python() === undefined ? ['Python 3.10 or newer with venv: apt-get install python3-venv'] : []),
    ...(postgresqlImage() === undefined ? ['a PostgreSQL server: apt-get install postgresql'] : []),
    ...(process.getuid?.() !== 0 || memoryIsLimited() ? [] : ['control groups that can be written, for memory limits']),
  ];
}

/** A Python that can make virtual environments; the system's first, because any user can read it. */
export function python(): string | undefined {
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  return ['/usr/bin/python3', 'python3'].find((candidate) => runs(candidate, '-c', check));
}

function tool(name: string, packageName: string): readonly string[] {
  // These have no --version.
  const version = { ip: '-V', nginx: '-V', openssl: 'version' }[name] ?? '--version';
  return runs(name, version) ? [] : [`${name}: apt-get install ${packageName}`];
}

function runs(file: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
