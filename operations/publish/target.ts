/** Where to publish to, as it is said on the command line. What is refused may have a password in it, which is never printed. */
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync, type Stats } from 'node:fs';
import { writingReason } from '../../lib/cli/write-file';
import { requirePath } from '../../lib/cli/missing-path';
import { withoutSecrets } from '../../lib/text/without-secrets';
import { parseImage } from '../../lib/validate/supply-chain/image-reference';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { SCHEME } from './registry';

/** @throws SettingsError where there is not exactly one, or where it is neither a registry nor a folder */
export function targetIn([target = '', second]: readonly string[]): string {
  if (target === '') {
    throw new SettingsError('expected where to publish: oci://REGISTRY/PATH, or a FOLDER; see --help');
  }
  if (second !== undefined) {
    throw new SettingsError(
      `expected one place to publish to, got ${withoutSecrets(target)} and ${withoutSecrets(second)}`,
    );
  }
  if (!isRegistry(target)) requireFolder(target);
  return target;
}

/** Whether a target is a registry, and not a folder. @throws SettingsError for one that is neither */
export function isRegistry(target: string): boolean {
  if (target.startsWith(SCHEME)) return true;
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(target) ?? [];
  if (scheme === undefined) return false;
  throw new SettingsError(
    `${withoutSecrets(target)}: expected oci://REGISTRY/PATH, or the folder of a repository, got ${scheme}://…; a repository is served from a folder by the web server that you have`,
  );
}

/** A host with a port, or one that has dots and a path: as it would stand behind oci://. */
const HOST = /^(?:[^/]*@)?(?:[\w-]+(?:\.[\w-]+)*:\d+(?:\/|$)|[\w-]+(?:\.[\w-]+)+\/|localhost\/)/;

function requireFolder(target: string): void {
  const stats = statsOf(target);
  if (stats !== undefined && !stats.isDirectory()) {
    throw new SettingsError(`${target}: expected a folder or a new one, this is a file`);
  }
  // A folder can be made only where the one around it is there.
  if (stats !== undefined || !HOST.test(target) || existsSync(target.split('/')[0] ?? '')) return;
  const shown = withoutSecrets(`${SCHEME}${target}`);
  const words = shown.slice(SCHEME.length);
  throw new SettingsError(`${words}: there is no such folder; did you mean ${shown}? A new folder is ./${words}`);
}

function statsOf(target: string): Stats | undefined {
  try {
    return statSync(target, { throwIfNoEntry: false });
  } catch (error) {
    throw new SettingsError(`${target}: it cannot be looked at: ${writingReason(error)}`);
  }
}

/** What stands behind `oci://`. @throws SettingsError for what Helm cannot push to */
export function registryPath(target: string): string {
  const shown = withoutSecrets(target);
  if (shown !== target) {
    throw new SettingsError(
      `${shown}: expected an address without user, password or digest: helm registry login REGISTRY keeps a login`,
    );
  }
  const path = target.slice(SCHEME.length).replace(/\/+$/, '');
  const parsed = parseImage(`${path}/chart`);
  const expected = `${target}: expected oci://REGISTRY/PATH, such as oci://registry.example.com/charts`;
  if (typeof parsed === 'string') throw new SettingsError(`${expected}: ${parsed}`);
  if (!parsed.isQualified) throw new SettingsError(`${expected}; ${path.split('/')[0] ?? ''} is no registry's host`);
  return path;
}

/** The address that a folder is served at: names of files are added to it. @throws SettingsError */
export function servedAt(url: string): string {
  const shown = withoutSecrets(url);
  const expected = '--url: expected the address that the folder is served at, such as https://charts.example.com';
  if (!/^https?:\/\/[^\s/]\S*$/i.test(url) || !URL.canParse(url)) throw new SettingsError(`${expected}, got ${shown}`);
  const { username, password } = new URL(url);
  if (username !== '' || password !== '') {
    throw new SettingsError(
      `${expected}, got one with a user or a password (${shown}): the index is for everybody to read; helm repo add has --username`,
    );
  }
  if (/[?#]/.test(url))
    throw new SettingsError(`${expected}: names of files are added to it, got ${shown} with a ? or #`);
  return url;
}

/** @throws SettingsError for a file that has no certificate, which Helm would say without the file's name */
export function certificatesIn(path: string): string {
  requirePath(path);
  const expected = `--ca-file ${path}: expected certificates in PEM (-----BEGIN CERTIFICATE-----)`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingsError(`--ca-file ${path}: it cannot be read: ${writingReason(error)}`);
  }
  const all = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  if (all.length === 0) throw new SettingsError(`${expected}, got none`);
  for (const [index, certificate] of all.entries()) {
    try {
      new X509Certificate(certificate);
    } catch {
      throw new SettingsError(`${expected}; its certificate ${String(index + 1)} is none that can be read`);
    }
  }
  return path;
}
