/** `npm run commands`: docs/commands.md, from the declarations of the commands. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { commands } from '../commands';
import { commandsPage } from './commands-page';

async function main(): Promise<void> {
  const path = join(__dirname, 'commands.md');
  writeFileSync(path, await format(await commandsPage(commands), { ...(await resolveConfig(path)), filepath: path }));
}

void main();
