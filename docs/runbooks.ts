/** `npm run runbooks`: docs/runbooks.md, from the declarations of the alerts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { runbooksPage } from './runbooks-page';

async function main(): Promise<void> {
  const path = join(__dirname, 'runbooks.md');
  writeFileSync(path, await format(runbooksPage(), { ...(await resolveConfig(path)), filepath: path }));
}

void main();
