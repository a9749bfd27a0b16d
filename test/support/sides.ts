/** Manifests as the two sides of a difference. */
import type { KubernetesObject, Sides } from '../../lib/diff/change';
import { normalForm } from '../../lib/diff/normal-form';
import { readDocuments } from '../../lib/yaml/read';

export function sidesOf(before: string, after: string): Sides {
  return { before: objectsOf(before), after: objectsOf(after) };
}

function objectsOf(text: string): readonly KubernetesObject[] {
  return readDocuments(text, 'example.yaml').flatMap(({ value }) => normalForm(value, 'default') ?? []);
}
