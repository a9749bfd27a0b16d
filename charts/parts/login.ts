/** What a way of logging in adds to the server's pod: the proxy asks for it, MLflow itself does, or a third program. */
import type { Container, Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { shared, when } from '../../lib/expr/vocabulary';
import type { EnvironmentPart } from './environment';
import type { Departure } from './flows';

/** Where a proxy's helpers listen: a folder that MLflow does not see. */
export const LOGIN_SOCKETS = { name: 'login-sockets', mountPath: '/run/login' };

export interface Login {
  /** As `auth.mode` has it. */
  readonly name: string;
  /** Whether `auth.mode` says so: everything else here is there only then. */
  readonly enabled: Value<boolean>;
  /** Files beside nginx.conf, which includes those that begin with `login-`. */
  readonly files: Readonly<Record<string, Value<string>>>;
  /** By name. */
  readonly containers?: Readonly<Record<string, Deferred<Container>>>;
  /** One for each entry of a list that is empty unless it is enabled: what each() gives. */
  readonly listedContainers?: readonly Deferred<Container>[];
  readonly volumes?: readonly Deferred<Volume>[];
  readonly proxyMounts?: readonly Deferred<VolumeMount>[];
  /** Options of `mlflow server`, and its environment, which the init container has too. */
  readonly server?: EnvironmentPart & {
    readonly options: readonly string[];
    readonly mounts: readonly Deferred<VolumeMount>[];
  };
  /** A line of the init container's script, and what it reads and writes. */
  readonly preparation?: { readonly command: Value<string>; readonly mounts: readonly Deferred<VolumeMount>[] };
  readonly checksums?: Readonly<Record<string, Value<string> | undefined>>;
  /** Where its containers have to get to. */
  readonly departures?: readonly Departure[];
}

/** One part of each login, if it is the one. */
export function ofEach<T>(logins: readonly Login[], part: (login: Login) => readonly T[] | undefined) {
  return logins.flatMap((login) => (part(login) ?? []).map((item) => when(login.enabled, item)));
}

/** Each login's own, among the chart's helpers. */
export function loginContainers(logins: readonly Login[]): readonly Deferred<Container>[] {
  return logins.flatMap(({ name: login, enabled, containers = {}, listedContainers }) => [
    ...Object.entries(containers).flatMap(([name, container]) =>
      shared(`${name}.container`, [when(enabled, container)]),
    ),
    ...(listedContainers === undefined ? [] : shared(`${login}.containers`, listedContainers)),
  ]) as readonly Deferred<Container>[];
}
