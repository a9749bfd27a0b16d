/** What a JSON Schema cannot say well: values that contradict each other, or that somebody may regret. */
import type { Value } from '../expr/expr';
import { text } from '../expr/vocabulary';

/**
 * Refused: nothing is rendered or installed. Warned: synth() says it and goes on, and so does Helm at the end of an
 * installation's notes.
 */
export type RuleLevel = 'refused' | 'warned';

/**
 * One thing that values may not be together. Helm checks the schema before any template, so a rule may rely on types.
 *
 * @example { path: 'greeting', violated: equal(values.greeting, ''), problem: 'is empty', remedy: 'Say something' }
 */
export interface Rule {
  /** Refused, unless given. */
  readonly level?: RuleLevel;
  /** The value to change, as people write it: `postgresql.auth.password`. */
  readonly path: string;
  readonly violated: Value<boolean>;
  /** What is wrong, without the path: “is empty although …”. */
  readonly problem: Value<string>;
  /** What to do: an imperative sentence without its full stop. */
  readonly remedy: string;
}

export function levelOf({ level = 'refused' }: Rule): RuleLevel {
  return level;
}

/** The one wording for a broken rule, in synth() and in `helm install` alike. */
export function ruleMessage(rule: Rule): Value<string> {
  return text`${rule.path}: ${rule.problem}. ${rule.remedy}.`;
}
