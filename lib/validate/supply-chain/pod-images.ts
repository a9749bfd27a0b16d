import type { Pod } from '../pod';
import type { Path } from '../../yaml/position';

export interface PodImage {
  /** As written. */
  readonly image: string;
  readonly path: Path;
  /** `container app`, `volume model`. */
  readonly user: string;
  /** Where the pull policy would stand. */
  readonly policyPath: Path;
  readonly policy: string | undefined;
}

/** Every image that a pod pulls: those of its containers, init and ephemeral ones included, and of image volumes. */
export function imagesOf({ spec, path, containers }: Pod): readonly PodImage[] {
  const images: PodImage[] = [];
  for (const container of containers) {
    const { image, imagePullPolicy: policy } = container.spec;
    if (image === undefined) continue;
    const policyPath = [...container.path, 'imagePullPolicy'];
    images.push({ image, path: [...container.path, 'image'], user: `container ${container.name}`, policyPath, policy });
  }
  for (const [index, { name = '', image: volume }] of (spec.volumes ?? []).entries()) {
    if (volume?.reference === undefined) continue;
    const at = [...path, 'volumes', index, 'image'];
    images.push({
      image: volume.reference,
      path: [...at, 'reference'],
      user: `volume ${name}`,
      policyPath: [...at, 'pullPolicy'],
      policy: volume.pullPolicy,
    });
  }
  return images;
}
