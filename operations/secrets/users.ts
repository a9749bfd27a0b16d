/** Users of the proxy's login: a file of their hashes for it, and their passwords in a Secret that no pod mounts. */
import { hashSync } from 'bcryptjs';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { randomText } from './kinds';

/** As `htpasswd -B -C 10`: 50 ms of a processor for each login that the proxy has to check. */
const COST = 10;

/** What the file's lines, and auth.basic.users, can hold. */
const NAME = /^[A-Za-z0-9._@+-]+$/;

/** One who is there when nobody was named. */
export const ONLY_USER = 'mlflow';

/** Name → password. */
export type Passwords = ReadonlyMap<string, string>;

/** Of the Secret beside that of the hashes, and of its one entry. */
export const keptIn = (secret: string): string => `${secret}-passwords`;
export const KEPT_KEY = 'passwords';

/** @throws SettingsError for what is no list of names */
export function userNames(text: string): readonly string[] {
  const names = text.split(',');
  const [wrong] = names.filter((name) => !NAME.test(name));
  if (wrong !== undefined) {
    throw new SettingsError(
      `--users: expected names of letters, digits and . _ @ + - with commas between them, got ${JSON.stringify(wrong)}`,
    );
  }
  const [twice] = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new SettingsError(`--users: ${twice} is named twice`);
  return names;
}

export function newPasswords(names: readonly string[]): Passwords {
  return new Map(names.map((name) => [name, randomText(24)]));
}

/** `alice:$2y$10$…`, a line each. $2b$, which OpenBSD calls the same hash, not every crypt() knows. */
export function htpasswd(passwords: Passwords): string {
  const hash = (password: string) => hashSync(password, COST).replace(/^\$2b\$/, '$2y$');
  return lines([...passwords].map(([name, password]) => [name, hash(password)]));
}

/** `alice:password`, a line each. */
export function keptText(passwords: Passwords): string {
  return lines([...passwords]);
}

/** Undefined for what is no such text. */
export function readKept(text: string): Passwords | undefined {
  const found = text.split('\n').flatMap((line) => (line === '' ? [] : [/^([^:]+):(.+)$/.exec(line)]));
  if (found.length === 0 || found.includes(null)) return undefined;
  return new Map(found.map((match) => [match?.[1] ?? '', match?.[2] ?? '']));
}

function lines(entries: readonly (readonly [string, string])[]): string {
  return entries.map(([name, value]) => `${name}:${value}\n`).join('');
}
