import type { RuleRow } from './row';

export const auth: readonly RuleRow[] = [
  [
    'auth: {mode: basic}',
    'auth.mode: is basic, but nobody could log in. Name a Secret in auth.basic.existingSecret, or, in development, users in auth.basic.users.',
  ],
  ['auth: {mode: basic, basic: {existingSecret: mlflow-users}}'],
  ['auth: {mode: basic, basic: {users: {alice: secret}}}'],
  [
    'auth: {mode: basic, basic: {existingSecret: mlflow-users, users: {alice: secret}}}',
    'auth.basic.users: is set beside auth.basic.existingSecret, which would win. Remove one of them.',
  ],
  [
    'auth: {mode: basic, basic: {users: {"alice:": secret}}}',
    'auth.basic.users: has a name with something else than letters, digits and . _ @ + -. Choose another name.',
  ],
  [
    'auth: {mode: basic, basic: {users: {"alice\\nmallory": secret}}}',
    'auth.basic.users: has a name with something else than letters, digits and . _ @ + -. Choose another name.',
  ],
  ['auth: {mode: basic, basic: {users: {alice@example.com: secret, b.o_b+1-x: secret}}}'],
  [
    'auth: {basic: {existingSecret: mlflow-users}}',
    'auth.basic: names users, but auth.mode is another one: nobody would be asked for their password. Set auth.mode to basic, or remove them.',
  ],
  [
    'auth: {basic: {users: {alice: secret}}}',
    'auth.basic: names users, but auth.mode is another one: nobody would be asked for their password. Set auth.mode to basic, or remove them.',
  ],
];
