/** What NOTES.txt says of the store: that MinIO is not maintained, and how far artefacts are on their way. */
import type { Tree } from '../../lib/expr/expr';
import { and, not } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Release } from '../../lib/synth/chart';
import { isStoreEngine, movesArtifacts } from '../../values/engines';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';

export function storeNotes(values: Values, { namespace }: Release, instance: Instance): readonly Tree[] {
  const { finalPass } = values.objectStore;
  const moves = movesArtifacts(values);
  const release = instance.selectorOfAll()['app.kubernetes.io/instance'];
  const log = text`    kubectl -n ${namespace} logs -l app.kubernetes.io/instance=${release},app.kubernetes.io/component=moving --all-containers`;
  return [
    when<Tree>(and(isStoreEngine(values, 'minio'), not(moves)), [
      '  MinIO gets no images and no fixes any more: new installations take objectStore.engine: garage (docs/store.md, which',
      '  has the way there for this one, too).',
    ]),
    when<Tree>(and(moves, not(finalPass)), [
      '  Artefacts are being copied from MinIO, which the servers use until the last pass (objectStore.finalPass: true):',
      log,
    ]),
    when<Tree>(and(moves, finalPass), [
      '  MinIO is closed, and the rest is copied. New servers wait for that; those that run have no artefacts until then:',
      log,
      '  When it is done, remove objectStore.migrateFrom and finalPass: MinIO goes, its volume stays.',
    ]),
  ];
}
