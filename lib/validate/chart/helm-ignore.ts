/** `.helmignore` as Helm reads it (pkg/ignore of github.com/helm/helm): like .gitignore, but not the same. */

/** Whether Helm passes over a path below the chart. */
export type IsIgnored = (path: string, isFolder: boolean) => boolean;

interface Rule {
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  readonly matches: (path: string) => boolean;
}

/** A rule that Helm refuses ignores nothing here: Helm says what is wrong with it. */
export function helmIgnore(text: string): IsIgnored {
  const rules = [...text.split('\n'), 'templates/.?*'].flatMap((line) => ruleOf(line.trim()) ?? []);
  return (path, isFolder) => {
    for (const { isNegated, isForFolders, matches } of rules) {
      if (isForFolders && !isFolder) {
        if (isNegated) return true;
      } else if (matches(path) !== isNegated) return true;
    }
    return false;
  };
}

function ruleOf(line: string): Rule | undefined {
  if (line === '' || line.startsWith('#') || line.includes('**')) return undefined;
  const isNegated = line.startsWith('!');
  const isForFolders = line.endsWith('/');
  const pattern = line.slice(isNegated ? 1 : 0, isForFolders ? -1 : undefined);
  const steps = stepsOf(pattern.replace(/^\//, ''));
  const matches = (path: string) =>
    matchesAll(steps, Array.from(pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1)));
  return { isNegated, isForFolders, matches };
}

/** One character, or any number of them that are no `/`. */
type Step = ((character: string) => boolean) | 'any';

/** Go's filepath.Match. */
function stepsOf(pattern: string): readonly Step[] {
  const parts = pattern.match(/\\.|\[\^?(?:\\.|[^\]\\])+\]|[^]/gsu) ?? [];
  return parts.map((part) => {
    if (part === '*') return 'any';
    if (part === '?') return (character) => character !== '/';
    if (part.length > 2 && part.startsWith('[')) return classOf(part);
    const literal = part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
    return (character) => character === literal;
  });
}

/** `[a-z\]]`, `[^x]` */
function classOf(part: string): (character: string) => boolean {
  const isNegated = part.startsWith('[^');
  const inside = part.slice(isNegated ? 2 : 1, -1);
  const ranges = [...inside.matchAll(/(?:\\(.)|(.))(?:-(?:\\(.)|(.)))?/gsu)].map(([, a, b, c, d]) => {
    const low = a ?? b ?? '';
    return [low, c ?? d ?? low] as const;
  });
  return (character) => isNegated !== ranges.some(([low, high]) => low <= character && character <= high);
}

/** Not as a regular expression: whoever wrote the pattern could make that take for ever. */
function matchesAll(steps: readonly Step[], text: readonly string[]): boolean {
  let [step, at] = [0, 0];
  /** Where the last `*` may take one character more. */
  let retry: { readonly step: number; at: number } | undefined;
  while (at < text.length || step < steps.length) {
    const current = steps[step];
    const character = text[at];
    if (current === 'any') {
      retry = { step: ++step, at };
    } else if (current !== undefined && character !== undefined && current(character)) {
      step++;
      at++;
    } else if (retry !== undefined && retry.at < text.length && text[retry.at] !== '/') {
      step = retry.step;
      at = ++retry.at;
    } else return false;
  }
  return true;
}
