/** `--sign KEY`: which key is meant, where gpg would take the first that has the words in it. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { secretKey } from '../../../operations/publish/secret-key';
import { withFolder } from '../../support/chart-folder';
import { listedKey } from './stand-ins';

const NOPASS = '3C1CE9A2FEAFEEBCEDEB20C7AC7CB521BD9AE69C';
const PASS = 'C18CDEB3F98187A561A3E8CC37D9DD979AA03BF1';
const ONE = 'CF44E85DC6577EB9D3429793C359A8A55596CE4B';
const TWIN = 'AAAAE85DC6577EB9D3429793C359A8A55596AAAA';
const OLD = 'BBBBE85DC6577EB9D3429793C359A8A55596BBBB';
const SUBKEY = 'DDDDE85DC6577EB9D3429793C359A8A55596DDDD';
const KEYS = [
  listedKey(NOPASS, ['nopass@x.io']),
  listedKey(PASS, ['pass@x.io']),
  listedKey(ONE, ['Some One (work\\x3a mine) <One@X.io>']),
  `ssb:u:2048:1:C359A8A55596DDDD:1795960955::::::s:::+:::23:\nfpr:::::::::${SUBKEY}:\n`,
  listedKey(TWIN, ['Twin <twin@x.io>']),
  listedKey(PASS.replace('C1', '01'), ['Other <twin@x.io>']),
  listedKey(OLD, ['Old <one@x.io>', 'Old <old@x.io>'], 'e'),
].join('');

async function keyOf(said: string, listing = KEYS) {
  const gpg =
    '#!/bin/sh\ncat "${0%/*}/listing"\n[ -s "${0%/*}/listing" ] || { echo "gpg: no keys here" >&2; exit 2; }\n';
  return await withFolder({ gpg, listing }, async (folder) => {
    chmodSync(join(folder, 'gpg'), 0o755);
    return await secretKey(said, { PATH: `${folder}:${process.env['PATH'] ?? ''}` });
  });
}

test.each([
  ['pass@x.io', PASS],
  ['<pass@x.io>', PASS],
  ['nopass@x.io', NOPASS],
  ['PASS@X.IO', PASS],
  [PASS, PASS],
  [`0x${PASS.toLowerCase()}`, PASS],
  ['C18C DEB3 F981 87A5 61A3  E8CC 37D9 DD97 9AA0 3BF1', PASS],
  ['AC7CB521BD9AE69C', NOPASS],
  ['BD9AE69C', NOPASS],
  [SUBKEY, ONE],
  ['Some One (work: mine) <One@X.io>', ONE],
  // The expired one that has the address, too, is not meant.
  ['one@x.io', ONE],
])('%s is one key', async (said, fingerprint) => {
  expect(await keyOf(said)).toMatchObject({ said, fingerprint });
});

test('it has its name', async () => {
  expect((await keyOf('one@x.io')).userId).toBe('Some One (work: mine) <One@X.io>');
});

const ALL = `  ${NOPASS}  nopass@x.io\n  ${PASS}  pass@x.io\n`;

test.each([
  [
    'twin@x.io',
    `--sign twin@x.io: gpg has several such secret keys; say the fingerprint of one:\n  ${TWIN}  Twin <twin@x.io>\n  ${PASS.replace('C1', '01')}  Other <twin@x.io>`,
  ],
  [
    'old@x.io',
    `--sign old@x.io: gpg has such a secret key, and it does not sign any more:\n  ${OLD}  Old <one@x.io>, Old <old@x.io> (expired)`,
  ],
  ...['ass@x.io', 'pass@x', 'Some One', '9AE69C', 'x.io'].map((said) => [
    said,
    `--sign ${said}: gpg has no such secret key: expected an e-mail address, a user ID, a fingerprint or a key ID, as a whole; it has\n${ALL}`,
  ]),
])('%s is refused, and what there is is listed', async (said, words) => {
  await expect(keyOf(said)).rejects.toThrow(words);
});

test('without any key', async () => {
  await expect(keyOf('me', 'tru::1:1795960955:0:3:1:5\n')).rejects.toThrow(
    '--sign me: gpg has no secret key at all; gpg --full-generate-key makes one',
  );
  await expect(keyOf('me', '')).rejects.toThrow('--sign me: gpg lists no secret keys: no keys here');
});
