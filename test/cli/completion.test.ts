/** What the shells complete: typed into real ones. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command, Commands } from '../../lib/cli/command';
import { completionOf } from '../../lib/cli/completion';
import type { CommandPage } from '../../lib/cli/page';
import { missing, typed, type Shell } from './shells';

const PROGRAM = 'my-chart';
const NOTHING: Command['run'] = () => Promise.resolve(0);
const page = (name: string, more: Partial<CommandPage>): CommandPage => ({
  name,
  usage: [''],
  about: ['Does it.'],
  options: { Help: { help: { short: 'h', help: 'this page' } } },
  examples: () => [],
  exit: { 0: 'done', 2: 'bad usage' },
  ...more,
});
const PAGES = {
  render: page('render', {
    operands: 'file',
    options: {
      Values: {
        env: { value: 'NAME', completes: 'environment', help: "an environment: somebody's [values/NAME.yaml]" },
        values: { short: 'f', value: 'FILE', multiple: true, completes: 'file', help: 'more values' },
        output: { short: 'o', value: 'FOLDER', completes: 'folder', help: 'where it is written' },
        format: { value: 'FORMAT', completes: ['text', 'json'], help: 'how' },
        namespace: { value: 'NAME', help: 'its namespace' },
        verbose: { help: 'more of it' },
      },
    },
  }),
  synth: page('synth', { operands: 'environment' }),
  shell: page('shell', { operands: ['bash', 'zsh'] }),
};

let folder: string;
const COMMANDS: Commands = Object.fromEntries(
  Object.values(PAGES).map((one) => [
    one.name,
    {
      group: 'Make',
      usage: '',
      summary: `it's ${one.name}: what else`,
      load: () => Promise.resolve({ command: { page: one, run: NOTHING } }),
    },
  ]),
);

async function scriptOf(shell: Shell): Promise<string> {
  let script = '';
  const context = {
    output: { write: (text: string) => (script += text) },
    errors: { write: (text: string) => (script += text) },
    environment: {},
    tool: { name: PROGRAM, version: '1.0.0' },
  };
  expect(await completionOf(COMMANDS).command.run([shell], context)).toBe(0);
  return script;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  mkdirSync(join(folder, 'values'));
  mkdirSync(join(folder, 'charts-here'));
  const hostile = [
    'values/x$(touch ran).yaml',
    'values/`touch ran`.yaml',
    'values/x\u001b[31m.yaml',
    'values/x y.yaml',
  ];
  for (const file of ['values/staging.yaml', 'values/dev.yml', 'values/notes.md', 'more values.yaml', ...hostile])
    writeFileSync(join(folder, file), '');
  for (const shell of ['bash', 'zsh', 'fish'] as const)
    writeFileSync(join(folder, `.script-${shell}`), await scriptOf(shell));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const why = missing(shell);
  const here = why === undefined ? test : test.skip;
  const skipped = why === undefined ? '' : ` (skipped: ${why})`;

  here.each([
    ['a command', 'ren\t', 'render'],
    ['help, and a command after it', 'hel\trend\t', 'help render'],
    ['an option', 'render --ver\t', 'render --verbose'],
    ['an environment', 'render --env st\t', 'render --env staging'],
    ['one of the other ending', 'render --env d\t', 'render --env dev'],
    ['no note that is none', 'render --env no\t', 'render --env no'],
    ['an environment that is an operand', 'synth sta\t', 'synth staging'],
    ['one of several', 'synth dev sta\t', 'synth dev staging'],
    ['a word that an option takes', 'render --format js\t', 'render --format json'],
    ['a file with a blank', 'render -f more\t', 'render -f more values.yaml'],
    ['a folder', 'render --output cha\t', 'render --output charts-here'],
    ['no file where a folder is wanted', 'render --output more\t', 'render --output more'],
    ['after an equals sign', 'render --env=st\t', 'render --env=staging'],
    ['a file that is an operand', 'render more\t', 'render more values.yaml'],
    ['a word that is an operand', 'shell za\u007fs\t', 'shell zsh'],
    ['nothing that is called as no environment can be', 'render --env x\t', 'render --env x'],
    ['nothing where anything can stand', 'render --namespace st\t', 'render --namespace st'],
  ])(`%s${skipped}`, async (_title, keys, words) => {
    const got = await typed(shell, PROGRAM, join(folder, `.script-${shell}`), folder, `${PROGRAM} ${keys}`);
    // Of a folder, zsh takes the stroke back when the line ends.
    expect(got.replace(/\/$/, '')).toBe(words);
  });

  here(`runs nothing that stands in a file’s name${skipped}`, async () => {
    await typed(shell, PROGRAM, join(folder, `.script-${shell}`), folder, `${PROGRAM} render --env \t`);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});
