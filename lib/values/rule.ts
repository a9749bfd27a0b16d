/** What a JSON Schema cannot say well: values that contradict each other. */
import type { Value } from '../expr/expr';
import { text } from '../expr/vocabulary';

export interface Rule {
  /** The value to change, as people write it: `postgresql.auth.password`. */
  readonly path: string;
  readonly violated: Value<boolean>;
  /** What is wrong, without the path: “is empty although …”. */
  readonly problem: Value<string>;
  /** What to do: an imperative sentence without its full stop. */
  readonly remedy: string;
}

/** The one wording for a broken rule, in `npm run synth` and in `helm install` alike. */
export function ruleMessage(rule: Rule): Value<string> {
  return text`${rule.path}: ${rule.problem}. ${rule.remedy}.`;
}
