/** `npm run environments`: the tables of docs/environments.md, from the values and the objects of each environment. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { withTables } from './environment-tables';

async function main(): Promise<void> {
  const path = join(__dirname, 'environments.md');
  const text = withTables(readFileSync(path, 'utf8'));
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

void main();
