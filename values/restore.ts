/** Restoring a backup. */
import { and, equal, not, notEmpty } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, record, string } from '../lib/values/schema';
import { BACKUP_NAME, BACKUP_NAME_WORDS } from './backup';
import type { DeclaredSecret } from './declared-secret';
import { objectName, secretKey } from './fields';
import { restoresBackup, TIME_NAME, TIME_NAME_WORDS } from './point-in-time';
import type { Values } from './schema';

export const restore = record('Bring back a backup, once: see docs/recovery.md.', {
  enabled: boolean({ default: false, description: 'Restore it, and let the servers wait until that is done.' }),
  from: string({
    default: 'latest',
    description: 'Name of a backup, or latest, the newest of this release; or a time to which PostgreSQL goes back.',
    pattern: {
      regex: `^(latest|${BACKUP_NAME}|${TIME_NAME})$`,
      expected: `latest, or ${BACKUP_NAME_WORDS}, or ${TIME_NAME_WORDS}`,
    },
    maxLength: 512,
  }),
  overwrite: string({
    default: '',
    description: 'The same name once more, where the database is not empty: what is in it is replaced.',
    pattern: { regex: `^(${BACKUP_NAME}|${TIME_NAME})?$`, expected: `${BACKUP_NAME_WORDS}, or ${TIME_NAME_WORDS}` },
    maxLength: 512,
  }),
  request: string({
    default: '',
    description: 'Any text; another one restores the same backup once more.',
    pattern: { regex: '^[A-Za-z0-9 _.:-]*$', expected: 'letters, digits, spaces and _ . : -' },
    maxLength: 128,
  }),
  existingSecret: objectName('Secret with the session key of an encrypted dump, as gpg --show-session-key prints it.'),
  existingSecretKey: secretKey('session-key'),
});

/** What opens the one dump that is restored, and no other. */
export function restoreSecret(values: Values): DeclaredSecret {
  const { existingSecret, existingSecretKey } = values.restore;
  return {
    purpose: 'restore',
    path: 'restore.existingSecret',
    name: existingSecret,
    isRead: and(restoresBackup(values), notEmpty(existingSecret)),
    keys: [{ key: existingSecretKey, kind: 'session-key' }],
    restarts: {},
  };
}

export function restoreRules({ restore: { from, overwrite } }: Values): readonly Rule[] {
  return [
    {
      path: 'restore.overwrite',
      violated: and(notEmpty(overwrite), not(equal(overwrite, from))),
      problem: text`is another backup than restore.from, ${from}`,
      remedy: 'Name the backup in both, so that nothing is replaced by whatever is the latest',
    },
  ];
}
