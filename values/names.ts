/** Lists of the user's that the chart looks into, to add nothing of the same name. */
import type { Opaque, Value } from '../lib/expr/expr';
import { collection, each, field } from '../lib/expr/vocabulary';

/**
 * The names in a list of `{name, …}`, such as environment variables.
 * @param called what templates call the list of names
 * @param key the required field that serves as name
 */
export function namesIn(list: Opaque, called = 'userEnv', key = 'name'): Value<readonly string[]> {
  return collection(
    called,
    each(list, (entry) => field(entry, key)),
  );
}

/** Of the server's pod, as the chart has them in one mode or another. */
export const RESERVED_CONTAINERS = ['mlflow', 'prepare', 'proxy', 'verifier', 'oauth2-proxy', 'machines'];
export const RESERVED_VOLUMES = [
  'tmp',
  'scripts',
  'server-socket',
  'proxy-config',
  'proxy-scripts',
  'proxy-tmp',
  'login',
  'login-sockets',
  'login-ca',
  'cluster-ca',
  'users',
  'certificate',
  'authorities',
  'given-authorities',
];
export const RESERVED_PATHS = [
  '/tmp',
  '/prepare',
  '/run/mlflow',
  '/login',
  '/login-ca',
  '/run/login',
  '/users',
  '/certificate',
  '/run/authorities',
  '/given-authorities',
];

/** `a, b or c` */
export function oneOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
