/** What `mlflow-chart diff` says beyond the fields, as docs/diff.md has it, of the rules themselves. */
import { rules } from '../lib/diff/consequences';

export function consequencesList(): string {
  return rules.map(({ about }) => `- ${about}\n`).join('');
}
