/** The page for people: how many things are wrong, by what they are met as, and what nobody looked at. */
import { expect, test } from '@jest/globals';
import type { Finding } from '../../../operations/doctor/finding';
import { page } from '../../../operations/doctor/page';

const ABOUT = { release: 'mlflow', namespace: 'ml' };
const finding = (id: string, symptom: Finding['symptom'], evidence = 'seen'): Finding => ({
  ...{ id, symptom, part: 'server', what: `What of ${id}.`, evidence, remedy: `Do ${id}.`, where: 'pod/p' },
});
const unseen = (what: string, reason: string) => ({ what, reason, isNeeded: false });

test('nothing', () => {
  expect(page([], [], ABOUT)).toBe('mlflow in ml: nothing wrong was found.\n');
});

test('one thing, with what nobody looked at', () => {
  expect(page([finding('a', 'connect')], [unseen('events', 'forbidden'), unseen('indexes', 'memory')], ABOUT)).toBe(
    `mlflow in ml: one thing is wrong.

MLflow cannot be reached, or cannot work

  a: What of a.
    seen  seen
    where pod/p
    do    Do a.

Not looked at:
  events: forbidden
  indexes: memory
`,
  );
});

test('several, in the order of what users meet', () => {
  const all = [
    finding('d', 'full'),
    finding('c', 'slow'),
    finding('a', 'connect'),
    finding('b', 'upload'),
    finding('e', 'full'),
  ];
  const text = page(all, [], ABOUT);
  const unindented = text.split('\n').filter((line) => /^( {2})?\S/.test(line));
  expect(unindented).toEqual([
    'mlflow in ml: 5 things are wrong.',
    'MLflow cannot be reached, or cannot work',
    '  a: What of a.',
    'Artefacts cannot be uploaded, or read',
    '  b: What of b.',
    'The database is slow',
    '  c: What of c.',
    'Room runs out, or nothing makes any',
    '  d: What of d.',
    '  e: What of e.',
  ]);
});

test('long words are broken below each other, within 100 columns', () => {
  const words = Array.from({ length: 20 }, (_, at) => `word-${String(at)}`).join(' ');
  const lines = page([finding('a', 'slow', words)], [], ABOUT).split('\n');
  const at = lines.findIndex((line) => line.startsWith('    seen  '));
  expect(lines.slice(at, at + 2)).toEqual([
    `    seen  ${words.slice(0, words.indexOf(' word-12'))}`,
    `          ${words.slice(words.indexOf('word-12'))}`,
  ]);
  const widest = `${'x'.repeat(44)} ${'y'.repeat(45)}`;
  expect(page([finding('a', 'slow', widest)], [], ABOUT)).toContain(`    seen  ${widest}\n`);
  expect(page([finding('a', 'slow', `${widest}y`)], [], ABOUT)).not.toContain(widest);
});

test('what others have written moves no cursor', () => {
  const text = page([finding('a', 'slow', 'evil\u001b[2J')], [unseen('\u001b[1m', '\u001b[2m')], {
    release: 'r\u001b[3m',
    namespace: 'n\u001b[4m',
  });
  expect(text).not.toContain('\u001b');
});
