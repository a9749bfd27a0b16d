/** Which key of gpg's the user means. gpg itself would take the first whose user ID has the words in it, and sign as somebody else. */
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { lastWords, runProgram, type ProgramEnvironment } from './program';

export interface SecretKey {
  /** As the user has named it. */
  readonly said: string;
  /** Of the primary key: hexadecimal digits in capitals. */
  readonly fingerprint: string;
  /** The first one, such as `Charts <charts@example.com>`. */
  readonly userId: string;
}

interface ListedKey {
  /** The primary key's first. */
  readonly fingerprints: readonly string[];
  readonly userIds: readonly string[];
  /** Why gpg would not sign with it. */
  readonly fault: string | undefined;
}

/** Seconds; an agent may have to start. */
const PATIENCE = 60;

/**
 * The one secret key with this e-mail address, user ID, fingerprint or key ID; each matches as a whole.
 *
 * @throws SettingsError where there is none, or several
 */
export async function secretKey(said: string, environment: ProgramEnvironment): Promise<SecretKey> {
  const args = ['--batch', '--with-colons', '--list-secret-keys'];
  const listing = await runProgram('gpg', args, { environment, seconds: PATIENCE });
  if (listing.code !== 0 && listing.stdout === '') {
    throw new SettingsError(`--sign ${said}: gpg lists no secret keys: ${lastWords(listing)}`);
  }
  const all = listedKeys(listing.stdout);
  const meant = all.filter((key) => isMeant(key, said));
  const usable = meant.filter(({ fault }) => fault === undefined);
  const [key, second] = usable;
  if (key !== undefined && second === undefined) {
    return { said, fingerprint: key.fingerprints[0] ?? '', userId: key.userIds[0] ?? '' };
  }
  if (second !== undefined) {
    throw new SettingsError(
      `--sign ${said}: gpg has several such secret keys; say the fingerprint of one:`,
      ...lines(usable),
    );
  }
  if (meant.length > 0) {
    throw new SettingsError(
      `--sign ${said}: gpg has such a secret key, and it does not sign any more:`,
      ...lines(meant),
    );
  }
  const expected = 'expected an e-mail address, a user ID, a fingerprint or a key ID, as a whole';
  if (all.length === 0)
    throw new SettingsError(`--sign ${said}: gpg has no secret key at all; gpg --full-generate-key makes one`);
  throw new SettingsError(`--sign ${said}: gpg has no such secret key: ${expected}; it has`, ...lines(all));
}

function lines(keys: readonly ListedKey[]): readonly string[] {
  return keys.map(
    ({ fingerprints, userIds, fault }) =>
      `  ${fingerprints[0] ?? ''}  ${userIds.join(', ')}${fault === undefined ? '' : ` (${fault})`}`,
  );
}

const FAULTS: Readonly<Record<string, string>> = { r: 'revoked', e: 'expired', d: 'disabled', i: 'invalid' };

/** https://git.gnupg.org/cgi-bin/gitweb.cgi?p=gnupg.git;a=blob_plain;f=doc/DETAILS */
function listedKeys(listing: string): readonly ListedKey[] {
  const keys: { fingerprints: string[]; userIds: string[]; fault: string | undefined }[] = [];
  for (const line of listing.split('\n')) {
    const fields = line.split(':');
    const [record = '', validity = ''] = fields;
    const text = (fields[9] ?? '').replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    );
    if (record === 'sec') keys.push({ fingerprints: [], userIds: [], fault: FAULTS[validity] });
    else if (record === 'fpr') keys.at(-1)?.fingerprints.push(text);
    // Its owner does not go by that name any more.
    else if (record === 'uid' && validity !== 'r') keys.at(-1)?.userIds.push(text);
  }
  return keys;
}

function isMeant({ fingerprints, userIds }: ListedKey, said: string): boolean {
  const digits = /^(?:0x)?((?:[0-9a-f]{8}){1,2}|[0-9a-f]{40}|[0-9a-f]{64})$/i
    .exec(said.replaceAll(' ', ''))?.[1]
    ?.toUpperCase();
  if (digits !== undefined && fingerprints.some((fingerprint) => fingerprint.endsWith(digits))) return true;
  const address = said.replace(/^<(.*)>$/, '$1').toLowerCase();
  return userIds.some((userId) => userId === said || addressIn(userId).toLowerCase() === address);
}

/** A user ID may be nothing else. */
function addressIn(userId: string): string {
  return /<([^<>]*)>$/.exec(userId)?.[1] ?? userId;
}
