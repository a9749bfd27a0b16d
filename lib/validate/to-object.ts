/** From what a document holds to the object that checks see. */
import type { SchemaSet } from '../schema/schema-set';
import type { Json } from '../yaml/json';
import { identify, isRecord, type JsonObject, type ManifestObject, type Origin } from './object';

/** `namespace`: where objects that name none are applied to. */
export function toObject(value: Json, origin: Origin, schemas: SchemaSet, namespace: string): ManifestObject {
  const scope = { namespace, isClusterScoped: (key: string) => schemas.isClusterScoped(key) };
  const record: JsonObject = isRecord(value) ? value : {};
  const { apiVersion, kind } = record;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    const missing = typeof apiVersion === 'string' ? 'kind' : 'apiVersion';
    const message = isRecord(value)
      ? `every Kubernetes object needs ${missing}, a string`
      : 'expected a Kubernetes object (a mapping)';
    const problem = { rule: 'missing-field' as const, path: isRecord(value) ? [missing] : [], message };
    return {
      ...identify({ ...record, apiVersion: '', kind: '' }, scope),
      value: record,
      status: 'invalid',
      problems: [problem],
      origin,
    };
  }
  const { status, problems, value: checked } = schemas.check(record);
  return { ...identify(record, scope), value: checked, status, problems, origin };
}
