/** Programs of the chart in one folder, as volumes bring them together. */
import { chmodSync, cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/root';

/** @param concerns folders of charts/ */
export function programsOf(...concerns: readonly string[]): string {
  const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'programs-'));
  for (const concern of concerns) {
    const from = join(root, 'charts', concern);
    for (const file of readdirSync(from)) if (/\.(py|sh)$/.test(file)) cpSync(join(from, file), join(folder, file));
  }
  // Of another user, too.
  chmodSync(folder, 0o755);
  return folder;
}
