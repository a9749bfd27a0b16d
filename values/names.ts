/** Lists of the user's that the chart looks into, to add nothing of the same name. */
import type { Opaque, Value } from '../lib/expr/expr';
import { and, equal, has, notEmpty, or } from '../lib/expr/function';
import { collection, each, field } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import type { Values } from './schema';

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

/** What the chart has in the server's pod: always, or where the settings say so. */
export interface Reserved {
  /** Words for where: empty for always. */
  readonly where: string;
  readonly names: readonly string[];
  readonly here: Value<boolean>;
}

/** What somebody may use elsewhere stays theirs: each is refused only where the chart has it. */
export function reservedIn({
  auth,
  monitoring,
}: Values): Readonly<Record<'containers' | 'volumes' | 'paths', readonly Reserved[]>> {
  const { mode, basic, oidc } = auth;
  const only = (login: string, names: readonly string[], further: Value<boolean> = true): Reserved => ({
    where: ` with auth.mode ${login}`,
    names,
    here: and(equal(mode, login), further),
  });
  const always = (...names: readonly string[]): Reserved => ({ where: '', names, here: true });
  const monitored = (...names: readonly string[]): Reserved => ({
    where: ' with monitoring.enabled',
    names,
    here: monitoring.enabled,
  });
  const usersInValues = equal(basic.existingSecret, '');
  const hasAuthority = notEmpty(oidc.caConfigMap);
  return {
    containers: [
      always('mlflow', 'prepare', 'proxy'),
      only('basic', ['verifier']),
      only('oidc', ['oauth2-proxy', 'machines']),
      monitored('monitor'),
    ],
    volumes: [
      always('tmp', 'scripts', 'server-socket', 'proxy-config', 'proxy-scripts', 'proxy-tmp'),
      only('basic', ['login', 'login-sockets', 'users']),
      only('oidc', ['login-sockets', 'login-ca', 'cluster-ca']),
      only('mlflow', ['login']),
      monitored('monitor', 'metrics'),
    ],
    paths: [
      always('/tmp', '/prepare', '/run/mlflow'),
      only('basic', ['/login', '/users'], usersInValues),
      only('oidc', ['/run/login']),
      only('oidc', ['/login-ca'], hasAuthority),
      only('mlflow', ['/login']),
      monitored('/run/metrics', '/monitor'),
    ],
  };
}

/** One rule for each place, about names of the user's. */
export function notReserved(
  path: string,
  names: Value<readonly string[]>,
  reserved: readonly Reserved[],
  /** “has a volume called”, and “as the chart has”. */
  [finds, as]: readonly [string, string],
  remedy: string,
): readonly Rule[] {
  return reserved.map(({ where, names: taken, here }) => ({
    path,
    violated: and(here, or(...taken.map((name) => has(names, name)))),
    problem: `${finds} ${oneOf(taken)}, ${as}${where}`,
    remedy,
  }));
}

/** `a, b or c`, or `a` */
function oneOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
