/** All documents of a file at once, or an error: for files that are no use in part. */
import { YamlError } from './error';
import type { Json } from './json';
import { readStream } from './stream';

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
 * All documents of a file that have content.
 * @throws YamlError for anything Kubernetes or Helm would refuse, and for duplicate keys.
 */
export function readDocuments(text: string, file: string): readonly Document[] {
  const documents: Document[] = [];
  for (const document of readStream(text, file)) {
    if (document instanceof YamlError) throw document;
    const { value, index, line } = document;
    documents.push({ value, file, index, line });
  }
  return documents;
}
