/** What may be a password is in no message: messages end up in the logs of a CI. */
import { describe, expect, test } from '@jest/globals';
import { checkValues, formatProblems, formatWarnings } from '../../lib/values/check';
import type { Field } from '../../lib/values/schema';
import { definition } from '../support/platform';

function said(text: string): string {
  const checked = checkValues(definition, [{ file: 'v.yaml', text }]);
  return checked.ok ? formatWarnings(checked.warnings) : formatProblems(checked.problems);
}

/** The paths of all texts; what a map has below a name of somebody’s is below `*`. */
function texts(field: Field, path = ''): readonly (readonly [path: string, isSecret: boolean])[] {
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  switch (field.kind) {
    case 'string':
      return [[path, field.secret === true]];
    case 'record':
      return Object.entries(field.fields).flatMap(([key, part]) => texts(part, below(key)));
    case 'map':
      return texts(field.value, below('*'));
    case 'list':
      return texts(field.item, below('0'));
    default:
      return [];
  }
}

test('these are secrets', () => {
  const secrets = texts(definition.schema).flatMap(([path, isSecret]) => (isSecret ? [path] : []));
  expect(secrets).toEqual([
    'mlflow.encryption.passphrase',
    'mlflow.encryption.webhookKey',
    'auth.basic.users.*',
    'postgresql.auth.password',
    'externalDatabase.password',
    'objectStore.garage.secretAccessKey',
    'minio.auth.rootPassword',
    'externalS3.secretAccessKey',
  ]);
});

test('no other text is called like one', () => {
  const called = texts(definition.schema).flatMap(([path, isSecret]) =>
    !isSecret && /(pass(word|phrase)|secret\w*key|webhookkey|token)$/i.test(path) && !/existingSecret\w*$/.test(path)
      ? [path]
      : [],
  );
  expect(called).toEqual([]);
});

test.each([
  [
    'a number',
    'auth: {basic: {users: {alice: 87654321}}}',
    'v.yaml:1:31: auth.basic.users.alice: expected a password of one line, got a number that is not shown, since it may be a secret. Put it in quotes',
  ],
  [
    'a number that YAML reads in another way',
    'postgresql: {auth: {password: 087654}}',
    'v.yaml:1:31: postgresql.auth.password: expected a string, got a number that is not shown, since it may be a secret. Put it in quotes',
  ],
  [
    'two lines',
    'auth: {basic: {users: {alice: "8765\\n4321"}}}',
    'v.yaml:1:31: auth.basic.users.alice: expected a password of one line, got a text that is not shown, since it may be a secret',
  ],
  [
    'a long one',
    `minio: {auth: {rootPassword: ${'8765'.repeat(40)}x}}`,
    'v.yaml:1:30: minio.auth.rootPassword: expected at most 128 characters, got a text that is not shown, since it may be a secret',
  ],
  [
    'no key',
    'mlflow: {encryption: {webhookKey: "87654321"}}',
    'v.yaml:1:35: mlflow.encryption.webhookKey: expected a Fernet key: 32 bytes in URL-safe base64, as openssl rand -base64 32 | tr "+/" "-_" prints, got a text that is not shown, since it may be a secret',
  ],
  [
    'a list of users',
    'auth: {basic: {users: [{name: alice, value: "87654321"}]}}',
    'v.yaml:1:23: auth.basic.users: expected a map of strings, got a list or map that is not shown, since it may be a secret',
  ],
  [
    'a map for a text',
    'externalS3: {secretAccessKey: {key: "87654321"}}',
    'v.yaml:1:31: externalS3.secretAccessKey: expected a string, got a list or map that is not shown, since it may be a secret',
  ],
  [
    'in the place of what holds it',
    'externalDatabase: "87654321"',
    'v.yaml:1:19: externalDatabase: expected an object, got a text that is not shown, since it may be a secret',
  ],
  [
    'a word, which is none',
    'postgresql: {auth: {password: yes}}',
    'v.yaml:1:31: postgresql.auth.password: expected a string, got true. Put it in quotes (yes without quotes is true)',
  ],
])('%s', (_what, values, expected) => {
  const printed = said(values);
  expect(printed.split('\n')).toContain(expected);
  expect(printed).not.toContain('8765');
});

describe('where it contradicts other values, it is not shown either', () => {
  test.each([
    'auth: {mode: basic, basic: {existingSecret: u, users: {"a:": "87654321"}}}',
    'auth: {basic: {users: {alice: "87654321"}}}',
    'postgresql: {auth: {password: "87654321", existingSecret: p}}',
    'externalDatabase: {password: "87654321", existingSecret: p}',
    'minio: {enabled: true, auth: {rootUser: a, rootPassword: "8765"}}',
    'externalS3: {secretAccessKey: "87654321", existingSecret: p}',
    `mlflow: {encryption: {passphrase: "87654321", webhookKey: ${'8765'.repeat(10)}AAA=, existingSecret: p}}`,
    'postgresql: {auth: {password: "87654321{{"}}',
  ])('%s', (values) => {
    const printed = said(values);
    expect(printed).not.toBe('');
    expect(printed).not.toContain('8765');
  });
});
