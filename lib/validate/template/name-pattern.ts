import type { Operand } from './node';

/** The names that an expression can make: `printf "%s.labels" $x` anything that ends in `.labels`. */
export function namePattern(operand: Operand | undefined): RegExp {
  if (operand?.type === 'pipeline' && operand.commands.length === 1) {
    const [head, format, ...more] = operand.commands[0]?.operands ?? [];
    if (head?.type === 'function' && head.name === 'printf' && format?.type === 'string') {
      return new RegExp(
        `^${format.value
          .split(/%[a-z]/)
          .map(escape)
          .join('.*')}$`,
        's',
      );
    }
    if (head?.type === 'function' && head.name === 'print') {
      const parts = [...(format === undefined ? [] : [format]), ...more];
      return new RegExp(`^${parts.map((part) => (part.type === 'string' ? escape(part.value) : '.*')).join('')}$`, 's');
    }
  }
  return /^/;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
