/**
 * Reading YAML as Kubernetes and Helm do: go-yaml v2 (`on` is true, `0777` is 511), then JSON. What they read in a way
 * that nobody means (a duplicate key: the last one wins; U+2028 as a line break) is an error here.
 * js-yaml does the syntax, because it is eight times as fast as `yaml`; construct.ts gives the events their meaning.
 */
import { construct, type Constructed } from './construct';
import { exceededLimit } from './document-limits';
import { YamlError, type Position } from './error';
import type { Json } from './json';
import { LineCounter, LineIndex } from './lines';
import { parse, Repairs, type Parsed } from './parse';
import { Places, type Path, type PlaceOf } from './places';
import { splitStream, type Part } from './split';

/** A document with content, and where everything in it stands. */
export class StreamDocument {
  /** Aliased parts are shared, not copied: never modify it. */
  readonly value: Json;

  constructor(
    private readonly part: StreamPart,
    private readonly constructed: Constructed,
    /** Place among all documents of the stream, empty ones included; 0-based. */
    readonly index: number,
  ) {
    this.value = constructed.value;
  }

  /** The 1-based line where the content starts. */
  get line(): number {
    return this.part.lineAt(this.constructed.offset);
  }

  /** The position of the path's last key or value, or of the deepest part of it that is written. @default 'key' */
  positionOf(path: Path, of: PlaceOf = 'key'): Position {
    return this.part.positionAt(this.part.places.find(this.constructed.root, path, of));
  }
}

/** Some characters make one, whatever it takes to read and check it. */
const mostDocuments = 250_000;

/**
 * The documents of a stream that have content, one by one: empty ones (only comments, or `null`) are skipped, as kubectl
 * does. One that Kubernetes or Helm would refuse, or that has duplicate keys, is an error in its place; those after it
 * follow.
 */
export function* readStream(text: string, file: string): Generator<StreamDocument | YamlError, void> {
  const lines = new LineCounter(text);
  const repairs = new Repairs(text);
  let index = 0;
  for (const part of splitStream(text)) {
    if (index >= mostDocuments) {
      const reason = `more than ${mostDocuments.toLocaleString('en-US')} documents: split it into several files`;
      yield new YamlError(file, { line: lines.lineAt(part.start), column: 1 }, reason);
      return;
    }
    if (isMarkerOnly(text, part)) {
      index++;
      continue;
    }
    try {
      const read = new StreamPart(text, part, lines, file, repairs);
      for (const constructed of read.documents) {
        if (constructed.value !== null) yield new StreamDocument(read, constructed, index);
        index++;
      }
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const line = error.line + lines.lineAt(part.start) - 1;
      yield new YamlError(file, { line, column: error.column }, error.reason);
      index++;
    }
  }
}

/** Generated streams have many, and to parse one takes longer than to look. */
function isMarkerOnly(text: string, { start, end }: Part): boolean {
  return end - start < 8 && /^---[ \t\r\n]*$/.test(text.slice(start, end));
}

class StreamPart {
  readonly documents: readonly Constructed[];
  private readonly parsed: Parsed;
  private readonly text: string;
  private readonly start: number;
  private knownPlaces?: Places;
  private knownLines?: LineIndex;

  constructor(
    stream: string,
    { start, end }: Part,
    private readonly streamLines: LineCounter,
    file: string,
    repairs: Repairs,
  ) {
    const text = stream.slice(start, end);
    this.text = text;
    this.start = start;
    const fail = (offset: number, reason: string): never => {
      throw new YamlError(file, this.lines.positionAt(offset), reason);
    };
    const limit = exceededLimit(text);
    if (limit !== undefined) fail(0, limit);
    checkCharacters(text, fail);
    this.parsed = parse(text, file, repairs);
    const { source, events, originalOffset } = this.parsed;
    this.documents = construct(source, events, (offset, reason) => fail(originalOffset(offset), reason));
  }

  get places(): Places {
    return (this.knownPlaces ??= new Places(this.parsed.source, this.parsed.events));
  }

  /** Position in the stream of an offset that the events refer to. */
  positionAt(offset: number): Position {
    const { line, column } = this.lines.positionAt(this.parsed.originalOffset(offset));
    return { line: line + this.streamLines.lineAt(this.start) - 1, column };
  }

  lineAt(offset: number): number {
    return this.streamLines.lineAt(this.start + this.parsed.originalOffset(offset));
  }

  private get lines(): LineIndex {
    return (this.knownLines ??= new LineIndex(this.text));
  }
}

/** What go-yaml refuses (control characters), takes for a line break (U+2028) or skips, unlike editors and js-yaml. */
const refusedCharacter = /[^\P{Cc}\t\n\r]|[\u2028\u2029\uFEFF\uFFFE\uFFFF\p{Surrogate}]/u;
const unusualCharacter = /[^\t\n\r\x20-\x7E]/;

function checkCharacters(text: string, fail: (offset: number, reason: string) => never): void {
  if (!unusualCharacter.test(text)) return;
  // All parts but the first start with their mark.
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const match = refusedCharacter.exec(text.slice(start));
  if (match === null) return;
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  fail(start + match.index, `the invisible character U+${code} is not allowed; write "\\u${code}" in double quotes`);
}
