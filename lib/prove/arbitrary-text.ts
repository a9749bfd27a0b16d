/** Texts that break careless templates. */
import fc from 'fast-check';

const HOSTILE = [
  '', ' ', 'yes', 'on', '0777', '0o7', '1e3', '12:30:45', '2001-01-01', '~', 'null', '{{ .Values.x }}', '{{{', '}}',
  '{{- fail "x" }}', '%s %d %!', '"', "'", '\\', '\\n', 'a\nb', 'tab\there', 'trail ', ' lead', '# no', 'a: b', '- x',
  '&a', '*a', '!t', '|', '>', '@', '`', '\ufeff', 'ñ', '😀', '<', '>', '&', '<no', 'value>', 'a,b', '=', '<<',
  '__proto__', 'true', '1_000', '-', '---', '...', '$x', '\r\n', '\u0001', 'x\\n\n', '[\\u2028]', 'a"<<', '\\u003cno value>', '\\<no value\\>', 'x\\\\n\n', 'block\ntext\n', '\tx\n  y',
]; // prettier-ignore

/** Any text that a chart accepts in values (lib/expr/helm-limits.ts), often a hostile one. */
export const anyText = fc
  .oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ maxLength: 30 }))
  .filter(isAccepted);

const REFUSED =
  /<no value>|^\n$|\n\n$|[\u007f-\u009f\u2028\u2029\ufffe\uffff]|[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]$/u;

export function isAccepted(text: string): boolean {
  return !REFUSED.test(text);
}
