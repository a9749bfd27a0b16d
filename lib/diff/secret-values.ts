/** What may be a secret, and is shown to nobody: neither in a report nor in a pull request. */
import { isDeepStrictEqual } from 'node:util';
import { HIDDEN, withoutSecretsInAll } from '../text/without-secrets';
import type { Json } from '../yaml/json';
import type { FieldChange, KubernetesObject, Step } from './change';

export type Shown = Pick<FieldChange, 'before' | 'after'>;

/** Names of what holds one, and not of what refers to one: `existingSecret`, `secretName`, `passwordKey`. */
const SECRET =
  /(?:pass(?:word|wd|phrase)|pwd|secret|token|creds?|credentials?|(?:api|access|account|private|encryption)[_-]?key|dsn)$/i;
const REFERENCE = /existing|^secret$/i;

export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !REFERENCE.test(name);
}

/** Shorter texts are in others by chance. */
const SHORTEST_PART = 8;

/** Names of what a Secret holds beside its secrets: who is meant, and where. They stand in other places, too. */
const NO_SECRET = /(?:user(?:name)?|login|host|port|database|dbname|bucket|region|endpoint|url|uri|email|name|id)$/i;

/** What the Secrets of some objects hold: nobody is shown it, wherever it stands. */
export class SecretContents {
  private readonly contents: readonly string[];
  /** As they are, and as they stand in URLs and in base64. */
  private readonly forms: readonly string[];

  constructor(objects: readonly KubernetesObject[]) {
    const entries = objects.filter(({ kind }) => kind === 'Secret').flatMap(({ data }) => entriesOf(data));
    this.contents = [...new Set(entries.map(([, content]) => content))];
    const secrets = entries.filter(([key, text]) => text.length >= SHORTEST_PART && !NO_SECRET.test(key));
    const forms = secrets.flatMap(([, text]) => [text, ...encoded(text)]);
    // A longer one may hold a shorter one.
    this.forms = [...new Set(forms)].sort((one, other) => other.length - one.length);
  }

  /** Whether a value is one of them, or a part of one: then it is a secret, whatever it is called. */
  holds(value: Json | undefined): boolean {
    if (typeof value === 'string') {
      if (value === '') return false;
      const isPart = value.length >= SHORTEST_PART;
      return this.contents.some((content) => content === value || (isPart && content.includes(value)));
    }
    if (typeof value !== 'object' || value === null) return false;
    return Object.values(value).some((inner: Json) => this.holds(inner));
  }

  /** A value as it may be shown. */
  shown(value: Json): Json;
  shown(value: Json | undefined): Json | undefined;
  shown(value: Json | undefined): Json | undefined {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.shown(item));
    if (typeof value !== 'object' || value === null) return value;
    const fields = value as Readonly<Record<string, Json>>;
    const name = fields['name'];
    return Object.fromEntries(
      Object.entries(fields).map(([key, inner]) => {
        const isValue = key === 'value' && typeof name === 'string' && isSecretName(name);
        return [key, typeof inner === 'string' && (isValue || isSecretName(key)) ? hidden(inner) : this.shown(inner)];
      }),
    );
  }

  /** A field as it may be shown. What stood on both sides still differs. */
  sides(object: KubernetesObject, { path, before, after }: FieldChange): Shown {
    const [field = ''] = path;
    const isHidden = isSecret(object) && !(typeof field === 'string' && OPEN.includes(field));
    if (isHidden || (isSecretField(path) && [before, after].every(isTextOrNone))) return hiddenSides(before, after);
    const shown = { before: this.shown(before), after: this.shown(after) };
    return isDeepStrictEqual(shown.before, shown.after) ? hiddenSides(before, after) : shown;
  }

  /** Of a whole Secret, nothing; of others, what is none. */
  object(object: KubernetesObject): Json {
    if (!isSecret(object)) return this.shown(object as unknown as Json);
    const fields = Object.entries(object).map(([field, value]) => {
      return [field, OPEN.includes(field) ? this.shown(value as Json) : withoutContent(value)] as const;
    });
    return Object.fromEntries(fields);
  }

  private text(text: string): string {
    const without = this.forms.reduce((left, form) => left.replaceAll(form, HIDDEN), text);
    return withoutSecretsInAll(without);
  }
}

/** In base64 with whatever stands before and after it: the characters that are its own, in each of the three places that it can begin at. */
function encoded(text: string): readonly string[] {
  const inside = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor((bytes.length * 8) / 6);
    return bytes.toString('base64').slice(start, end);
  });
  return [encodeURIComponent(text), ...inside].filter((form) => form.length >= SHORTEST_PART);
}

function entriesOf(data: unknown): readonly (readonly [key: string, content: string])[] {
  const values = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  return values.flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, Buffer.from(value, 'base64').toString().trim()] as const] : [],
  );
}

/** What a Secret has that is none. */
const OPEN = ['apiVersion', 'kind', 'metadata', 'type', 'immutable'];

/** However it is written: a mistake in its form makes no ConfigMap of it. */
function isSecret({ kind }: KubernetesObject): boolean {
  return kind.toLowerCase() === 'secret';
}

/** The keys alone. */
function withoutContent(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return HIDDEN_TEXT;
  return Object.fromEntries(Object.keys(value).map((key) => [key, HIDDEN_TEXT]));
}

/** What stands in the place of a secret. */
export const HIDDEN_TEXT = `${HIDDEN} (hidden)`;

/** Two texts that are never the same. That there is none, or an empty one, is no secret. */
export function hiddenSides(before: Json | undefined, after: Json | undefined): Shown {
  const [one, other] = [before, after].map((value) => (value === undefined || value === '' ? value : HIDDEN_TEXT));
  return {
    before: one,
    after: one === HIDDEN_TEXT && other === HIDDEN_TEXT ? `${HIDDEN} (hidden, another one)` : other,
  };
}

function hidden(value: string): string {
  return value === '' ? '' : HIDDEN_TEXT;
}

function isTextOrNone(value: Json | undefined): boolean {
  return value === undefined || typeof value === 'string';
}

function isSecretField(path: readonly Step[]): boolean {
  const last = path.at(-1);
  const around = path.at(-2);
  if (last === 'value' && typeof around === 'object') return isSecretName(around.item);
  return typeof last === 'string' && isSecretName(last);
}
