import type { ManifestObject } from '../object';

/**
 * How certainly two objects are applied together: those of one file or one chart are, those of one folder most likely;
 * other folders may be for other clusters.
 */
export function togetherness({ origin: { source: a } }: ManifestObject, { origin: { source: b } }: ManifestObject) {
  if (a.name === b.name || (a.origin !== undefined && b.origin !== undefined)) return 'certain';
  return folderOf(a.name) === folderOf(b.name) ? 'likely' : 'doubtful';
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
