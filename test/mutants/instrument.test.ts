/** The mutants of a source: what is changed, what is left alone, and that the source with all of them still is itself. */
import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';
import { instrument, SWITCH } from './instrument';
import { changeOf, Explanations } from './survivors';

function changes(source: string): readonly string[] {
  return instrument('a.ts', source, 0).mutants.map(changeOf);
}

/** What the source exports as `f`, with a mutant on. */
function exported(source: string, active: number): unknown {
  const { code } = transformSync(instrument('a.ts', source, 0).text, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as { f?: unknown } };
  const run = compileFunction(code, ['module', SWITCH]) as (module: unknown, isOn: unknown) => void;
  run(module, (index: number) => index === active);
  return module.exports.f;
}

test.each<[string, readonly string[]]>([
  ['a < b', ['< → <=', '< → >=']],
  ['a === 1', ['=== → !==', '1 → 1 + 1']],
  ['a && b', ['&& → ||', 'a && b → a', 'a && b → b']],
  ['a ?? b', ['a ?? b → a', 'a ?? b → b']],
  ['!a', ['!a → a']],
  ['[...a, b]', ['...a → ...[]']],
  ['({ ...a, b })', ['...a → ...{}']],
  ['a ? b : c', ['a → true', 'a → false']],
  ['a?.b.c', ['?. → .']],
  ['a.filter(b)', ['.filter(b) → nothing']],
  ['a.some(b)', ['some → every']],
  ['/^a$/u', ['/^a$/u → /a$/u', '/^a$/u → /^a/u', '/^a$/u → /^a$/']],
  ["'a' + ''", ['+ → -', "'a' → ''", "'' → 'changed'"]],
  ['`a${b}`', ["`a${b}` → ''"]],
  // Names that every object has.
  ['a.toString()', []],
  ['a.constructor(b)', []],
])('%s', (source, expected) => {
  expect(changes(`export const f = ${source};`)).toEqual(expected);
});

test.each<[string, readonly string[]]>([
  ['if (a) b();', ['a → true', 'a → false', 'b(); → nothing']],
  ['while (a) b();', ['a → false', 'b(); → nothing']],
  ['for (const a of b) continue;', ['continue; → nothing']],
  ['throw a;', ['throw a; → nothing']],
])('%s', (source, expected) => {
  expect(changes(source)).toEqual(expected);
});

test.each([
  "import { a } from 'a';",
  "export { a } from 'a';",
  "type A = 'a' | 1;",
  "declare const a: 'a';",
  "const a = { 'b': c, 1: d };",
  'const a = text`a`;',
])('nothing is changed in %s', (source) => {
  expect(changes(source)).toEqual([]);
});

test('where it is', () => {
  const [mutant] = instrument('lib/a.ts', 'const a =\n  b < c;\n', 0).mutants;
  expect(mutant).toEqual({ file: 'lib/a.ts', line: 2, column: 5, lineText: 'b < c;', from: '<', to: '<=' });
});

describe('one mutant at a time, inside others too', () => {
  const source = `
    export const f = (list?: readonly number[]): string => {
      let text = '';
      for (let i = 0; i < (list?.filter((n: number): boolean => n > 1).length ?? 9); i++) text += 'x';
      if (text === '') return 'none';
      return (text as string)!.slice(1);
    };`;
  const { mutants } = instrument('a.ts', source, 0);
  const inputs = [undefined, [], [1], [2, 3]];
  const results = (active: number) => {
    const f = exported(source, active) as (list?: readonly number[]) => string;
    return inputs.map((input) => {
      try {
        return f(input);
      } catch (error) {
        return String(error);
      }
    });
  };

  test('none', () => {
    expect(results(-1)).toEqual(['xxxxxxxx', 'none', 'none', 'x']);
  });

  test.each<[string, readonly string[]]>([
    ["'' → 'changed'", ['hangedxxxxxxxxx', 'hanged', 'hanged', 'hangedxx']],
    ['< → <=', ['xxxxxxxxx', '', '', 'xx']],
    ['9 → 9 + 1', ['xxxxxxxxx', 'none', 'none', 'x']],
    ['.filter((n: number): boolean => n > 1) → nothing', ['xxxxxxxx', 'none', '', 'x']],
    ['> → >=', ['xxxxxxxx', 'none', '', 'x']],
    ["text === '' → true", ['none', 'none', 'none', 'none']],
    ['.slice(1) → nothing', ['xxxxxxxxx', 'none', 'none', 'xx']],
  ])('%s', (change, expected) => {
    expect(results(mutants.findIndex((mutant) => changeOf(mutant) === change))).toEqual(expected);
  });
});

test('every explained survivor is a mutant of its file', () => {
  const explanations = Explanations.read();
  const files = explanations.files();
  for (const file of files) {
    for (const mutant of instrument(file, readFileSync(file, 'utf8'), 0).mutants) explanations.of(mutant);
  }
  expect(explanations.unused(new Set(files))).toEqual([]);
});
