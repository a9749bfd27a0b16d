/** What looks like a secret is left out, and what does not stays. */
import { expect, test } from '@jest/globals';
import { withoutSecrets } from '../../lib/text/without-secrets';

test.each<[string, string]>([
  ["from string 'postgresql://mlflow:hunter2@db:5432/x'", "from string 'postgresql://…@db:5432/x'"],
  ['postgresql+psycopg2://u:a@b/c@db/x refused', 'postgresql+psycopg2://…@db/x refused'],
  [
    'proxy http://u:p@proxy:3128/, then https://ghp_token@github.com/x',
    'proxy http://…@proxy:3128/, then https://…@github.com/x',
  ],
  ['AWS_SECRET_ACCESS_KEY=abc/def+g= next', 'AWS_SECRET_ACCESS_KEY=… next'],
  [`pushed with ghp_${'a'.repeat(36)}.`, 'pushed with ….'],
  ["password='two words' user=u", 'password=… user=u'],
  ['exec: "--db-password=hunter2": not found', 'exec: "--db-password=…": not found'],
  ['--auth-token hunter2 --port 5000', '--auth-token … --port 5000'],
  ['{"token": "abc", "name": "x"}', '{"token": …, "name": "x"}'],
  ['password: hunter2', 'password: …'],
  ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: Bearer …'],
  ['got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln', 'got …'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter', '…\nafter'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE', '…'],
])('%s', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});

test.each([
  'password authentication failed for user "mlflow"',
  'MountVolume.SetUp failed for volume "v" : secret "mlflow-s3" not found',
  "couldn't find key password in Secret ml/given",
  'container prepare of pod mlflow-tracking-0 wants AWS_SECRET_ACCESS_KEY',
  's3://bucket/some/a@b, at 2026-11-28T12:00:00Z',
  'http://127.0.0.1:9000, bucket b: list it: InvalidAccessKeyId The Access Key Id you provided does not exist',
  'exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3',
  'mail to somebody@example.com',
])('stays: %s', (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

test.each(['x', '://', 'a://b:', 'password', 'password: ', '"', '-----BEGIN PRIVATE KEY-----', 'a.', 'eyJaaaaaaaaa.'])(
  'what nobody reads is cut before it is looked at: %s',
  (piece) => {
    expect(withoutSecrets(piece.repeat(100_000)).length).toBeLessThanOrEqual(16_384);
  },
);
