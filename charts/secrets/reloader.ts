/** For Stakater's Reloader: which Secrets a program reads when it starts, and never again. */
import type { Value } from '../../lib/expr/expr';
import { and, join, notEmpty } from '../../lib/expr/function';
import { collection, named, when } from '../../lib/expr/vocabulary';
import type { DeclaredSecret, Restarted } from '../../values/declared-secret';

/** https://docs.stakater.com/reloader/: of the workload, not of its pods. Files are not among them: who reads them reads them again. */
const ANNOTATION = 'secret.reloader.stakater.com/reload';

/** @param enabled whether anybody listens */
export function reloadAnnotations(enabled: Value<boolean>, program: Restarted, secrets: readonly DeclaredSecret[]) {
  const list = secretsOf(program, secrets);
  return when(and(enabled, notEmpty(list)), { [ANNOTATION]: list });
}

/** The same among other annotations. */
export function withReloadAnnotation(
  others: Readonly<Record<string, string>>,
  ...[enabled, program, secrets]: Parameters<typeof reloadAnnotations>
) {
  const list = secretsOf(program, secrets);
  return { ...others, [ANNOTATION]: when(and(enabled, notEmpty(list)), list) };
}

function secretsOf(program: Restarted, secrets: readonly DeclaredSecret[]): Value<string> {
  const names = collection(
    `${program}Secrets`,
    secrets.map(({ name, isRead, restarts }) => {
      const isRestarted = restarts[program];
      return isRestarted === undefined ? undefined : when(and(isRead, isRestarted), name);
    }),
  );
  return named(`${program}.secrets`, join(names, ','));
}
