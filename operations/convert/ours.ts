/** The values for this chart, as they come together, and what there is to say about them. */
import { isMapping } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import type { Finding, Label } from './finding';
import { holdsPlainSecret } from './plain-secrets';

/** What goes into a key of a Secret: what stands at this path of the file, or what these words say. */
type Content = { readonly of: string; readonly what?: string } | { readonly words: string };

export class Ours {
  readonly values = new Map<string, Json>();
  /** Above which value there is a comment; lines that begin with blanks are not broken. */
  readonly comments = new Map<string, readonly string[]>();
  /** Path here → the path that it comes from. */
  readonly origins = new Map<string, string>();
  readonly findings: Finding[] = [];

  /** @returns whether it was taken: not a template, nor what has a password in it */
  set(path: string, value: Json, from: string): boolean {
    const reason = refusal(path, value);
    if (reason !== undefined) {
      this.say('left out', from, reason);
      return false;
    }
    this.values.set(path, value);
    this.origins.set(path, from);
    return true;
  }

  /** Adds to a list, which need not be there yet. */
  append(path: string, item: Json, from: string): void {
    const reason = refusal(path, item);
    if (reason !== undefined) {
      this.say('left out', from, reason);
      return;
    }
    const before = this.values.get(path);
    this.values.set(path, [...(Array.isArray(before) ? (before as readonly Json[]) : []), item]);
    this.origins.set(path, this.origins.get(path) ?? from);
  }

  has(path: string): boolean {
    return this.values.has(path);
  }

  comment(path: string, ...lines: readonly string[]): void {
    const before = this.comments.get(path) ?? [];
    this.comments.set(path, [...before, ...lines.filter((line) => !before.includes(line))]);
  }

  /** @param words a sentence without its full stop; without a path, it is about no value of theirs */
  say(label: Label, path: string | undefined, words: string): void {
    this.findings.push({ label, path: path?.split('.'), words });
  }

  /** Somebody has to look at a value here; what stands there is the best guess. */
  decide(at: string, from: string, words: string): void {
    this.comment(at, `To decide: ${words}.`);
    this.say('decide', from, words);
  }

  /** Names a Secret that is not there yet, with the command that makes it. What goes into it is never repeated. */
  secret(at: string, name: string, keys: Readonly<Record<string, Content>>, from: string): void {
    if (!this.set(at, name, from)) return;
    const make = `kubectl create secret generic ${name} -n NAMESPACE --from-env-file=FILE`;
    const entries = Object.entries(keys);
    const lines = entries.map(([key, content]) => `  ${key}=…   (${'of' in content ? content.of : content.words})`);
    this.comment(at, 'Make this Secret first:', `  ${make}`, 'FILE has the lines', ...lines);
    for (const [key, content] of entries) {
      if (!('of' in content)) continue;
      this.say(
        'decide',
        content.of,
        `${content.what === undefined ? 'is' : `${content.what} is`} in plain text, and not repeated here. Make the Secret ${name} with it: ${make}, where FILE has the line ${key}=…`,
      );
    }
  }

  /** Names a Secret whose contents nobody has chosen yet. */
  newSecret(at: string, name: string, from: string): void {
    if (!this.set(at, name, from)) return;
    this.comment(at, 'Make this Secret first, of this file:', `  ${MAKE_SECRETS}`);
  }
}

export const MAKE_SECRETS = 'mlflow-chart secrets --values FILE --namespace NAMESPACE | kubectl create -f -';

function refusal(path: string, value: Json): string | undefined {
  if (hasTemplate(value)) {
    return `has a template ({{ }}), and values are not evaluated here: write what it gives into ${path}`;
  }
  return holdsPlainSecret(value)
    ? `has a password or a key in it, which is not repeated here: put that into a Secret, and the rest into ${path}`
    : undefined;
}

/** Of Helm's: some charts evaluate them in their values. */
function hasTemplate(value: Json): boolean {
  if (typeof value === 'string') return value.includes('{{');
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasTemplate);
  return isMapping(value) && Object.entries(value).some(([key, part]) => key.includes('{{') || hasTemplate(part));
}
