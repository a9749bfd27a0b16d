/** Which images objects pull. */
import type { Cluster, Pooler } from '../imports/crds/cloudnative-pg';
import { typed, type ManifestObject } from '../lib/validate/object';
import { podOf } from '../lib/validate/pod';
import { imagesOf } from '../lib/validate/supply-chain/pod-images';

/** Each once, in order: those of init containers, and of what operators make pods of, too. */
export function pulledImages(objects: readonly ManifestObject[]): readonly string[] {
  const images = objects.flatMap((object) => {
    const pod = podOf(object);
    return pod === undefined ? operatedImages(object) : imagesOf(pod).map(({ image }) => image);
  });
  return [...new Set(images)].sort();
}

/** Of what CloudNativePG makes pods of. */
function operatedImages(object: ManifestObject): readonly string[] {
  if (object.key === 'Cluster.postgresql.cnpg.io') return [typed<Cluster>(object).spec?.imageName ?? []].flat();
  if (object.key !== 'Pooler.postgresql.cnpg.io') return [];
  return (typed<Pooler>(object).spec?.template?.spec?.containers ?? []).flatMap((container) => container.image ?? []);
}
