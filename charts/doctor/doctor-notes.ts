/** What NOTES.txt says of the doctor. */
import type { Tree } from '../../lib/expr/expr';
import { text, when } from '../../lib/expr/vocabulary';
import type { Release } from '../../lib/synth/chart';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';

export function doctorNotes(values: Values, { namespace }: Release, instance: Instance): readonly Tree[] {
  const { 'app.kubernetes.io/instance': name } = instance.selectorOfAll();
  return [
    when<Tree>(values.doctor.enabled, [
      '  Read what the doctor has found:',
      text`    kubectl -n ${namespace} logs -l app.kubernetes.io/instance=${name},app.kubernetes.io/component=doctor --tail=-1`,
    ]),
  ];
}
