/** Whether a command printed what the page says that it prints. */
import { expect } from '@jest/globals';

/** MLflow's own words about where something is in its web page. */
const ADDRESSES = /^.*(🏃 View run|🧪 View experiment) .*\n/gmu;

/** What a page says is printed: a line that is … alone stands for any lines, … in a line for any text; spaces only part. */
export function expectPrinted(printed: string, shown: string): void {
  const text = tidy(printed.replace(ADDRESSES, ''));
  const pattern = tidy(shown)
    .split('\n')
    .slice(0, -1)
    .map((line) => (line === '…' ? '(?:.*\\n)*' : `${line.split('…').map(escaped).join('.*')}\\n`))
    .join('');
  if (!new RegExp(`^${pattern}$`).test(text)) expect(text).toBe(tidy(shown));
}

function tidy(text: string): string {
  const squeezed = text.replace(/[ \t]+/g, ' ').replace(/^ | $/gm, '');
  return squeezed === '' || squeezed.endsWith('\n') ? squeezed : `${squeezed}\n`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
