/** Paths as people write them. */
import type { Step } from './change';

/** `spec.template.spec.containers[mlflow].args[2]`, `labels["helm.sh/chart"]`; `the object` for none. */
export function pathText(path: readonly Step[]): string {
  if (path.length === 0) return 'the object';
  return path.map((step, index) => stepText(step, index === 0)).join('');
}

function stepText(step: Step, isFirst: boolean): string {
  if (typeof step === 'number') return `[${String(step)}]`;
  if (typeof step === 'object') return `[${step.item}]`;
  if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
  return isFirst ? step : `.${step}`;
}
