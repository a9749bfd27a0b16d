/** A user of the tests, as clients send it and as the file of users has it. */

/** What a person types where the browser asks for it, and what programs have in their environment. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** With its password as the file of users has it. */
export interface User extends Login {
  readonly hash: string;
}

/** As `curl -u` sends it. */
export function basic({ username, password }: Login) {
  return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` } as const;
}

/** Of nobody, for nobody. */
export function basicOf(login: Login | undefined): Readonly<Record<string, string>> {
  return login === undefined ? {} : basic(login);
}

/** Lines of a file of users, as `htpasswd -B` writes them. */
export function htpasswd(...users: readonly User[]): string {
  return users.map(({ username, hash }) => `${username}:${hash}\n`).join('');
}

/** bcrypt’s hashes are made by `htpasswd -B`, but for their salts. */
export const ALICE = {
  username: 'alice',
  password: 'correct horse: battery',
  hash: '$2b$10$abcdefghijklmnopqrstuuTzUIe5j/nZOWjcRRSQHOB4GR.3EzsGe',
} as const;

/** The same user with another password. */
export const ALICE_LATER = {
  username: 'alice',
  password: 'new one',
  hash: '$2b$10$cbcdefghijklmnopqrstuuK2VGYWjKGorAyTuIUCPaiTLHB2b2ipy',
} as const;

export const BOB = {
  username: 'bob',
  password: 'another: pässword',
  hash: '$2b$10$bbcdefghijklmnopqrstuuodxxksvdMNAuxi/3ys7vSDn9i3AbFjm',
} as const;
