/** What tests of the programs rely on: each snippet is alone, and one that fails says where. */
import { expect, test } from '@jest/globals';
import { python } from './python-programs';

test('what one changes, no other has: modules, the environment, what has been imported', async () => {
  const lines = `import os, socket
before = [hasattr(socket, "ours"), os.environ.get("OURS"), "words" in sys.modules]
import words
socket.ours, os.environ["OURS"] = 1, "changed"
say(before)`;
  expect([await python(lines, { OURS: 'given' }), await python(lines)]).toEqual([
    [false, 'given', false],
    [false, null, false],
  ]);
});

test('modules are its own, before those that stand in for drivers', async () => {
  const lines = 'import psycopg2\nsay(getattr(psycopg2, "mark", None))';
  expect([await python(lines, {}, { 'psycopg2.py': 'mark = 1\n' }), await python(lines)]).toEqual([1, null]);
});

test('several at once have each its own answer', async () => {
  const answers = await Promise.all([1, 2, 3].map((one) => python(`say(${String(one)})`)));
  expect(answers).toEqual([1, 2, 3]);
});

test.each([
  [
    'fails: its line, and what it has printed',
    'print("seen")\n\nraise ValueError("no")',
    /line 3[^]*raise[^]*: no\nseen$/,
  ],
  ['is no Python', 'say(', /SyntaxError/],
  ['says nothing', 'pass', /^it has 0 answers: none$/],
  ['says more than once', 'say(1)\nsay([2])', /^it has 2 answers: 1, \[2\]$/],
  ['is ended', 'import os\nos.kill(os.getpid(), 9)', /^it ended with -9$/],
])('one that %s; the next is asked all the same', async (_title, lines, said) => {
  await expect(python(lines)).rejects.toThrow(said);
  expect(await python('say(1)')).toBe(1);
});

test('what it says is what it was then', async () => {
  expect(await python('said = [1]\nsay(said)\nsaid.append(2)')).toEqual([1]);
});
