/** Environment variables of which the user has the last word, name by name. */
import type { EnvVar } from '../imports/kubernetes/types';
import type { Deferred, Opaque, Value } from '../lib/expr/expr';
import { and, has, not } from '../lib/expr/function';
import { collection, each, field, when } from '../lib/expr/vocabulary';

/** One variable; it is set only under its condition, if it has one. */
export interface Variable {
  readonly name: string;
  readonly value?: Value<string>;
  /** A key of a Secret. */
  readonly secret?: SecretKey;
  /** A field of the pod, such as `status.podIP`. */
  readonly fieldPath?: string;
  readonly condition?: Value<boolean>;
}

export interface SecretKey {
  readonly name: Value<string>;
  readonly key: Value<string>;
}

/** A list of `{name, value | valueFrom}` from the values. */
export type UserEnvironment = Opaque;

/** The names that the user sets. */
export function userNames(env: UserEnvironment): Value<readonly string[]> {
  return collection(
    'userEnv',
    each(env, (entry) => field(entry, 'name')),
  );
}

/** The chart's variables, without those that the user sets, and then the user's: no name occurs twice. */
export function environment(
  variables: readonly Variable[],
  env: UserEnvironment,
): readonly (Deferred<EnvVar> | undefined)[] {
  const names = userNames(env);
  return [
    ...variables.map((variable) =>
      when(and(variable.condition ?? true, not(has(names, variable.name))), envVar(variable)),
    ),
    ...each(env, (entry) => entry),
  ];
}

function envVar({ name, value, secret, fieldPath }: Variable): Deferred<EnvVar> {
  if (secret !== undefined) return { name, valueFrom: { secretKeyRef: secret } };
  if (fieldPath !== undefined) return { name, valueFrom: { fieldRef: { fieldPath } } };
  return { name, value: value ?? '' };
}
