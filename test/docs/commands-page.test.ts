/** docs/commands.md is what the commands declare, and what their pages show can be said. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { commandsPage } from '../../docs/commands-page';
import type { Command } from '../../lib/cli/command';
import { completionOf } from '../../lib/cli/completion';
import { optionsIn } from '../../lib/cli/option-lines';
import { readOptions } from '../../lib/cli/options';
import { commands as declared } from '../../commands';
import { root } from '../support/root';

/** Jest finds sources by their own endings. */
const fileOf = (name: string) => join(root, ['validate', 'completion'].includes(name) ? 'lib/cli' : 'operations', name);
const load = (name: string): Promise<{ readonly command: Command }> =>
  Promise.resolve(
    name === 'completion' ? completionOf(declared) : jest.requireActual<{ readonly command: Command }>(fileOf(name)),
  );

/** However wide its tables are. */
const words = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();

const commands = Object.fromEntries(
  Object.entries(declared).map(([name, one]) => [name, { ...one, load: () => load(name) }]),
);

test('`npm run commands` has been run', async () => {
  expect(words(readFileSync(join(root, 'docs/commands.md'), 'utf8'))).toBe(words(await commandsPage(commands)));
});

describe.each(Object.keys(commands))('%s', (name) => {
  test('its examples have no option that there is not', async () => {
    const { page } = (await load(name)).command;
    const own = page.examples('PROGRAM').flatMap((example) => {
      const [, args] = new RegExp(`PROGRAM ${name}((?:[^|>)#]|\\\\\\n)*)`).exec(example) ?? [];
      return args === undefined
        ? []
        : [
            args
              .replace(/\\\n/g, ' ')
              .trim()
              .split(/\s+/)
              .filter((one) => one !== ''),
          ];
    });
    expect(own).not.toEqual([]);
    for (const args of own) expect(() => readOptions(args, optionsIn(page.options))).not.toThrow();
  });

  test('the document that it names is there', async () => {
    const { document } = (await load(name)).command.page;
    expect(document === undefined || readFileSync(join(root, document), 'utf8') !== '').toBe(true);
  });
});
