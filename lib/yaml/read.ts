/**
 * Reading YAML as Kubernetes and Helm do: go-yaml v2 (`on` is true, `0777` is 511), then JSON. What they read in a way
 * that nobody means (a duplicate key: the last one wins; U+2028 as a line break) is an error here.
 * js-yaml does the syntax, because it is eight times as fast as `yaml`; construct.ts gives the events their meaning.
 */
import { construct } from './construct';
import { positionAt, YamlError } from './error';
import type { Json } from './json';
import { parse } from './parse';

export interface Document {
  /** Aliased parts are shared, not copied: never modify it. */
  readonly value: Json;
  readonly file: string;
  /** Place among all documents of the file, empty ones included; 0-based. */
  readonly index: number;
  /** 1-based line where the content starts. */
  readonly line: number;
}

/**
 * All documents of a file that have content: empty ones (only comments, or `null`) are skipped, as kubectl does.
 * @throws YamlError for anything Kubernetes or Helm would refuse, and for duplicate keys.
 */
export function readDocuments(text: string, file: string): readonly Document[] {
  const fail = (offset: number, reason: string): never => {
    throw new YamlError(file, positionAt(text, offset), reason);
  };
  checkCharacters(text, fail);
  const { source, events, originalOffset } = parse(text, file);
  const constructed = construct(source, events, (offset, reason) => fail(originalOffset(offset), reason));
  const documents: Document[] = [];
  let line = 1;
  let counted = 0;
  for (const [index, { value, offset }] of constructed.entries()) {
    // An empty one has no place of its own.
    if (value === null) continue;
    line += positionAt(source.slice(counted, offset), offset - counted).line - 1;
    counted = offset;
    documents.push({ value, file, index, line });
  }
  return documents;
}

/** What go-yaml refuses (control characters), takes for a line break (U+2028) or skips, unlike editors and js-yaml. */
const refusedCharacter = /[^\P{Cc}\t\n\r]|[\u2028\u2029\uFEFF\uFFFE\uFFFF\p{Surrogate}]/u;

function checkCharacters(text: string, fail: (offset: number, reason: string) => never): void {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const match = refusedCharacter.exec(text.slice(start));
  if (match === null) return;
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  fail(start + match.index, `the invisible character U+${code} is not allowed; write "\\u${code}" in double quotes`);
}
