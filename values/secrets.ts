/** The Secrets that the values name: what is in each, who makes them, and who is told when one changes. */
import { mlflowLoginSecret } from './auth-mlflow';
import { oidcSecret } from './auth-oidc';
import { usersSecret } from './auth';
import { databaseSecret } from './database';
import type { DeclaredSecret } from './declared-secret';
import type { Values } from './schema';
import { serverSecrets } from './server';
import { storeSecret } from './store';

/** All of them. Which are read depends on the values, and so do their names and keys. */
export function declaredSecrets(values: Values): readonly DeclaredSecret[] {
  return [
    databaseSecret(values),
    storeSecret(values),
    ...serverSecrets(values),
    usersSecret(values),
    mlflowLoginSecret(values),
    oidcSecret(values),
  ];
}
