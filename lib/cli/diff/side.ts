/** One side of a difference: its objects, and the values that they were made with, where these are known. */
import type { KubernetesObject } from '../../diff/change';
import type { ComparedSide } from '../../diff/explain';
import { normalForm } from '../../diff/normal-form';
import { objectKey, objectName } from '../../diff/object-key';
import { isTestHook } from '../../synth/test-hook';
import { visible } from '../../text/visible';
import { itemsOf } from '../../validate/items';
import { isRecord } from '../../validate/object';
import { SettingsError } from '../../validate/settings/settings-error';
import type { ReadSource } from '../../values/locate';
import { YamlError } from '../../yaml/error';
import type { Json } from '../../yaml/json';
import { readDocuments } from '../../yaml/read';

export interface Side extends ComparedSide {
  /** Files that give its values, the later ones winning: for places. */
  readonly sources?: readonly ReadSource[];
}

/** A document, or an object that a model has given, and where it stands. */
export interface Given {
  readonly value: Json;
  /** `web.yaml:12`, `postgresql-service`. */
  readonly place: string;
}

/** What an installation has: objects of `helm test` are there for a minute only, and what a controller has made of others is its own. */
export class InstalledObjects {
  private readonly found = new Map<string, KubernetesObject>();
  private readonly twice = new Set<string>();
  private made = 0;

  constructor(private readonly namespace: string) {}

  /** @throws SettingsError for what is no object */
  add({ value, place }: Given): void {
    if (value === null) return;
    for (const item of itemsOf(value)) {
      if (isTestHook(item.value)) continue;
      if (isMadeByOthers(item.value)) this.made += 1;
      else this.addObject(requireObject(normalForm(item.value, this.namespace), item.value, place));
    }
  }

  get objects(): readonly KubernetesObject[] {
    return [...this.found.values()];
  }

  /** @param label of the side */
  remarks(label: string): readonly string[] {
    const { twice, made } = this;
    return [
      ...(twice.size === 0
        ? []
        : [`Of ${[...twice].join(', ')}, ${label} has more than one: the last counts, as for kubectl apply.`]),
      ...(made === 0
        ? []
        : [`${String(made)} objects of ${label} are left out: controllers have made them of others.`]),
    ];
  }

  private addObject(object: KubernetesObject): void {
    const key = objectKey(object);
    if (this.found.has(key)) this.twice.add(visible(objectName(object)));
    this.found.set(key, object);
  }
}

/** What the cluster puts into every namespace is nobody's, either. */
function isMadeByOthers(value: Json): boolean {
  if (!isRecord(value) || !isRecord(value['metadata'])) return false;
  const { name, ownerReferences } = value['metadata'];
  if (Array.isArray(ownerReferences) && ownerReferences.length > 0) return true;
  return value['kind'] === 'ConfigMap' && name === 'kube-root-ca.crt';
}

function requireObject(object: KubernetesObject | undefined, value: Json, place: string): KubernetesObject {
  if (object !== undefined) return object;
  const kind = isRecord(value) && typeof value['kind'] === 'string' ? `, found a ${visible(value['kind'])}` : '';
  throw new SettingsError(`${place}: expected an object with apiVersion, kind and a name that is a text${kind}`);
}

/** @throws SettingsError where the text is no YAML that Kubernetes reads, or holds what is no object */
export function addManifests(objects: InstalledObjects, text: string, file: string): void {
  try {
    for (const { value, line } of readDocuments(text, file)) objects.add({ value, place: `${file}:${String(line)}` });
  } catch (error) {
    throw error instanceof YamlError ? new SettingsError(error.message) : error;
  }
}
