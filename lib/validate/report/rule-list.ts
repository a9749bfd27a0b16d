/** `--list`: all rules by group, one line each. */
import colors from 'picocolors';
import type { Check } from '../check';
import type { FormatOptions } from './report';
import { wrap } from '../../text/wrap';

type Style = Pick<FormatOptions, 'color' | 'width'>;

export function ruleList(groups: Readonly<Record<string, readonly Check[]>>, { color, width }: Style): string {
  const { bold, dim } = colors.createColors(color);
  const longest = Math.max(...Object.values(groups).flatMap((checks) => checks.map(({ id }) => id.length)));
  const sections = Object.entries(groups).map(([group, checks]) => {
    const lines = checks.flatMap((check) => {
      const start = `  ${check.id.padEnd(longest)}  ${check.severity.padEnd(7)}  `;
      const [first = '', ...rest] = wrap(`${check.summary}${noteOf(check)}`, Math.max(width - start.length, 30));
      return [`${start}${first}`, ...rest.map((line) => `${' '.repeat(start.length)}${line}`)];
    });
    return `${bold(group)}\n${lines.join('\n')}\n`;
  });
  const total = Object.values(groups).flat().length;
  return `${sections.join('\n')}\n${dim(`${String(total)} rules; --explain RULE tells more.`)}\n`;
}

/** When a rule does not run by itself. */
export function noteOf({ optional, pack }: Check): string {
  if (pack !== undefined) return ` (pack ${pack})`;
  return optional === true ? ' (on request)' : '';
}
