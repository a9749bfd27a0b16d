/** One rule of x-kubernetes-validations. */
import type { Json } from '../../yaml/json';
import type { Path } from '../../yaml/position';
import { CostError, type CostBudget } from '../cost';
import { celEnvironment, celLibrary } from './environment';
import { metered, type RuleNode } from './meter';

export interface WrittenRule {
  readonly rule?: Json;
  readonly message?: Json;
  readonly messageExpression?: Json;
  readonly fieldPath?: Json;
  readonly optionalOldSelf?: Json;
}

/** `broken`: what is wrong. `unchecked`: why nobody can say; `isOfObject` if another object may have another answer. */
export type Outcome =
  { readonly broken: string } | { readonly unchecked: string; readonly isOfObject: boolean } | 'kept';

export interface CelRule {
  readonly text: string;
  /** The field below that the rule is about. */
  readonly fieldPath: Path;
  /** `self` as celValue() makes it; it may throw a CostError. */
  readonly outcome: (self: () => unknown, budget: CostBudget) => Outcome;
}

export function celRule(written: WrittenRule): CelRule {
  const text = typeof written.rule === 'string' ? written.rule : '';
  const fieldPath = pathOf(written.fieldPath);
  const never = (unchecked: string): CelRule => ({
    text,
    fieldPath,
    outcome: () => ({ unchecked, isOfObject: false }),
  });
  if (/\boldSelf\b/.test(withoutTexts(text)) && written.optionalOldSelf !== true) {
    return never('it compares with the object as it was before');
  }
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(text);
  } catch (error) {
    return never(reasonOf(error));
  }
  const run = (rule: Parsed, self: () => unknown, budget: CostBudget): unknown =>
    metered<unknown>(budget, rule.ast as unknown as RuleNode, () =>
      rule({ self: self(), oldSelf: celLibrary().Optional.none() }),
    );
  const message = messageOf(written, text);
  return {
    text,
    fieldPath,
    outcome: (self, budget) => {
      const say = () => message((expression) => run(expression, self, budget));
      budget.startRule();
      try {
        const result = run(parsed, self, budget);
        if (result === true) return 'kept';
        if (result === false) return { broken: say() };
        return { unchecked: 'its result is neither true nor false', isOfObject: false };
      } catch (error) {
        const reason = reasonOf(error);
        // For the API server, too, the rule fails then.
        if (reason.startsWith('No such key')) return { broken: `${say()} (${reason})` };
        return { unchecked: reason, isOfObject: error instanceof CostError };
      } finally {
        budget.endRule();
      }
    },
  };
}

type Parsed = ReturnType<typeof parse>;

/** The API server shows no longer ones. */
const longestMessage = 5 * 1024;

/** What to say of a broken rule, given a way to evaluate the expression that says it. */
function messageOf({ message, messageExpression }: WrittenRule, text: string) {
  const words = typeof message === 'string' && message.trim() !== '' ? message.trim() : `breaks the rule ${text}`;
  let expression: Parsed | undefined;
  return (evaluate: (expression: Parsed) => unknown): string => {
    if (typeof messageExpression !== 'string') return words;
    try {
      const result = evaluate((expression ??= parse(messageExpression)));
      const isShown = typeof result === 'string' && result.trim() !== '' && result.length <= longestMessage;
      return isShown ? result.trim() : words;
    } catch {
      // Then the message says it, as it does for the API server.
      return words;
    }
  };
}

function parse(text: string) {
  // Patterns are Go's, not JavaScript's; and the library's has() knows no index: objects are maps here, anyway.
  const changed = changedOutsideTexts(text, (code) =>
    code.replace(/\.\s*matches\s*\(/g, '.matchesRe2(').replace(/\bhas\(([^()]*)\)/g, (whole, path: string) => {
      const [, object = '', field = ''] = /^([^]*)\.(\w+)\s*$/.exec(path) ?? [];
      return object.includes('[') ? `("${field}" in ${object})` : whole;
    }),
  );
  return celEnvironment().parse(changed);
}

const texts = /r?"""[\s\S]*?"""|r?'''[\s\S]*?'''|r?"(?:\\.|[^"\\])*"|r?'(?:\\.|[^'\\])*'/g;

function changedOutsideTexts(text: string, change: (code: string) => string): string {
  const found: string[] = [];
  const code = text.replace(texts, (one) => `"${found.push(one) - 1}"`);
  return change(code).replace(/"(\d+)"/g, (whole, index: string) => found[Number(index)] ?? whole);
}

function withoutTexts(text: string): string {
  return text.replace(texts, '""');
}

/** `.spec.ports` or `.a['b-c']`. */
function pathOf(written: Json | undefined): Path {
  if (typeof written !== 'string') return [];
  return [...written.matchAll(/\.([^.[\]]+)|\['([^']+)'\]/g)].map(([, name, quoted]) => name ?? quoted ?? '');
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError && error.message.includes('call stack')) return 'it is nested too deeply';
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1).join('');
}
