/** What NOTES.txt says of retention: that something is deleted for good, or only said. */
import type { Tree } from '../../lib/expr/expr';
import { and, not } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Release } from '../../lib/synth/chart';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import { JOBS } from '../parts/server-socket';

export function retentionNotes(
  { retention: { gc, traces } }: Values,
  { namespace }: Release,
  instance: Instance,
): readonly Tree[] {
  const name = instance.name('retention-gc');
  const ofTraces = instance.name('retention-traces');
  const ofAll = instance.selectorOfAll()['app.kubernetes.io/instance'];
  return [
    when<Tree>(and(gc.enabled, gc.delete), [
      text`  WHAT WAS DELETED IN MLFLOW MORE THAN ${gc.olderThan} AGO IS DELETED FOR GOOD at ${gc.schedule} (UTC). What the last ones did:`,
      text`    kubectl -n ${namespace} logs --prefix --tail=-1 -l app.kubernetes.io/component=retention,app.kubernetes.io/instance=${ofAll}`,
    ]),
    when<Tree>(and(gc.enabled, not(gc.delete)), [
      text`  What would be deleted for good is only said, at ${gc.schedule} (UTC), until retention.gc.delete is true. Now:`,
      text`    kubectl -n ${namespace} create job --from=cronjob/${name} ${name}-now`,
    ]),
    when<Tree>(traces.archive.enabled, [
      text`  Spans of traces that began more than ${traces.archive.olderThan} ago are moved from the database to the bucket. What the last moves did:`,
      text`    kubectl -n ${namespace} logs deployment/${instance.name(JOBS)} -c mlflow --tail=-1 | grep archival`,
    ]),
    when<Tree>(and(traces.enabled, traces.delete), [
      text`  TRACES THAT BEGAN MORE THAN ${traces.olderThan} AGO ARE DELETED FOR GOOD at ${traces.schedule} (UTC). What the last ones did:`,
      text`    kubectl -n ${namespace} logs --prefix --tail=-1 -l app.kubernetes.io/component=retention-traces,app.kubernetes.io/instance=${ofAll}`,
    ]),
    when<Tree>(and(traces.enabled, not(traces.delete)), [
      text`  Which traces would be deleted for good is only said, at ${traces.schedule} (UTC), until retention.traces.delete is true. Now:`,
      text`    kubectl -n ${namespace} create job --from=cronjob/${ofTraces} ${ofTraces}-now`,
    ]),
  ];
}
