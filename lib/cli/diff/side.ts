/** One side of a difference: its objects, and the values that they were made with, where these are known. */
import type { KubernetesObject } from '../../diff/change';
import { normalForm } from '../../diff/normal-form';
import { isTestHook } from '../../synth/test-hook';
import { itemsOf } from '../../validate/items';
import { SettingsError } from '../../validate/settings/settings-error';
import type { JsonObject } from '../../values/merge';
import type { ReadSource } from '../../values/locate';
import { YamlError } from '../../yaml/error';
import type { Json } from '../../yaml/json';
import { readDocuments } from '../../yaml/read';

export interface Side {
  /** `HEAD (3a193658)`, `values/prod.yaml`. */
  readonly label: string;
  readonly objects: readonly KubernetesObject[];
  /** All of them, the chart's defaults among them. */
  readonly values?: JsonObject;
  /** Files that give them, the later ones winning: for places. */
  readonly sources?: readonly ReadSource[];
}

/** What an installation has: objects of `helm test` are there for a minute only. */
export function installedObjects(documents: Iterable<Json>, namespace: string): readonly KubernetesObject[] {
  const objects: KubernetesObject[] = [];
  for (const document of documents) {
    for (const { value } of itemsOf(document)) {
      const object = isTestHook(value) ? undefined : normalForm(value, namespace);
      if (object !== undefined) objects.push(object);
    }
  }
  return objects;
}

/** @throws SettingsError where the text is no YAML that Kubernetes reads */
export function manifestObjects(text: string, file: string, namespace: string): readonly KubernetesObject[] {
  try {
    return installedObjects(
      readDocuments(text, file).map(({ value }) => value),
      namespace,
    );
  } catch (error) {
    throw error instanceof YamlError ? new SettingsError(error.message) : error;
  }
}
