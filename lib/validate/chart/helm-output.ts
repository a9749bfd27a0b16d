/** What `helm template` prints: documents, each after the name of its template. */

/** Documents by template, in the order in which they are printed. */
export type RenderedDocuments = ReadonlyMap<string, readonly string[]>;

export interface HelmOutput {
  readonly documents: RenderedDocuments;
  /** What stands before the first of them: nothing, if it was Helm that printed it. */
  readonly before: string;
}

export function splitHelmOutput(output: string): HelmOutput {
  const documents = new Map<string, string[]>();
  // The text between a line with `---` and the next is what follows a name.
  const [before = '', ...parts] = `\n${output}`.split(/\n---\n# Source: (.*)\n/);
  for (let index = 0; index < parts.length; index += 2) {
    const name = parts[index] ?? '';
    const list = documents.get(name);
    const text = parts[index + 1] ?? '';
    if (list === undefined) documents.set(name, [text]);
    else list.push(text);
  }
  return { documents, before: before.trim() };
}
