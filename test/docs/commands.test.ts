/** Every command that a document shows is proved somewhere: typed/commands.test.ts runs those that need nothing but Node. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { scripts } from '../../package.json';
import { execute } from '../support/execute';
import { root } from '../support/root';
import { COMMANDS, provedBy, TEXTS } from './commands';
import { commandsIn, documents, shownIn, textOf } from './shown';

describe('every block of code is accounted for in commands.ts', () => {
  test.each(documents())('%s: its commands', (document) => {
    expect(commandsIn(document)).toEqual((COMMANDS[document] ?? []).map(([command]) => command));
  });

  test.each(documents())('%s: other texts', (document) => {
    const texts = shownIn(document).flatMap(({ command, text }) =>
      command === undefined ? [text.split('\n')[0]] : [],
    );
    expect(texts).toEqual((TEXTS[document] ?? []).map(([firstLine]) => firstLine));
  });

  test('no entry is about a document that does not exist', () => {
    expect([...Object.keys(COMMANDS), ...Object.keys(TEXTS)].filter((name) => !documents().includes(name))).toEqual([]);
  });

  test('only commands that are run here may show what they print', () => {
    const printing = documents()
      .flatMap((document) => shownIn(document))
      .filter(({ command, text }) => command !== undefined && text !== '');
    const run = new Set(provedBy('here').map(([command]) => command));
    expect(printing.filter(({ command = '' }) => !run.has(command))).toEqual([]);
  });

  test('a script that is named in a sentence exists', () => {
    const named = documents().flatMap((document) => [
      ...textOf(document).matchAll(/`(?:sudo )?npm run (?:--silent )?([\w:-]+)/g),
    ]);
    expect(named.length).toBeGreaterThan(5);
    expect(named.map(([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('proved elsewhere', () => {
  const withoutNoise = (command: string) => command.replace(/^sudo /, '').replace(' --silent', '');

  test.each(provedBy('ci'))('%s: a step of .ci/run', (command) => {
    const steps = readFileSync(join(root, '.ci/run'), 'utf8')
      .split('\n')
      .map((line) => withoutNoise(line.trim()));
    const wanted = withoutNoise(command);
    const runs = (line: string) =>
      line === wanted || line.replace(/^(step|suite) '[^']+' /, '').replace(/( --[\w-]+)+$/, '') === wanted;
    expect(steps.filter(runs)).not.toEqual([]);
  });

  test.each(provedBy('jest'))('%s: has tests', async (command) => {
    const [pattern = ''] = command.replace('npx jest ', '').split(' ');
    const { stdout } = await execute('node', ['node_modules/jest/bin/jest.js', '--listTests', pattern], { cwd: root });
    expect(stdout).toContain(pattern);
  });

  test.each(provedBy('platform'))('%s: that file reads it from the document', (_command, { platform }) => {
    expect(readFileSync(join(root, platform), 'utf8')).toMatch(/(commandsIn\(|page\(|document: )'docs\/[\w-]+\.md'/);
    expect(testsThatRun(platform)).not.toEqual([]);
  });

  test.each(provedBy('provedIn'))('%s: the other document has it, with its proof', (command, { provedIn }) => {
    const found = (COMMANDS[provedIn] ?? []).filter(([other, proof]) => other === command && !('provedIn' in proof));
    expect(found).not.toEqual([]);
  });

  /** The file, if it has tests itself; or those beside it that import it. */
  function testsThatRun(file: string): readonly string[] {
    if (file.endsWith('.test.ts')) return [file];
    const folder = join(root, dirname(file));
    return readdirSync(folder).filter(
      (name) =>
        name.endsWith('.test.ts') &&
        readFileSync(join(folder, name), 'utf8').includes(`from './${basename(file, '.ts')}';`),
    );
  }

  test('what test:package runs is what docs/engine.md shows for a chart of one’s own', () => {
    const shown = commandsIn('docs/engine.md', 'A chart of your own');
    expect(shown.length).toBeGreaterThan(3);
    expect(shown).toEqual(provedBy('package').map(([command]) => command));
    expect(readFileSync(join(root, 'test/package/own-chart.ts'), 'utf8')).toContain('commandsIn(DOCUMENT, HEADING)');
  });

  test.each(provedBy('programs'))('%s: the file is there', (_command, { programs }) => {
    expect(testsThatRun(programs)).not.toEqual([]);
    expect(existsSync(join(root, programs))).toBe(true);
  });

  test.each(provedBy('byHand'))('%s: exists', (command) => {
    const [, script] = /^(?:sudo )?npm run ([\w:-]+)(?: -- .*)?$/.exec(command) ?? [];
    expect(script === undefined ? existsSync(join(root, command)) : script in scripts).toBe(true);
  });
});
