/** The side that files and folders of manifests are, whoever wrote them. */
import { join } from 'node:path';
import { findInput } from '../../validate/read/input';
import { SettingsError } from '../../validate/settings/settings-error';
import { addManifests, InstalledObjects, type Side } from './side';

/** Files and folders of manifests, or standard input. @throws SettingsError for what cannot be read, or holds nothing */
export function manifestSide(path: string, namespace: string, root = '.'): Side {
  const { sources, unreadable } = findInput([path === '-' ? path : join(root, path)]);
  const [first] = unreadable;
  if (first !== undefined) throw new SettingsError(`${first.file}:${first.line}:${first.column}: ${first.reason}`);
  const label = path === '-' ? 'standard input' : path;
  const objects = new InstalledObjects(namespace);
  for (const source of sources) addManifests(objects, source.text(), source.name);
  // Whoever wrote nothing, as a kubectl that failed, has not said that there is nothing.
  if (objects.objects.length === 0) throw new SettingsError(`${label}: expected manifests, found no object`);
  return { label, objects: objects.objects, remarks: objects.remarks(label) };
}
