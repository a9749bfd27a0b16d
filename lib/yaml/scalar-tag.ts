/** Scalars with a tag, as go-yaml v2 resolves them. */
import { resolvePlain, type Scalar } from './scalar';

/** Why a tag does not fit its text. */
export interface TagFault {
  readonly reason: string;
}

export function isTagFault(value: Scalar | TagFault): value is TagFault {
  return typeof value === 'object' && value !== null;
}

/** `tag` as written: `!!int`, `!<tag:yaml.org,2002:int>`, `!mine`. */
export function resolveTagged(tag: string, source: string): Scalar | TagFault {
  const name = shortTag(tag);
  if (name === 'binary') return decodeBinary(source) ?? { reason: '!!binary needs base64 of UTF-8 text' };
  const isKind = kindOf.get(name);
  // An unknown tag means a string, and so does "!".
  if (isKind === undefined) return tag === '!!' ? { reason: 'the tag !! has no name' } : source;
  const value = resolvePlain(source);
  if (name === 'float' && typeof value === 'bigint') return Number(value);
  return isKind(value) ? value : { reason: `"${source}" is not a ${tag}` };
}

/** Whether the tag leaves `<<` what it is: a merge key. */
export function isMergeTag(tag: string): boolean {
  return tag === '!' || shortTag(tag) === 'merge';
}

/** Which resolved scalars a tag accepts. */
const kindOf = new Map<string, (value: Scalar) => boolean>([
  ['bool', (value) => typeof value === 'boolean'],
  ['int', (value) => typeof value === 'bigint'],
  ['float', (value) => typeof value === 'number'],
  ['null', (value) => value === null],
  ['timestamp', (value) => typeof value === 'string' && /^\d{4}-\d\d?-\d\d?(?:[Tt ].+)?$/.test(value)],
]);

function shortTag(tag: string): string {
  return /^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/.exec(tag)?.[1] ?? '';
}

function decodeBinary(source: string): string | undefined {
  const base64 = source.replace(/[\r\n]/g, '');
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
