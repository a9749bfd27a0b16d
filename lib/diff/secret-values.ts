/** What may be a secret, and is shown to nobody: neither in a report nor in a pull request. */
import { HIDDEN, withoutSecrets } from '../text/without-secrets';
import type { Json } from '../yaml/json';
import type { FieldChange, KubernetesObject, Step } from './change';

export type Shown = Pick<FieldChange, 'before' | 'after'>;

/** Names of what holds one, and not of what refers to one: `existingSecret`, `secretName`, `passwordKey`. */
const SECRET = /(?:pass(?:word|wd|phrase)|secret|token|credentials?|(?:api|access|private|encryption)[_-]?key|dsn)$/i;
const REFERENCE = /existing|^secret$/i;

export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !REFERENCE.test(name);
}

/** Shorter texts are in others by chance. */
const SHORTEST_PART = 8;

/** Whether a value stands in a Secret of these objects: then it is one, whatever it is called. */
export function inSecrets(objects: readonly KubernetesObject[]): (value: Json | undefined) => boolean {
  const contents = objects.filter(({ kind }) => kind === 'Secret').flatMap(({ data }) => contentsOf(data));
  const whole = new Set(contents);
  const isInside = (text: string): boolean =>
    whole.has(text) || (text.length >= SHORTEST_PART && contents.some((content) => content.includes(text)));
  return function holds(value: Json | undefined): boolean {
    if (typeof value === 'string') return value !== '' && isInside(value);
    return typeof value === 'object' && value !== null && Object.values(value).some((inner: Json) => holds(inner));
  };
}

function contentsOf(data: unknown): readonly string[] {
  const values = typeof data === 'object' && data !== null ? Object.values(data) : [];
  return values.flatMap((value) => (typeof value === 'string' ? [Buffer.from(value, 'base64').toString()] : []));
}

/** A field as it may be shown. What stood on both sides still differs. */
export function shownSides(object: KubernetesObject, { path, before, after }: FieldChange): Shown {
  const isHidden = object.kind === 'Secret' && path[0] === 'data' && path.length > 1;
  if (isHidden || (isSecretField(path) && [before, after].every(isTextOrNone))) return hiddenSides(before, after);
  return { before: masked(before), after: masked(after) };
}

/** Of a whole Secret, nothing; of others, what looks like one. */
export function shownObject(object: KubernetesObject): Json {
  const { data, ...rest } = object as KubernetesObject & { readonly data?: Readonly<Record<string, Json>> };
  if (object.kind !== 'Secret' || data === undefined) return masked(object as unknown as Json) ?? null;
  return {
    ...(masked(rest as unknown as Json) as object),
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, hidden(value)])),
  };
}

/** Two texts that say how long what they hide is, and are never the same. */
export function hiddenSides(before: Json | undefined, after: Json | undefined): Shown {
  const [one, other] = [before, after].map((value) => (value === undefined ? undefined : hidden(value)));
  return { before: one, after: one === other && one !== undefined ? `${one}, another one` : other };
}

function hidden(value: Json): string {
  if (value === '') return '';
  const size = typeof value === 'string' ? value.length : JSON.stringify(value).length;
  return `${HIDDEN} (hidden, ${String(size)} characters)`;
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

function masked(value: Json): Json;
function masked(value: Json | undefined): Json | undefined;
function masked(value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return withoutSecrets(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => masked(item));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, Json>>;
  const name = fields['name'];
  return Object.fromEntries(
    Object.entries(fields).map(([key, inner]) => {
      const isValue = key === 'value' && typeof name === 'string' && isSecretName(name);
      return [key, typeof inner === 'string' && (isValue || isSecretName(key)) ? hidden(inner) : masked(inner)];
    }),
  );
}
