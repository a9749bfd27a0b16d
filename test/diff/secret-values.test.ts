/** What no report shows, and what it does show. */
import { describe, expect, test } from '@jest/globals';
import type { FieldChange } from '../../lib/diff/change';
import { isSecretName, SecretContents } from '../../lib/diff/secret-values';
import { objectsOf } from './objects';

const SECRET = `
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {password: hunter2-long, short: abc, username: administrator, config.yaml: "url: http://a\\ntoken-of-it: zyxwvutsrq\\n"}
`;
const [secret, map] = objectsOf(`${SECRET}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n`);
if (secret === undefined || map === undefined) throw new Error('no objects');
const secrets = new SecretContents([secret]);
const HIDDEN = '… (hidden)';
const ANOTHER = '… (hidden, another one)';

test.each([
  ['password', true],
  ['dbPassword', true],
  ['DB_PASSWORD', true],
  ['api-key', true],
  ['secretAccessKey', true],
  ['token', true],
  ['existingSecret', false],
  ['secretName', false],
  ['passwordKey', false],
  ['tokenUrl', false],
  ['secret', false],
  ['image', false],
])('%s names a secret: %s', (name, expected) => {
  expect(isSecretName(name)).toBe(expected);
});

describe('a value', () => {
  test.each([
    ['hunter2-long', true],
    ['zyxwvutsrq', true],
    ['abc', true],
    ['ab', false],
    ['', false],
    ['administrator', true],
    [[{ p: 'hunter2-long' }], true],
    [{ a: 1 }, false],
    [5, false],
  ])('%j stands in a Secret: %s', (value, expected) => {
    expect(secrets.holds(value)).toBe(expected);
  });
});

describe('a field', () => {
  const sides = (path: FieldChange['path'], before: FieldChange['before'], after: FieldChange['after'], object = map) =>
    secrets.sides(object, { path, before, after });

  test.each<[string, FieldChange['path'], FieldChange['before'], FieldChange['after'], unknown]>([
    ['of a Secret', ['data', 'a'], 'eA==', 'eQ==', { before: HIDDEN, after: ANOTHER }],
    ['that a Secret has from now on', ['data', 'a'], undefined, 'eQ==', { before: undefined, after: HIDDEN }],
    ['that a Secret loses', ['data', 'a'], 'eA==', '', { before: HIDDEN, after: '' }],
  ])('%s', (_, path, before, after, expected) => {
    expect(sides(path, before, after, secret)).toEqual(expected);
  });

  test.each<[string, FieldChange['path'], FieldChange['before'], FieldChange['after'], unknown]>([
    ['labels of a Secret', ['metadata', 'labels'], undefined, { a: 'b' }, { before: undefined, after: { a: 'b' } }],
    [
      'a variable that is called like one',
      ['env', { item: 'DB_PASSWORD' }, 'value'],
      'a',
      'b',
      { before: HIDDEN, after: ANOTHER },
    ],
    ['one that is not', ['env', { item: 'LOG_LEVEL' }, 'value'], 'a', 'b', { before: 'a', after: 'b' }],
    [
      'a switch that is called like one',
      ['spec', 'automountServiceAccountToken'],
      false,
      true,
      { before: false, after: true },
    ],
    [
      'what stands in a Secret, in any other place',
      ['data', 'x'],
      'p=hunter2-long;',
      'p=1',
      { before: 'p=…;', after: 'p=1' },
    ],
    [
      'a whole variable',
      ['env', { item: 'A' }],
      undefined,
      { name: 'A_TOKEN', value: 'abc' },
      { before: undefined, after: { name: 'A_TOKEN', value: HIDDEN } },
    ],
    ['a password in a URL', ['data', 'u'], 'http://a:b@c', 'http://a:d@c', { before: HIDDEN, after: ANOTHER }],
    ['who is meant', ['data', 'u'], 'administrator', 'root', { before: 'administrator', after: 'root' }],
  ])('%s', (_, path, before, after, expected) => {
    expect(sides(path, before, after)).toEqual(expected);
  });

  test('a text of any length keeps what is no secret, to its end', () => {
    const long = (end: string) => `${'line\n'.repeat(10_000)}password: geheim\n${end}`;
    const { before, after } = sides(['data', 'x'], long('a'), long('b'));
    expect(JSON.stringify([before, after]).match(/password: .*?"/g)).toEqual(['password: …\\na"', 'password: …\\nb"']);
  });

  test('of a Secret that comes, the keys', () => {
    expect(secrets.object(secret)).toMatchObject({ kind: 'Secret', data: { password: HIDDEN, short: HIDDEN } });
    expect(JSON.stringify(secrets.object(secret))).not.toContain('aHVudGVy');
  });
});
