/** What prove.ts has started, and our command as a user of it calls it. */
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { publishCommand } from '../../../operations/publish';
import { name, version } from '../../../package.json';
import { execute, outputOf, type Outcome } from '../../support/execute';
import { locateHelm, type HelmMajor } from '../../support/helm-binary';
import { root } from '../../support/root';

/** Variable by which prove.ts tells the tests. */
export const PLACE = 'PUBLISHING_PLACE';

export interface Place {
  readonly folder: string;
  /** `127.0.0.1:5000`, without TLS. */
  readonly registry: string;
  /** Its binary. */
  readonly cosign: string;
}

export function place(): Place {
  const told = process.env[PLACE];
  if (told === undefined) throw new Error('These tests need a registry: run `npm run test:cluster -- publishing`.');
  return JSON.parse(told) as Place;
}

/** Those of `npm test`, for describe.each. Only once asked: prove.ts, which fetches them, reads this file before. */
export function bothHelms(): readonly (readonly [heading: string, major: HelmMajor])[] {
  return (['3', '4'] as const).map((major) => [`Helm ${locateHelm(major).version}`, major]);
}

/** A new folder, which goes with the run. */
export function newFolder(purpose: string): string {
  return mkdtempSync(join(place().folder, `${purpose}-`));
}

/** The repository as it was committed last, with its packages: what is done in it does not matter. */
export async function clone(): Promise<string> {
  const folder = join(newFolder('clone'), 'mlflow-chart');
  outputOf(await execute('git', ['clone', '--quiet', '--no-hardlinks', '--no-tags', root, folder]));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** `mlflow-chart publish …`, by a Helm and the keys of a folder: this commit, which is seldom that of a release. */
export async function publish(major: HelmMajor, args: readonly string[], keys?: string) {
  let stdout = '';
  let stderr = '';
  const code = await publishCommand([...args, '--unreleased'], {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: { ...process.env, HELM: locateHelm(major).file, HOME: place().folder, GNUPGHOME: keys },
    tool: { name, version },
  });
  const [, digest = ''] = /manifest {2}(sha256:[0-9a-f]{64})/.exec(stdout) ?? [];
  return { code, stdout, stderr, digest };
}

/** Helm, of a user who has nothing. */
export function helm(major: HelmMajor, args: readonly string[]): Promise<Outcome> {
  const inherited = Object.entries(process.env).filter(([variable]) => !/^(HELM|KUBE|XDG_)/.test(variable));
  const env = { ...Object.fromEntries(inherited), HOME: place().folder };
  return execute(locateHelm(major).file, args, { env });
}

/** A key of gpg's, in a folder of its own unless one is given, and its public half as a keyring for Helm. */
export async function newKey(
  user: string,
  algorithm = 'rsa2048',
  keys = newFolder('gpg'),
): Promise<{ keys: string; keyring: string }> {
  const env = { ...process.env, GNUPGHOME: keys };
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const make = [
    '--pinentry-mode',
    'loopback',
    '--passphrase',
    '',
    '--quick-generate-key',
    user,
    algorithm,
    'sign',
    'never',
  ];
  outputOf(await execute('gpg', ['--batch', '--quiet', ...make], { env }));
  const keyring = join(keys, `${user}.public.gpg`);
  outputOf(await execute('gpg', ['--batch', '--output', keyring, '--export', `<${user}>`], { env }));
  return { keys, keyring };
}
