/** docs/guide.md quotes all of the setup guide, in its order, and answers each command, TODO and box with a command. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../support/root';
import { commandsIn, typedIn } from './shown';

const PAGE = 'docs/guide.md';
const guide = readFileSync(join(__dirname, 'fixtures/mlflow-setup-guide.md'), 'utf8');
const page = readFileSync(join(root, PAGE), 'utf8');

/** As Prettier leaves a line: tables are as wide as they need. */
const squeezed = (line: string) =>
  line
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/-{3,}/g, '---')
    .replace(/ ?\| ?/g, '|');
/** Rules between sections and fences are no text. */
const isText = (line: string) => !/^(---)?$|^```/.test(line);

/** Lines of the guide in the page: its headings are the page's, the rest is quoted. */
interface Line {
  readonly text: string;
  /** Where it stands in the page. */
  readonly index: number;
}

const lines = page.split('\n');
const fences = lines.map((line) => line.startsWith('```'));
/** In a block of code of the page's own, a comment may look like a heading. */
const isCode = (index: number) => fences.slice(0, index).filter(Boolean).length % 2 === 1;
const quoted: readonly Line[] = lines.flatMap((line, index) => {
  const text = /^#+ /.test(line) && !isCode(index) ? line : /^> ?/.test(line) ? line.replace(/^> ?/, '') : '';
  return isText(squeezed(text)) ? [{ text: squeezed(text), index }] : [];
});
const OF_GUIDE = guide.split('\n').map(squeezed).filter(isText);

test('all of the guide is quoted, line by line, in its order, and nothing else', () => {
  expect(quoted.map(({ text }) => text)).toEqual(OF_GUIDE);
});

/** What stands below a line, up to the next quotation that asks for an answer; headings do not end it. */
function answerTo(line: Line): string {
  const after = lines.slice(line.index + 1);
  const first = after.findIndex((text) => !text.startsWith('>'));
  const rest = after.slice(first);
  const next = rest.findIndex((text) => text.startsWith('>'));
  return rest.slice(0, next === -1 ? undefined : next).join('\n');
}

/** Commands of the page that stand in a text of it. */
const commandsOf = (text: string) =>
  commandsIn(PAGE).filter((command) => text.replace(/ *\\\n */g, ' ').includes(`\n${command}\n`));

/** Lines of the guide's blocks of shell that are no comments; those that go on are one. */
const COMMANDS = [...guide.matchAll(/^```bash\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
  block.split('\n').filter((line) => line !== '' && !/^(#| {4})/.test(line)),
);
const BOXES = guide.split('\n').filter((line) => line.startsWith('- [ ] '));
const TODOS = guide.split('\n').filter((line) => line.includes('TODO'));

test('the guide has what it is asked about', () => {
  expect([COMMANDS.length, BOXES.length, TODOS.length]).toEqual([18, 8, 7]);
});

describe('a command stands below', () => {
  const where = (text: string) => quoted.find((line) => line.text === squeezed(text));

  test.each([...COMMANDS, ...BOXES])('%s', (text) => {
    const line = where(text);
    expect(line).toBeDefined();
    expect(commandsOf(answerTo(line ?? { text, index: 0 }))).not.toEqual([]);
  });

  test.each(TODOS)('%s', (text) => {
    const line = where(text);
    expect(line).toBeDefined();
    // Below the heading of the checklist stand its boxes, each with its own.
    const section = lines.slice(line?.index ?? 0);
    const end = section.findIndex((one, index) => index > 0 && /^##+ /.test(one));
    expect(commandsOf(section.slice(0, end).join('\n'))).not.toEqual([]);
  });
});

test.each(TODOS)('the list of TODOs says where it is done: %s', (text) => {
  expect(lines.filter((line) => line.startsWith(`| \`${text.trim()}\``))).toHaveLength(1);
});

test('the health check: JSON is quoted, and what is answered is OK', () => {
  const [check] = typedIn(PAGE).filter(({ text }) => text.endsWith(':5000/health\n'));
  expect(quoted.map(({ text }) => text)).toContain('# {"status": "OK"}');
  expect(check?.prints).toBe('OK\n');
});

test('the values that the tests install are those of section 4.1', () => {
  const [, values] = /^### 4\.1 [^]*?^```yaml\n([^]*?)^```/m.exec(guide) ?? [];
  expect(readFileSync(join(root, 'test/fixtures/guide-values.yaml'), 'utf8')).toBe(values);
});

test('what the guide calls its related documents is there', () => {
  const related = [...guide.matchAll(/\]\((?:\.\.\/docs\/)?([\w-]+\.md)\)/g)].map(([, name = '']) => name);
  expect(new Set(related)).toEqual(new Set(['mlflow-guide.md', 'environments.md', 'training-workflow.md']));
  for (const name of related) expect(readFileSync(join(root, 'docs', name), 'utf8')).toMatch(/^# \w/);
});
