import type { Operand } from './node';

/** Two texts with anything between them. */
const anything: readonly string[] = ['', ''];

/** A verb of Go's fmt with its flags, width and precision; `%%` is none. */
const verb = /%[-+# 0-9.*[\]]*[A-Za-z]/;

/**
 * The names that an expression can make, as the texts between which anything may stand: of `printf "%s.labels" $x` an
 * empty one and `.labels`.
 */
export function namePattern(operand: Operand | undefined): readonly string[] {
  if (operand?.type === 'pipeline' && operand.commands.length === 1) {
    const [head, format, ...more] = operand.commands[0]?.operands ?? [];
    if (head?.type === 'function' && head.name === 'printf' && format?.type === 'string') {
      return format.value.split(verb).map((text) => text.replaceAll('%%', '%'));
    }
    if (head?.type === 'function' && head.name === 'print') {
      const operands = [...(format === undefined ? [] : [format]), ...more];
      // A text as it is; around all else, gaps.
      return operands.reduce<readonly string[]>(
        (texts, part) =>
          part.type === 'string' ? [...texts.slice(0, -1), `${texts.at(-1) ?? ''}${part.value}`] : [...texts, ''],
        [''],
      );
    }
  }
  return anything;
}
