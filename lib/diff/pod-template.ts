/** What happens to the template that a workload makes its pods of. */
import type { Path } from '../yaml/position';
import type { Json } from '../yaml/json';
import { isRecord, type JsonObject, type ManifestObject } from '../validate/object';
import { valueAt } from '../validate/references/lenient';
import type { FieldChange } from './change';
import { isStoredAlike } from './stored';
import { fieldsAt, type Transition } from './transition';

/** Workloads that replace their pods by themselves, more or less. */
export const rollingKinds: readonly string[] = ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps'];

const pathOf = (key: string): Path =>
  key === 'CronJob.batch' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];

/** Whether new pods are others than those that run; false for a workload that comes or goes. */
export function isTemplateChanged(
  before: ManifestObject | undefined,
  after: ManifestObject | undefined,
  part: (template: JsonObject) => JsonObject = (template) => template,
): boolean {
  if (before === undefined || after === undefined) return false;
  const [old, young] = [before, after].map((object) => {
    const template = valueAt(object.value, ...pathOf(object.key)) as Json | undefined;
    return isRecord(template) ? part(template) : template;
  });
  return !isStoredAlike('template', old, young);
}

export function templateFields(transition: Transition): readonly FieldChange[] {
  return fieldsAt(transition, ...pathOf(transition.key).map(String));
}

/** Names of annotations, if the templates differ in nothing else: a checksum that is there to replace the pods. */
export function onlyAnnotations({ before, after }: Transition): readonly string[] | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (isTemplateChanged(before, after, withoutAnnotations)) return undefined;
  const [old, young] = [annotationsOf(before), annotationsOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(young)])].filter((name) => old[name] !== young[name]);
}

function withoutAnnotations(template: JsonObject): JsonObject {
  const { metadata } = template;
  if (!isRecord(metadata)) return template;
  return {
    ...template,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== 'annotations')),
  };
}

function annotationsOf({ key, value }: ManifestObject): JsonObject {
  const found = valueAt(value, ...pathOf(key), 'metadata', 'annotations');
  return isRecord(found) ? found : {};
}
