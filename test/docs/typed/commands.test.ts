/**
 * `npm run test:docs`: whoever types what a document shows gets what it says. Not among the other tests: it starts npm and
 * esbuild for each command, which takes a minute.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { root } from '../../support/root';
import { provedBy, TEXTS } from '../commands';
import { documents, shownIn, type Shown } from '../shown';
import { copyOfProject, type Copy } from './copy';

// On machines that may be busy.
jest.setTimeout(300_000);

const shown = documents().flatMap((document) => shownIn(document));
let copy: Copy;

beforeAll(async () => {
  copy = await copyOfProject();
});
afterAll(() => {
  copy.remove();
});

test.each(provedBy('here'))('%s', async (command, { here: { exit, as = command } }) => {
  const { code, stdout, stderr } = await copy.run(as);
  expect({ code, stderr: code === exit ? '' : stderr }).toEqual({ code: exit, stderr: '' });
  expect(stdout).toMatch(printed(shown.find((one) => one.command === command)));
});

test('npm run checks changes nothing that is committed', () => {
  for (const file of ['docs/checks.md', 'docs/validate.schema.json', 'lib/validate/checks/index.ts']) {
    expect(readFileSync(join(copy.folder, file), 'utf8')).toBe(readFileSync(join(root, file), 'utf8'));
  }
});

const mistakes = Object.entries(TEXTS).flatMap(([document, texts]) =>
  texts.flatMap(([firstLine, proof]) => ('synth' in proof ? [[proof.synth, document, firstLine] as const] : [])),
);
test.each(mistakes)('what npm run synth says of %s', async (file, document, firstLine) => {
  copyFileSync(join(copy.folder, file), join(copy.folder, 'values/prod.yaml'));
  const { code, stderr } = await copy.run('npm run --silent synth');
  const text = shownIn(document).find((one) => one.text.startsWith(firstLine))?.text;
  expect({ code, stderr: stderr.trim() }).toEqual({ code: 2, stderr: text });
});

/** Matches the output that a document shows; a line that is only … stands for any lines. */
function printed(shown: Shown | undefined): RegExp {
  const lines = (shown?.text ?? '')
    .split('\n')
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*?' : `${escaped(line)}\\n`));
  return shown === undefined || shown.text === '' ? /^/ : new RegExp(lines.join(''));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
