/** Labels that controllers give their pods: no template shows them. */
const runtimeLabels = new Set([
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/job-name',
  'controller-revision-hash',
  'controller-uid',
  'job-name',
  'pod-template-generation',
  'pod-template-hash',
  'statefulset.kubernetes.io/pod-name',
]);

export function isRuntimeLabel(key: string): boolean {
  return runtimeLabels.has(key);
}

/** The labels of a selector that a template can show. */
export function withoutRuntimeLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !isRuntimeLabel(key)));
}
