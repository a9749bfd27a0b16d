/** Every block of code can be read by what reads its language. That commands and values work, commands.test.ts and values.test.ts see to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../support/root';
import { codeIn, READERS } from './blocks';
import { blocksIn, commandsIn, documents } from './shown';

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'dist/chart/mlflow/README.md'],
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** Languages that nothing on this machine reads for certain, and what takes the blocks of a page from it and runs them. */
const RUN_ELSEWHERE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nginx: { 'docs/nginx.md': 'test/cluster/platform/own-nginx.test.ts' },
  // Generated, with the alerts; Prometheus reads those.
  promql: { 'docs/runbooks.md': 'test/cluster/monitoring/rules.test.ts' },
};
/** Templates: excerpts of what Helm reads, and not YAML before. */
const TEMPLATE = /\{\{-? /;
/** Its blocks are the examples of the checks, some of several files: test/validate/examples gives them to the validator. */
const EXAMPLES = 'docs/checks.md';

describe('every block of every page', () => {
  test.each(PAGES)('%s', (page) => {
    const wrong = codeIn(textOf(page)).flatMap(({ language, text }) => {
      if (language === '' || language === 'text' || language in RUN_ELSEWHERE) return [];
      if (language === 'yaml' && (page === EXAMPLES || TEMPLATE.test(text))) return [];
      const read = READERS[language];
      const problem = read === undefined ? 'nothing here reads that language' : read(text);
      return problem === undefined ? [] : [`${language}: ${problem}: ${text.split('\n')[0] ?? ''}`];
    });
    expect(wrong).toEqual([]);
  });

  test.each(documents())('%s: each command is one for bash', (document) => {
    const wrong = commandsIn(document).flatMap((command) => READERS['sh']?.(command) ?? []);
    expect(wrong).toEqual([]);
  });

  test('another language stands only where something runs it', () => {
    const found = PAGES.flatMap((page) =>
      codeIn(textOf(page)).flatMap(({ language }) => (language in RUN_ELSEWHERE ? [[language, page] as const] : [])),
    );
    expect(found.filter(([language, page]) => RUN_ELSEWHERE[language]?.[page] === undefined)).toEqual([]);
    for (const [language, pages] of Object.entries(RUN_ELSEWHERE)) {
      for (const [page, runner] of Object.entries(pages)) {
        expect(found).toContainEqual([language, page]);
        expect([runner, textOf(runner)]).toEqual([runner, expect.stringMatching(/blocksIn\(|rules/)]);
      }
    }
  });

  test('of the other test of blocks, which counts lines, it sees the same', () => {
    for (const page of documents().filter((document) => document.endsWith('.md'))) {
      for (const wanted of ['yaml', 'sh', 'ts', 'python']) {
        const ours = codeIn(textOf(page)).flatMap(({ language, text }) => (language === wanted ? [`${text}\n`] : []));
        expect([page, blocksIn(page, wanted)]).toEqual([page, ours]);
      }
    }
  });
});

describe('what cannot be read is found', () => {
  test.each([
    ['yaml', 'a: {b: 1}', undefined],
    ['yaml', 'a: [1', /./],
    ['yaml', 'a: 1\na: 2', /duplicate|twice/i],
    ['json', '{"a": 1}', undefined],
    ['json', '{a: 1}', /JSON/],
    ['sh', 'printf \'%s\' "$(date)" | cat', undefined],
    ['sh', 'if true; then', /syntax error/],
    ['sh', "echo 'open", /unexpected EOF/],
    ['ts', 'const a: number = 1;', undefined],
    ['ts', 'const a: = 1;', /expected/],
    ['python', 'if a:\n    b()', undefined],
    ['python', 'if a:\nb()', /IndentationError/],
    ['ini', '# a\nA_B=1\n\n', undefined],
    ['ini', 'a = 1', /a = 1/],
  ])('%s: %j', (language, text, problem) => {
    const said = READERS[language]?.(text);
    if (problem === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(problem);
  });

  test('blocks in lists are blocks, too, and those in quotations somebody else’s', () => {
    const markdown = '1. A list\n\n   ```json\n   {}\n   ```\n\n> ```sh\n> true\n> ```\n\n    indented\n';
    expect(codeIn(markdown)).toEqual([
      { language: 'json', text: '{}' },
      { language: '', text: 'indented' },
    ]);
  });
});
