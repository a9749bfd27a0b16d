/** Logins: MLflow's own users, and an OpenID Connect issuer. */
import type { Ours } from './ours';

const SECRET = 'mlflow-login';

type Content = Parameters<Ours['secret']>[2][string];

export interface Admin {
  readonly from: string;
  readonly username?: Content;
  readonly password?: Content;
  /** The key of MLflow's forms. */
  readonly flaskKey?: Content;
}

const FLASK = 'flask-secret-key';
export const RANDOM = 'a long random text: openssl rand -hex 32';
export const PASSWORD = '12 characters or more';
const NAME = 'the administrator’s name';

/** MLflow's basic-auth app. Its users do not come along: they are in another database. */
export function takeLogin(ours: Ours, { from, username, password, flaskKey }: Admin): void {
  ours.set('auth.mode', 'mlflow', from);
  const keys = {
    'admin-username': username ?? { words: NAME },
    'admin-password': password ?? { words: PASSWORD },
    [FLASK]: flaskKey ?? { words: RANDOM },
  };
  ours.secret('auth.mlflow.existingSecret', SECRET, keys, from);
  sayUsers(ours, from);
}

interface Existing {
  readonly from: string;
  readonly name: string;
  readonly usernameKey: string;
  readonly passwordKey: string;
  /** Empty if it is in no Secret of theirs. */
  readonly flaskKey: string;
}

/** The same, of a Secret that there is. */
export function takeLoginOf(ours: Ours, { from, name, usernameKey, passwordKey, flaskKey }: Existing): void {
  ours.set('auth.mode', 'mlflow', from);
  ours.set('auth.mlflow.existingSecret', name, from);
  ours.set('auth.mlflow.existingSecretUsernameKey', usernameKey, from);
  ours.set('auth.mlflow.existingSecretPasswordKey', passwordKey, from);
  if (flaskKey !== '') ours.set('auth.mlflow.existingSecretFlaskKey', flaskKey, from);
  else {
    ours.decide(
      'auth.mlflow.existingSecret',
      from,
      `the Secret ${name} needs one key more, ${FLASK}: ${RANDOM}; and its password has to have ${PASSWORD}`,
    );
  }
  sayUsers(ours, from);
}

function sayUsers(ours: Ours, from: string): void {
  ours.decide(
    'auth.mode',
    from,
    'users and their permissions do not come along, since here they are in the database of the runs: make them anew, or take another login (docs/access.md)',
  );
}

/** What MLflow calls it. */
export function permission(ours: Ours, text: string, from: string): void {
  ours.set('auth.mlflow.defaultPermission', text, from);
}
