/** `npm run runbooks`: docs/runbooks.md, from the declarations of the alerts, and docs/dashboard.json, which the chart has too. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { dashboardText } from '../charts/monitoring/dashboard';
import { runbooksPage } from './runbooks-page';

async function main(): Promise<void> {
  const path = join(__dirname, 'runbooks.md');
  writeFileSync(join(__dirname, 'dashboard.json'), dashboardText());
  writeFileSync(path, await format(runbooksPage(), { ...(await resolveConfig(path)), filepath: path }));
}

void main();
