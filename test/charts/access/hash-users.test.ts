/** hash-users.py: the users of the values as a file of users. That nginx takes it, test/cluster/proxy/login-basic.test.ts proves. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hashUsers } from '../../support/hash-users';

const USERS = { alice: 'one', 'bob@example.com': `p@ss: "w'örd" $HOME \\ %` };

test('a line for each, with a salted hash of the password in UTF-8, and no password', async () => {
  const { said, file } = await hashUsers(USERS);
  expect(said).toBe('users: 2 of auth.basic.users\n');
  const lines = file.split('\n').map((line) => /^([^:]+):\{SSHA\}([A-Za-z0-9+/=]+)$/.exec(line));
  expect(lines.map((line) => line?.[1])).toEqual([...Object.keys(USERS), undefined]);
  for (const [index, password] of Object.values(USERS).entries()) {
    const bytes = Buffer.from(lines[index]?.[2] ?? '', 'base64');
    const salt = bytes.subarray(20);
    expect(salt).toHaveLength(16);
    expect(bytes.subarray(0, 20)).toEqual(createHash('sha1').update(password).update(salt).digest());
  }
});

test('the same password has another hash each time', async () => {
  const { file } = await hashUsers({ alice: 'one', bob: 'one' });
  const [alice, bob] = file.split('\n').map((line) => line.split(':')[1]);
  expect(alice).not.toBe(bob);
});
