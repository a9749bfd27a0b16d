/** The lines of a template, with its blocks: neighbours that ask the same question become one. */

export type Line = string | Block;

/** `{{- if … }}`, its lines, perhaps `{{- else }}` and others, `{{- end }}`. */
export interface Block {
  readonly opening: string;
  readonly body: readonly Line[];
  readonly otherwise: readonly Line[];
  /** Spaces before the opening, `else` and `end`; the lines inside carry their own. */
  readonly indent: number;
}

/** The lines as text, blocks included. */
export function printLines(lines: readonly Line[]): readonly string[] {
  return joined(lines).flatMap((line) => {
    if (typeof line === 'string') return [line];
    const pad = ' '.repeat(line.indent);
    const alternative = line.otherwise.length > 0 ? [`${pad}{{- else }}`, ...printLines(line.otherwise)] : [];
    return [`${pad}${line.opening}`, ...printLines(line.body), ...alternative, `${pad}{{- end }}`];
  });
}

function joined(lines: readonly Line[]): readonly Line[] {
  const result: Line[] = [];
  for (const line of lines) {
    const last = result.at(-1);
    if (typeof line === 'object' && typeof last === 'object' && isSameQuestion(last, line)) {
      const { body, otherwise } = line;
      result[result.length - 1] = {
        ...last,
        body: [...last.body, ...body],
        otherwise: [...last.otherwise, ...otherwise],
      };
    } else {
      result.push(line);
    }
  }
  return result;
}

/**
 * What is in a block never changes what its own kind asks, so asking once is enough. Loops are another matter: they would
 * give the items of both lists in turn.
 */
function isSameQuestion(one: Block, other: Block): boolean {
  return one.opening === other.opening && one.indent === other.indent && !one.opening.startsWith('{{- range ');
}
