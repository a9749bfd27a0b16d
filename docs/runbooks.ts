/**
 * `npm run runbooks`: docs/runbooks.md, from the declarations of the alerts, docs/troubleshooting.md, from those of findings, and
 * docs/dashboard.json, which the chart has too.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { dashboardText } from '../charts/monitoring/dashboard';
import { runbooksPage } from './runbooks-page';
import { troubleshootingPage } from './troubleshooting-page';

async function main(): Promise<void> {
  writeFileSync(join(__dirname, 'dashboard.json'), dashboardText());
  for (const [name, text] of Object.entries({
    'runbooks.md': runbooksPage(),
    'troubleshooting.md': troubleshootingPage(),
  })) {
    const path = join(__dirname, name);
    writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  }
}

void main();
