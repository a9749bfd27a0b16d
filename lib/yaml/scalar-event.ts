/**
 * One scalar of js-yaml's event stream, and where its syntax (YAML 1.2) and go-yaml's (1.1, libyaml) part. Where both
 * accept a text but read it differently, or only go-yaml refuses it, it is a fault. Found with Helm 3.17.3 and 4.1.4.
 */
import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from './js-yaml';

/** Where the scalar starts, its tag, anchor and quote included; an absent one has the given offset. */
export function scalarOffset({ tagStart, anchorStart, valueStart, style }: ScalarEvent, absent: number): number {
  let start = valueStart < 0 ? Infinity : valueStart - (isQuoted(style) ? 1 : 0);
  // js-yaml's anchors start after their "&".
  if (anchorStart >= 0) start = Math.min(start, anchorStart - 1);
  if (tagStart >= 0) start = Math.min(start, tagStart);
  return start === Infinity ? absent : start;
}

function isQuoted(style: ScalarEvent['style']): boolean {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
}

/** Where the ":" after a key stands, if on the same line. */
export function keyEnd(text: string, { valueEnd, style }: ScalarEvent): number {
  let end = isQuoted(style) ? valueEnd + 1 : valueEnd;
  for (let code = text.charCodeAt(end); code === 0x20 || code === 0x09; code = text.charCodeAt(end)) end++;
  return end;
}

/** Whether a key is written after `? `: then it may be of any length. */
export function isExplicitKey(text: string, offset: number): boolean {
  return text.slice(0, offset).trimEnd().endsWith('?');
}

/** Whether a line ends between two offsets. */
export function hasLineBreak(text: string, start: number, end: number): boolean {
  for (let offset = start; offset < end; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x0a || code === 0x0d) return true;
  }
  return false;
}

/** The decoded text. A block scalar at the end of a file without a last line break has none either. */
export function scalarText(text: string, event: ScalarEvent): string {
  const value = getScalarValue(text, event);
  if (event.valueEnd < text.length || !value.endsWith('\n') || text.endsWith('\n') || text.endsWith('\r')) return value;
  return value.slice(0, -1);
}

export interface Fault {
  readonly offset: number;
  readonly reason: string;
}

/** `hasTabs`: whether there is any tab in the text; most faults need one. */
export function findFault(
  text: string,
  event: ScalarEvent,
  offset: number,
  inFlow: boolean,
  hasTabs: boolean,
): Fault | undefined {
  if (event.valueStart < 0) return undefined;
  if (inFlow) {
    const fault = findFlowFault(text, event, offset);
    if (fault !== undefined) return fault;
  } else if (hasTabs) {
    const fault = findTabFault(text, event, offset);
    if (fault !== undefined) return fault;
  }
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !event.fast) return findEscapeFault(text, event);
  if (hasTabs && isBlock(event) && /^(?: *\r?\n)* *\t/.test(text.slice(event.valueStart, event.valueEnd))) {
    return { offset: event.valueStart, reason: 'a tab stands where the text of the block should start' };
  }
  return undefined;
}

function isBlock({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
}

/** The colon after a key, comments before it included. */
const colon = /(?:\s|(?<=\s)#[^\r\n]*(?=[\r\n]))*:/y;

/** Inside brackets, go-yaml ends plain scalars at other places, and wants a key and its colon on one line. */
function findFlowFault(text: string, event: ScalarEvent, offset: number): Fault | undefined {
  const { valueStart, valueEnd } = event;
  const isPlain = event.style === SCALAR_STYLE.PLAIN;
  const raw = text.slice(valueStart, valueEnd);
  if (isPlain && (raw.startsWith(':') || raw.includes('?'))) {
    return { offset, reason: `quote ${JSON.stringify(raw)}: it stands inside [] or {}` };
  }
  const after = isPlain ? valueEnd : valueEnd + 1;
  colon.lastIndex = after;
  if (!colon.test(text)) return undefined;
  const end = colon.lastIndex;
  if (isPlain && /[,[\]{}]/.test(text[end] ?? '')) return { offset: end, reason: 'a space is missing after ":"' };
  if (!hasLineBreak(text, offset, end) || isExplicitKey(text, offset)) return undefined;
  return { offset, reason: 'inside [] or {}, a key and its ":" must stand on one line' };
}

const tabLine = /[ \t]*(?:\r?\n[ \t]*)*\r?\n\t/y;

function findTabFault(text: string, { valueEnd }: ScalarEvent, offset: number): Fault | undefined {
  tabLine.lastIndex = valueEnd;
  if (tabLine.test(text)) {
    return { offset: tabLine.lastIndex - 1, reason: 'a tab can not indent a line' };
  }
  let before = offset - 1;
  let tab = -1;
  for (; text[before] === ' ' || text[before] === '\t'; before--) if (text[before] === '\t') tab = before;
  const isItem = text[before] === '-' && text[before - 1] !== '-';
  return tab >= 0 && isItem ? { offset: tab, reason: 'a tab can not stand between "-" and the item' } : undefined;
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
