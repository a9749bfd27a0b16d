import type { ManifestObject } from '../validate/object';
import { textAt } from '../validate/references/lenient';
import type { Transition } from './transition';

/** Whether whoever applies the rest leaves the object when it is no longer among them, and by which word of whose. */
export function keptBy({ value }: ManifestObject): string | undefined {
  const annotation = (name: string) => textAt(value, 'metadata', 'annotations', name);
  if (annotation('helm.sh/resource-policy') === 'keep') return 'Helm keeps it (helm.sh/resource-policy: keep)';
  const options =
    annotation('argocd.argoproj.io/sync-options')
      ?.split(',')
      .map((option) => option.trim()) ?? [];
  return options.includes('Prune=false') ? 'Argo CD keeps it (Prune=false)' : undefined;
}

/** The object, if it goes with this change: hooks come and go by themselves. */
export function deletedOf({ before, after }: Transition): ManifestObject | undefined {
  if (before === undefined || after !== undefined || keptBy(before) !== undefined) return undefined;
  return textAt(before.value, 'metadata', 'annotations', 'helm.sh/hook') === undefined ? before : undefined;
}
