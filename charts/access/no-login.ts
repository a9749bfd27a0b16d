/** Everybody who reaches the port gets in. */
import type { Value } from '../../lib/expr/expr';
import { equal } from '../../lib/expr/function';
import type { Login } from '../parts/login';
import NONE from './proxy/login-none.conf';

export function noLogin(mode: Value<string>): Login {
  return { name: 'none', enabled: equal(mode, 'none'), files: { 'login-none.conf': NONE } };
}
