/** Environment of a container, of which the user has the last word, name by name. */
import type { EnvVar } from '../../imports/kubernetes/types';
import type { Deferred, Opaque, Value } from '../../lib/expr/expr';
import { and, has, not } from '../../lib/expr/function';
import { each, when } from '../../lib/expr/vocabulary';
import { namesIn } from '../../values/names';

/** Plain variables: content of a ConfigMap, which a container's `env` overrides by itself. */
export type Settings = Readonly<Record<string, Value<string> | undefined>>;

/** A variable from a Secret; it is set only under its condition. */
export interface SecretVariable {
  readonly name: string;
  readonly secret: SecretKey;
  readonly condition: Value<boolean>;
}

export interface SecretKey {
  readonly name: Value<string>;
  readonly key: Value<string>;
  /** Without the Secret or its key, the variable is not set; otherwise the container would not start. */
  readonly optional?: true;
}

/** What a store, or another neighbour, adds to the environment of those who use it. */
export interface EnvironmentPart {
  readonly settings: Settings;
  readonly secrets: readonly SecretVariable[];
}

/** Variables from Secrets, without those that the user sets, and then the user's: no name occurs twice. */
export function environment(
  variables: readonly SecretVariable[],
  env: Opaque,
): readonly (Deferred<EnvVar> | undefined)[] {
  return [...leftToChart(variables, env), ...each(env, (entry) => entry)];
}

/** Variables from Secrets, without those that the user sets. */
export function leftToChart(
  variables: readonly SecretVariable[],
  env: Opaque,
): readonly (Deferred<EnvVar> | undefined)[] {
  const names = namesIn(env);
  return variables.map(({ name, secret, condition }) =>
    when(and(condition, not(has(names, name))), { name, valueFrom: { secretKeyRef: secret } }),
  );
}
