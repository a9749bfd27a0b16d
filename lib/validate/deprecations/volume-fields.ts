import type { PersistentVolume } from '../../../imports/kubernetes/types';
import type { Path } from '../../yaml/position';
import { type ManifestObject, typed } from '../object';
import { podOf } from '../pod';
import { type DeprecatedVolume, deprecatedVolumes } from './volumes';

interface Found {
  readonly field: string;
  readonly path: Path;
  readonly volume: DeprecatedVolume;
}

/** The deprecated kinds of volumes that a pod's volumes or a PersistentVolume have. */
export function deprecatedVolumesOf(object: ManifestObject): readonly Found[] {
  const pod = podOf(object);
  const holders: (readonly [Path, object])[] = (pod?.spec.volumes ?? []).map((volume, index) => [
    [...(pod?.path ?? []), 'volumes', index],
    volume,
  ]);
  if (object.key === 'PersistentVolume') holders.push([['spec'], typed<PersistentVolume>(object).spec ?? {}]);
  return holders.flatMap(([path, holder]) =>
    Object.keys(holder).flatMap((field) => {
      const volume = Object.hasOwn(deprecatedVolumes, field) ? deprecatedVolumes[field] : undefined;
      return volume === undefined ? [] : [{ field, path: [...path, field], volume }];
    }),
  );
}
