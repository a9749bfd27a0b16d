/** What the server's init container runs for a login, by the names of their files. */
import DISCOVER from './discover.py';
import HASH_USERS from './hash-users.py';
import PREPARE_LOGIN from './prepare-login.py';

export const LOGIN_PROGRAMS = {
  'hash-users.py': HASH_USERS,
  'prepare-login.py': PREPARE_LOGIN,
  'discover.py': DISCOVER,
};
