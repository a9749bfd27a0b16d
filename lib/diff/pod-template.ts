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

/** Of a workload before: what it is compared with, and the answer. Many Services may ask about the same pods. */
const known = new WeakMap<ManifestObject, { readonly after: ManifestObject; readonly isChanged: boolean }>();

/** Whether new pods are others than those that run; false for a workload that comes or goes. */
export function isTemplateChanged(before: ManifestObject | undefined, after: ManifestObject | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const answer = known.get(before);
  if (answer?.after === after) return answer.isChanged;
  const isChanged = !isStoredAlike('template', templateOf(before), templateOf(after));
  known.set(before, { after, isChanged });
  return isChanged;
}

function templateOf({ key, value }: ManifestObject): Json | undefined {
  return valueAt(value, ...pathOf(key)) as Json | undefined;
}

export function templateFields(transition: Transition): readonly FieldChange[] {
  return fieldsAt(transition, ...pathOf(transition.key).map(String));
}

/** Names of annotations, if the templates differ in nothing else: a checksum that is there to replace the pods. */
export function onlyAnnotations({ before, after }: Transition): readonly string[] | undefined {
  if (before === undefined || after === undefined) return undefined;
  const [was, is] = [before, after].map((object) => withoutAnnotations(templateOf(object)));
  if (!isStoredAlike('template', was, is)) return undefined;
  const [old, young] = [annotationsOf(before), annotationsOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(young)])].filter((name) => old[name] !== young[name]);
}

function withoutAnnotations(template: Json | undefined): Json | undefined {
  if (!isRecord(template)) return template;
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
