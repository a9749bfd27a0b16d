/** Every link of a page leads to a file and a heading that are there, and every page is found from the README. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { changelogSection } from '../../lib/text/changelog-section';
import { root } from '../support/root';
import { anchorsIn, linksIn, orphansOf, wrongLinksIn, type Files } from './links';

/** Of the chart's archive, where it has nothing beside it. */
const CHART_README = 'dist/chart/mlflow/README.md';
const DOCS = readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []));
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', CHART_README, ...DOCS];

/** Those that somebody reads who has come to do something. Others are looked up, or generated. */
const READ_TO_THE_END = [
  ...['getting-started', 'production', 'install', 'values', 'compose', 'gitops', 'clients', 'migrating', 'comparison'],
  ...['upgrading', 'backup', 'recovery', 'security', 'scaling', 'troubleshooting'],
  ...['validate', 'engine', 'architecture', 'proof', 'speed'],
].map((name) => `docs/${name}.md`);

const texts = new Map<string, string | undefined>();
const project: Files = (path) => {
  if (!texts.has(path)) texts.set(path, read(join(root, path)));
  return texts.get(path);
};

function read(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isFile() ? readFileSync(path, 'utf8') : '';
}

describe('the project', () => {
  test.each(PAGES)('%s: every link leads somewhere', (page) => {
    expect(wrongLinksIn(page, project)).toEqual([]);
  });

  test('there are links, anchors and images among them', () => {
    const all = PAGES.flatMap((page) => linksIn(project(page) ?? ''));
    expect(all.filter(({ target }) => !target.includes(':')).length).toBeGreaterThan(300);
    expect(all.filter(({ target }) => /\.md#./.test(target)).length).toBeGreaterThan(10);
    expect(all.filter(({ isImage }) => isImage).length).toBeGreaterThan(0);
  });

  test('who begins with the README finds every page', () => {
    expect(orphansOf('README.md', PAGES, project)).toEqual([]);
  });

  test.each(READ_TO_THE_END)('%s begins with what it is for, and ends with where to go next', (page) => {
    const text = project(page) ?? '';
    const [, beginning = ''] = /^# .+\n\n(?:<!--.*-->\n\n)?([^\n]+)\n/.exec(text) ?? [];
    expect(beginning).toMatch(/^[^#<|\s].{40}/);
    const [, last = ''] = /\n## Where to go next\n([^]*)$/.exec(text) ?? [];
    expect(last).not.toMatch(/^## /m);
    expect(linksIn(last).length).toBeGreaterThan(1);
  });

  test('the chart’s README is read where the project is not', () => {
    expect(linksIn(project(CHART_README) ?? '').filter(({ target }) => !/^(https:|#)/.test(target))).toEqual([]);
  });

  test('release notes are what CHANGELOG.md has, whose links are from the root', () => {
    const notes = changelogSection(project('CHANGELOG.md') ?? '', 'Unreleased') ?? '';
    const site: Files = (path) => (path === 'notes.md' ? notes : project(path));
    expect(linksIn(notes).length).toBeGreaterThan(10);
    expect(wrongLinksIn('notes.md', site)).toEqual([]);
  });
});

describe('what is wrong is found', () => {
  const SITE: Readonly<Record<string, string>> = {
    'docs/a.md':
      '# A page\n\n## `code` & more: _words_\n\n## Twice\n\n## Twice\n\n<a id="here"></a>\n\n    [code](nowhere.md)\n',
    'docs/picture.svg': '<svg/>',
    'lib/a.ts': '',
    lib: '',
  };
  const withPage =
    (text: string): Files =>
    (path) =>
      path === 'docs/page.md' ? text : SITE[path];

  test.each([
    ['[a](a.md)', undefined],
    ['[a](./a.md#a-page)', undefined],
    ['[a](a.md#code--more-words)', undefined],
    ['[a](a.md#twice)[b](a.md#twice-1)', undefined],
    ['[a](a.md#here)', undefined],
    ['# Mine\n\n[a](#mine)', undefined],
    ['[a](../lib/a.ts#L3)', undefined],
    ['[a](../lib/)', undefined],
    ['![a](picture.svg)', undefined],
    ['[a](https://example.com/x#y)', undefined],
    ['`[a](nowhere.md)`', undefined],
    ['```sh\n[a](nowhere.md)\n```', undefined],
    ['[a](nowhere.md)', 'nowhere.md: there is no docs/nowhere.md'],
    ['[a]\n\n[a]: nowhere.md', 'nowhere.md: there is no docs/nowhere.md'],
    ['<a href="nowhere.md">a</a>', 'nowhere.md: there is no docs/nowhere.md'],
    ['[a](A.md)', 'A.md: there is no docs/A.md'],
    ['[a](docs/a.md)', 'docs/a.md: there is no docs/docs/a.md'],
    ['[a](a.md#twice-2)', 'a.md#twice-2: docs/a.md has no heading #twice-2'],
    ['[a](a.md#A-page)', 'a.md#A-page: docs/a.md has no heading #A-page'],
    ['[a](#mine)', '#mine: docs/page.md has no heading #mine'],
    ['[a](../lib/a.ts#main)', '../lib/a.ts#main: lib/a.ts has no headings'],
    ['[a](../../b.md)', '../../b.md: leads out of the repository'],
    ['[a](/docs/a.md)', '/docs/a.md: begins with /: say it from this page'],
    ['[a](https://)', 'https://: no URL'],
    ['![a](nothing.svg)', 'nothing.svg: there is no docs/nothing.svg'],
    ['<img src="nothing.svg">', 'nothing.svg: there is no docs/nothing.svg'],
    ['![a](a.md)', 'a.md: docs/a.md is no image'],
  ])('%j', (text, problem) => {
    const expected = problem === undefined ? [] : [`docs/page.md: ${problem}`];
    expect(wrongLinksIn('docs/page.md', withPage(text))).toEqual(expected);
  });

  test('a page to which only orphans lead is one', () => {
    const site: Readonly<Record<string, string>> = {
      'README.md': '[a](docs/a.md)',
      'docs/a.md': '[b](b.md#x)',
      'docs/b.md': '[home](../README.md)',
      'docs/c.md': '[d](d.md)',
      'docs/d.md': '[c](c.md)',
    };
    expect(orphansOf('README.md', Object.keys(site), (path) => site[path])).toEqual(['docs/c.md', 'docs/d.md']);
  });

  test('headings are called as GitHub calls them', () => {
    expect([...anchorsIn('# A [link](x) **in** it\n\n## `a.b` – c\n\n## Ünï & “x”?\n')]).toEqual([
      'a-link-in-it',
      'ab--c',
      'ünï--x',
    ]);
  });
});
