/** What NOTES.txt says of retention: that something is deleted for good, or only said. */
import type { Tree } from '../../lib/expr/expr';
import { and, not } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Release } from '../../lib/synth/chart';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';

export function retentionNotes(
  { retention: { gc } }: Values,
  { namespace }: Release,
  instance: Instance,
): readonly Tree[] {
  const name = instance.name('retention-gc');
  return [
    when<Tree>(and(gc.enabled, gc.delete), [
      text`  WHAT WAS DELETED IN MLFLOW MORE THAN ${gc.olderThan} AGO IS DELETED FOR GOOD at ${gc.schedule} (UTC). What the last ones did:`,
      text`    kubectl -n ${namespace} logs --prefix --tail=-1 -l app.kubernetes.io/component=retention,app.kubernetes.io/instance=${instance.selectorOfAll()['app.kubernetes.io/instance']}`,
    ]),
    when<Tree>(and(gc.enabled, not(gc.delete)), [
      text`  What would be deleted for good is only said, at ${gc.schedule} (UTC), until retention.gc.delete is true. Now:`,
      text`    kubectl -n ${namespace} create job --from=cronjob/${name} ${name}-now`,
    ]),
  ];
}
