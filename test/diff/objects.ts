/** Objects for tests of differences, from YAML. */
import type { KubernetesObject } from '../../lib/diff/change';
import { normalForm } from '../../lib/diff/normal-form';
import { readDocuments } from '../../lib/yaml/read';

/** In the namespace `shop`. */
export function objectsOf(yaml: string): readonly KubernetesObject[] {
  return readDocuments(yaml, 'test.yaml').map(({ value }) => {
    const object = normalForm(value, 'shop');
    if (object === undefined) throw new Error(`no object: ${JSON.stringify(value)}`);
    return object;
  });
}

/** A Deployment `web` whose pod says this. */
export function deployment(pod: string): string {
  const indented = pod.trim().replace(/^/gm, '      ');
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n${indented}\n`;
}
