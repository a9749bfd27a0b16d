/** What the API server takes for the same object, and what people call it. */
import { kindKey } from '../schema/scope';
import type { KubernetesObject, ObjectChange } from './change';

/** Group, kind, namespace and name: another version of its API is the same object. */
export function objectKey({ apiVersion, kind, metadata }: KubernetesObject): string {
  return JSON.stringify([kindKey(apiVersion, kind), metadata.namespace ?? '', metadata.name]);
}

/** `Deployment mlflow`; with its namespace where it names one: `Deployment shop/web`. */
export function objectName(object: KubernetesObject): string {
  return `${object.kind} ${ownName(object)}`;
}

/** Without its kind, which others of that name have. */
export function ownName({ metadata: { name, namespace } }: KubernetesObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The object of a change as it will be, or as it was. */
export function objectOf({ before, after }: ObjectChange): KubernetesObject {
  const object = after ?? before;
  if (object === undefined) throw new Error('an object on neither side');
  return object;
}
