/** One rule of x-kubernetes-validations. */
import type { Json } from '../../yaml/json';
import type { Path } from '../../yaml/position';
import { loopDepth, longest, MAX_STEPS } from './cost';
import { celEnvironment, celLibrary } from './environment';

export interface WrittenRule {
  readonly rule?: Json;
  readonly message?: Json;
  readonly messageExpression?: Json;
  readonly fieldPath?: Json;
  readonly optionalOldSelf?: Json;
}

/** `broken`: what is wrong. `unchecked`: why nobody can say. */
export type Outcome = { readonly broken: string } | { readonly unchecked: string } | 'kept';

export interface CelRule {
  readonly text: string;
  /** The field below that the rule is about. */
  readonly fieldPath: Path;
  /** `self` as celValue() makes it of `value`. */
  readonly outcome: (self: unknown, value: Json) => Outcome;
}

export function celRule(written: WrittenRule): CelRule {
  const text = typeof written.rule === 'string' ? written.rule : '';
  const fieldPath = pathOf(written.fieldPath);
  const never = (unchecked: string): CelRule => ({ text, fieldPath, outcome: () => ({ unchecked }) });
  if (/\boldSelf\b/.test(withoutTexts(text)) && written.optionalOldSelf !== true) {
    return never('it compares with the object as it was before');
  }
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(text);
  } catch (error) {
    return never(reasonOf(error));
  }
  const depth = loopDepth(parsed.ast);
  return {
    text,
    fieldPath,
    outcome: (self, value) => {
      if (longest(value) ** depth > MAX_STEPS) return { unchecked: 'it would take too long for this object' };
      const context = { self, oldSelf: celLibrary().Optional.none() };
      try {
        const result: unknown = parsed(context);
        if (result === true) return 'kept';
        if (result !== false) return { unchecked: 'its result is neither true nor false' };
        return { broken: messageOf(written, text, context) };
      } catch (error) {
        const reason = reasonOf(error);
        // For the API server, too, the rule fails then.
        if (reason.startsWith('No such key')) return { broken: `${messageOf(written, text, context)} (${reason})` };
        return { unchecked: reason };
      }
    },
  };
}

function messageOf(
  { message, messageExpression }: WrittenRule,
  text: string,
  context: Record<string, unknown>,
): string {
  if (typeof messageExpression === 'string') {
    try {
      const result: unknown = parse(messageExpression)(context);
      if (typeof result === 'string' && result.trim() !== '') return result.trim();
    } catch {
      // Then the message says it, as it does for the API server.
    }
  }
  return typeof message === 'string' && message.trim() !== '' ? message.trim() : `breaks the rule ${text}`;
}

function parse(text: string) {
  // Patterns are Go's, not JavaScript's; and the library's has() knows no index: objects are maps here, anyway.
  const withPatterns = replaceOutsideTexts(text, /\.\s*matches\s*\(/g, '.matchesRe2(');
  const withIndexes = replaceOutsideTexts(withPatterns, /\bhas\(([^()]*\[[^()]*)\.(\w+)\)/g, '("$2" in $1)');
  return celEnvironment().parse(withIndexes);
}

const texts = /r?"""[\s\S]*?"""|r?'''[\s\S]*?'''|r?"(?:\\.|[^"\\])*"|r?'(?:\\.|[^'\\])*'/g;

function withoutTexts(text: string): string {
  return text.replace(texts, '""');
}

function replaceOutsideTexts(text: string, pattern: RegExp, replacement: string): string {
  let result = '';
  let end = 0;
  for (const match of text.matchAll(texts)) {
    result += text.slice(end, match.index).replace(pattern, replacement) + match[0];
    end = match.index + match[0].length;
  }
  return result + text.slice(end).replace(pattern, replacement);
}

/** `.spec.ports` or `.a['b-c']`. */
function pathOf(written: Json | undefined): Path {
  if (typeof written !== 'string') return [];
  return [...written.matchAll(/\.([^.[\]]+)|\['([^']+)'\]/g)].map(([, name, quoted]) => name ?? quoted ?? '');
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1).join('');
}
