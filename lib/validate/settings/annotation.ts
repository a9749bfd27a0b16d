/**
 * `validate-ignore/<rule>: <reason>` among the annotations of an object, or of its pod template: there it is about the
 * template only. A prefix must be a DNS name, and needs no dot (kubernetes.io: labels and annotations); this one is the
 * word that comments use.
 */
import { pathText } from '../finding';
import type { LatePlaces } from '../locate';
import type { ManifestObject } from '../object';
import { isRecord } from '../object';
import { podOf } from '../pod';
import type { Path } from '../../yaml/position';
import type { SuppressionEntry } from './suppression';

export const suppressionPrefix = 'validate-ignore/';

export function annotationSuppressions(object: ManifestObject, places: LatePlaces): readonly SuppressionEntry[] {
  const own = entriesAt(object, ['metadata'], object.value['metadata'], [], places);
  const pod = podOf(object);
  // A Pod is its own template.
  if (pod === undefined || pod.metadataPath.length === 1) return own;
  return [...own, ...entriesAt(object, pod.metadataPath, pod.metadata, pod.metadataPath.slice(0, -1), places)];
}

/** @param around the part of the object that the annotations are about */
function entriesAt(
  object: ManifestObject,
  at: Path,
  metadata: unknown,
  around: Path,
  places: LatePlaces,
): readonly SuppressionEntry[] {
  const annotations = isRecord(metadata) ? metadata['annotations'] : undefined;
  if (!isRecord(annotations)) return [];
  const { apiVersion, kind, name, namespace, origin } = object;
  const identity = { apiVersion, kind, name, namespace };
  const within = pathText(around);
  return Object.entries(annotations)
    .filter(([key]) => key.startsWith(suppressionPrefix))
    .map(([key, reason]) => ({
      source: 'annotation',
      rule: key.slice(suppressionPrefix.length),
      reason: typeof reason === 'string' ? reason.trim() : '',
      location: places.of(object, [...at, 'annotations', key]),
      object: identity,
      file: origin.source.name,
      covers: (finding) =>
        finding.object?.apiVersion === apiVersion &&
        finding.object.kind === kind &&
        finding.object.name === name &&
        finding.object.namespace === namespace &&
        finding.path.startsWith(within),
    }));
}
