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

/** What bcrypt heeds: of a longer password, its beginning would let in. */
const MOST_BYTES = 72;
const FEWEST_CHARACTERS = 8;

/** @returns why it is no such text, in words that show none of it, or what it says */
export function readKept(bytes: Buffer): Passwords | { readonly fault: string } {
  const passwords = new Map<string, string>();
  for (const [index, line] of bytes.toString().split('\n').entries()) {
    if (line === '') continue;
    const fault = (what: string) => ({ fault: `line ${String(index + 1)} ${what}` });
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(line) ?? [];
    if (!NAME.test(name)) return fault('is not user:password, with a name of letters, digits and . _ @ + -');
    if (passwords.has(name)) return fault(`has ${name} once more`);
    // (U+FFFD is what bytes have become that are no UTF-8.)
    if (/[\p{Cc}\u{FFFD}]/u.test(password)) return fault('has a password that nobody can type');
    if (Buffer.byteLength(password) > MOST_BYTES)
      return fault(`has a password of more than ${String(MOST_BYTES)} bytes, of which bcrypt would heed the first`);
    if (password.length < FEWEST_CHARACTERS)
      return fault(`has a password of fewer than ${String(FEWEST_CHARACTERS)} characters`);
    passwords.set(name, password);
  }
  return passwords.size === 0 ? { fault: 'nobody is in it' } : passwords;
}

function lines(entries: readonly (readonly [string, string])[]): string {
  return entries.map(([name, value]) => `${name}:${value}\n`).join('');
}
