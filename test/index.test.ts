/** What is public of the engine has a contract: in words, with an example, and the example is true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as engine from '../lib/index';

interface Export {
  readonly name: string;
  readonly isType: boolean;
  /** What stands above its declaration, without the asterisks; empty if nothing does. */
  readonly contract: string;
}

const LIB = join(__dirname, '..', 'lib');

function exportsOf(file: string): readonly Export[] {
  const text = readFileSync(join(LIB, file), 'utf8');
  return [...text.matchAll(/^export (type )?\{([^}]*)\} from '\.\/(.*)';/gm)].flatMap(
    ([, type, names = '', from = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .map((name) => ({ name, isType: type !== undefined, contract: contractOf(name, `${from}.ts`) })),
  );
}

/** Of the first overload, where there are several; through modules that pass it on. */
function contractOf(name: string, file: string): string {
  const text = readFileSync(join(LIB, file), 'utf8');
  const [, through] = new RegExp(`^export \\{[^}]*\\b${name}\\b[^}]*\\} from '\\./(.*)';`, 'm').exec(text) ?? [];
  if (through !== undefined) return contractOf(name, join(file, '..', `${through}.ts`));
  const declaration = new RegExp(
    `(?:/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n)?export (?:async )?(?:const|function|class|interface|type) ${name}\\b`,
  );
  const found = declaration.exec(text);
  if (found === null) throw new Error(`${file} does not declare ${name}`);
  return (found[1] ?? '').replace(/^ *\* ?/gm, '').trim();
}

const all = exportsOf('index.ts');
const values = all.filter(({ isType }) => !isType);

test('the index says all that there is', () => {
  expect(values.map(({ name }) => name).sort()).toEqual(Object.keys(engine).sort());
});

test.each(all.map((one) => [one.name, one] as const))('%s says what it is', (_name, { contract }) => {
  expect(contract.replace(/@[^]*/, '').trim()).toMatch(/^[A-Z`][^]*[.)]$/);
});

const functions = values.filter(({ name }) => !name.endsWith('Error'));

test.each(functions.map(({ name, contract }) => [name, contract] as const))(
  '%s has an example of its use',
  (name, contract) => {
    expect(contract).toMatch(new RegExp(`@example .*\\b${name}\\b`));
  },
);

const examples = functions.flatMap(({ contract }) =>
  [...contract.matchAll(/^@example (.*) \/\/ (.*)$/gm)].map(([, code = '', result = '']) => [code, result] as const),
);

/** With every word at hand. */
function run(code: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the examples are text, and are to be run as such
  const program = new Function('engine', `const { ${Object.keys(engine).join(', ')} } = engine; return (${code});`);
  return (program as (words: typeof engine) => unknown)(engine);
}

test('most words show what they give', () => {
  expect(examples.length).toBeGreaterThan(30);
});

test.each(examples)('%s gives %s', (code, result) => {
  expect(run(code)).toEqual(run(result));
});
