/** Links of a Markdown page, and where they lead: as GitHub shows it, and as a reader's editor does. */
import { posix } from 'node:path';
import Slugger from 'github-slugger';
import { Lexer, walkTokens, type Token } from 'marked';

/** What there is, by paths from the root: text of a page, or undefined for what is no file there. A folder is `''`. */
export type Files = (path: string) => string | undefined;

export interface Link {
  /** As it stands there. */
  readonly target: string;
  readonly isImage: boolean;
}

/** In reading order; what stands in code is none. */
export function linksIn(markdown: string): readonly Link[] {
  const links: Link[] = [];
  for (const token of tokensOf(markdown)) {
    if (token.type === 'link') links.push({ target: (token as { href: string }).href, isImage: false });
    if (token.type === 'image') links.push({ target: (token as { href: string }).href, isImage: true });
    if (token.type === 'html') {
      for (const [, attribute, target = ''] of token.raw.matchAll(/\s(href|src)="([^"]*)"/g)) {
        links.push({ target, isImage: attribute === 'src' });
      }
    }
  }
  return links;
}

/** What may stand behind a `#`: a slug for each heading, numbered where there are two, and ids of HTML. */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  const slugger = new Slugger();
  const anchors = new Set<string>();
  for (const token of tokensOf(markdown)) {
    if (token.type === 'heading') anchors.add(slugger.slug(wordsOf((token as { tokens?: Token[] }).tokens ?? [])));
    if (token.type === 'html')
      for (const [, id = ''] of token.raw.matchAll(/\s(?:id|name)="([^"]*)"/g)) anchors.add(id);
  }
  return anchors;
}

/** What is wrong with the links of a page, each in a line. @param path of the page, from the root */
export function wrongLinksIn(path: string, files: Files): readonly string[] {
  return linksIn(files(path) ?? '').flatMap(({ target, isImage }) => {
    const problem = problemOf(path, target, isImage, files);
    return problem === undefined ? [] : [`${path}: ${target}: ${problem}`];
  });
}

/** Pages that nobody finds who follows links from the first one. */
export function orphansOf(first: string, pages: readonly string[], files: Files): readonly string[] {
  const found = new Set([first]);
  for (const page of found) {
    for (const { target } of linksIn(files(page) ?? '')) {
      const [to] = placeOf(page, target) ?? [];
      if (to !== undefined && pages.includes(to)) found.add(to);
    }
  }
  return pages.filter((page) => !found.has(page));
}

function problemOf(page: string, target: string, isImage: boolean, files: Files): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return URL.canParse(target) ? undefined : 'no URL';
  const place = placeOf(page, target);
  if (place === undefined)
    return target.startsWith('/') ? 'begins with /: say it from this page' : 'leads out of the repository';
  const [file, anchor] = place;
  const text = files(file);
  if (text === undefined) return `there is no ${file}`;
  if (isImage && !/\.(svg|png|jpe?g|gif)$/.test(file)) return `${file} is no image`;
  if (anchor === undefined) return undefined;
  if (!file.endsWith('.md')) return /^L\d+(-L\d+)?$/.test(anchor) ? undefined : `${file} has no headings`;
  return anchorsIn(text).has(anchor) ? undefined : `${file} has no heading #${anchor}`;
}

/** Path from the root, and anchor; undefined for what is elsewhere. */
function placeOf(page: string, target: string): readonly [file: string, anchor?: string] | undefined {
  const [path = '', anchor] = target.split('#');
  if (/^[a-z][a-z0-9+.-]*:|^\//i.test(path)) return undefined;
  const file = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path)).replace(/\/$/, '');
  if (file.startsWith('..')) return undefined;
  return anchor === undefined ? [file] : [file, decodeURI(anchor)];
}

function tokensOf(markdown: string): readonly Token[] {
  const tokens: Token[] = [];
  void walkTokens(Lexer.lex(markdown), (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** A heading without its marks. */
function wordsOf(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      const { tokens: inner, text } = token as { tokens?: readonly Token[]; text?: string };
      if (inner !== undefined) return wordsOf(inner);
      return token.type === 'codespan' ? (text ?? '') : token.raw;
    })
    .join('');
}
