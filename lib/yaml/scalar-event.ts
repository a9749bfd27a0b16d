/**
 * One scalar of js-yaml's event stream, and where its syntax (YAML 1.2) and go-yaml's (1.1, libyaml) part. Where both
 * accept a text but read it differently, or only go-yaml refuses it, it is a fault. Found with Helm 3.17.3 and 4.1.4.
 */
import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/** Where the scalar starts, its tag, anchor and quote included; an absent one has the given offset. */
export function scalarOffset({ tagStart, anchorStart, valueStart, style }: ScalarEvent, absent: number): number {
  const quote = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
  const starts = [tagStart, anchorStart, valueStart < 0 ? -1 : valueStart - quote].filter((start) => start >= 0);
  return starts.length === 0 ? absent : Math.min(...starts);
}

/** The decoded text. A block scalar at the end of a file without a last line break has none either. */
export function scalarText(text: string, event: ScalarEvent): string {
  const value = getScalarValue(text, event);
  if (!isBlock(event) || event.valueEnd < text.length || !value.endsWith('\n')) return value;
  const lastLine = /[^\r\n]*$/.exec(text)?.[0] ?? '';
  return lastLine.length > Math.max(0, event.indent) ? value.slice(0, -1) : value;
}

export interface Fault {
  readonly offset: number;
  readonly reason: string;
}

export function findFault(text: string, event: ScalarEvent, offset: number, inFlow: boolean): Fault | undefined {
  if (event.valueStart < 0) return undefined;
  if (event.style === SCALAR_STYLE.PLAIN) return findPlainFault(text, event, offset, inFlow);
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !event.fast) return findEscapeFault(text, event);
  if (isBlock(event) && /^(?: *\r?\n)* *\t/.test(text.slice(event.valueStart, event.valueEnd))) {
    return { offset: event.valueStart, reason: 'a tab stands where the text of the block should start' };
  }
  return undefined;
}

function isBlock({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
}

const tabLine = /[ \t]*(?:\r?\n[ \t]*)*\r?\n\t/y;

function findPlainFault(text: string, event: ScalarEvent, offset: number, inFlow: boolean): Fault | undefined {
  const { valueStart, valueEnd } = event;
  if (inFlow) {
    const raw = text.slice(valueStart, valueEnd);
    if (raw.startsWith(':') || raw.includes('?'))
      return { offset, reason: `quote "${raw}": it stands inside [] or {}` };
    if (text[valueEnd] === ':' && /[,[\]{}]/.test(text[valueEnd + 1] ?? '')) {
      return { offset: valueEnd, reason: 'a space is missing after ":"' };
    }
    return undefined;
  }
  tabLine.lastIndex = valueEnd;
  if (tabLine.test(text)) return { offset: tabLine.lastIndex - 1, reason: 'a tab can not indent a line' };
  if (text[offset - 1] === '\t' && /(?:^|[\r\n]) *-[ \t]*$/.test(text.slice(Math.max(0, offset - 200), offset))) {
    return { offset: offset - 1, reason: 'a tab can not stand between "-" and the item' };
  }
  return undefined;
}

/** JSON's escaped surrogate pairs and `\/`, and an escaped line break before an empty line. */
const unreadableEscape =
  /(?:^|[^\\])(?:\\\\)*\\(?:\/|u[dD][89a-fA-F]|U0000[dD][89a-fA-F]|U(?!00(?:0|10))|\r?\n[ \t]*\r?\n)/;

function findEscapeFault(text: string, { valueStart, valueEnd }: ScalarEvent): Fault | undefined {
  const match = unreadableEscape.exec(text.slice(valueStart, valueEnd));
  if (match === null) return undefined;
  const offset = valueStart + match.index + match[0].lastIndexOf('\\');
  return { offset, reason: 'Kubernetes and Helm can not read this escape; write the character itself' };
}
