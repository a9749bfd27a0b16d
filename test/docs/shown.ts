/** What README.md, CONTRIBUTING.md, docs/*.md and the chart's README show in blocks of code: commands, and what they print. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { README } from '../../charts/readme';
import { readDocuments } from '../../lib/yaml/read';
import { root } from '../support/root';

export interface Shown {
  /** As one line, without the comment behind it; undefined where the block begins with something else. */
  readonly command?: string;
  /** What stands below it in the same block, without indentation; empty if nothing does. */
  readonly text: string;
}

/** The chart's README has no file of its own. */
export const CHART_README = 'charts/readme.ts';

/** docs/checks.md is generated from the checks, docs/runbooks.md from the alerts, docs/commands.md from the commands: what they show is tested as such. */
const GENERATED = ['checks.md', 'commands.md', 'runbooks.md'];

export function documents(): readonly string[] {
  const docs = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md') && !GENERATED.includes(file));
  return ['README.md', 'CONTRIBUTING.md', CHART_README, ...docs.map((file) => `docs/${file}`)];
}

export function textOf(document: string): string {
  return document === CHART_README ? README : readFileSync(join(root, document), 'utf8');
}

/**
 * First words by which a line of an indented block is a command, where the block begins with one. In a block of `sh`, every
 * line is one.
 */
const PROGRAMS =
  /^(npm|npx|node|helm|kubectl|sudo|git|openssl|htpasswd|mlflow-chart|mlflow|\.ci\/run|docker|podman|curl|cdk8s|argocd|python3?|pip|sh|bash|make|go|apt-get|psql|printf|umask|cp|ls|[A-Z_0-9]+=\S+)( |$)/;

/** In reading order; with a heading, only what stands below it, up to the next one. */
export function shownIn(document: string, heading?: string): readonly Shown[] {
  return blocksOf(below(textOf(document), heading)).flatMap((block) => {
    if (block.language === 'yaml') return commandsInYaml(block.lines.join('\n'));
    if (block.language === 'sh') return readBlock(block.lines, () => true);
    if (block.language !== '') return [];
    const hasCommands = PROGRAMS.test(block.lines[0] ?? '');
    return readBlock(block.lines, (line) => hasCommands && PROGRAMS.test(line));
  });
}

/** (A single # may be a comment in a block of code.) */
function below(text: string, heading: string | undefined): string {
  const [, ...sections] = text.split(/^(?=##+ )/m);
  return heading === undefined
    ? text
    : (sections.find((section) => section.replace(/^##+ /, '').startsWith(heading)) ?? '');
}

export function commandsIn(document: string, heading?: string): readonly string[] {
  return shownIn(document, heading).flatMap(({ command }) => (command === undefined ? [] : [command]));
}

/** Files that a document shows: blocks of YAML, TypeScript or Python (`py`, `python`) whose first line is a comment with the file's name. */
export function filesIn(document: string, heading?: string): ReadonlyMap<string, string> {
  return new Map(
    blocksOf(below(textOf(document), heading)).flatMap(({ language, lines }) => {
      const [, name] = /^(?:#|\/\/) (\S+\.(?:yaml|ts|py))$/.exec(lines[0] ?? '') ?? [];
      return ['yaml', 'ts', 'py', 'python'].includes(language) && name !== undefined
        ? [[name, `${lines.join('\n')}\n`] as const]
        : [];
    }),
  );
}

/** Blocks of a language. */
export function blocksIn(document: string, language: string): readonly string[] {
  return blocksOf(textOf(document))
    .filter((block) => block.language === language)
    .map(({ lines }) => `${lines.join('\n')}\n`);
}

/** What somebody types from a page, and what it says is printed then. */
export interface Typed {
  /** `sh`, a line for each command, or `python`: lines of one session, as a notebook has it. */
  readonly language: 'sh' | 'python';
  readonly text: string;
  /** Of the block of `text` right below it; undefined where nothing is said. */
  readonly prints?: string;
}

/** In reading order. */
export function typedIn(document: string): readonly Typed[] {
  const blocks = blocksOf(textOf(document));
  return blocks.flatMap(({ language, lines }, index): readonly Typed[] => {
    if (language !== 'sh' && language !== 'python') return [];
    const below = blocks[index + 1];
    const prints = below?.language === 'text' ? { prints: `${below.lines.join('\n')}\n` } : {};
    return [{ language, text: `${lines.join('\n')}\n`, ...prints }];
  });
}

/** The commands in a block of `sh`. */
export function commandsOf({ text }: Typed): readonly string[] {
  return readBlock(text.trimEnd().split('\n'), () => true).flatMap(({ command }) => command ?? []);
}

interface Block {
  /** Of a fence; empty for what is indented by four. */
  readonly language: string;
  readonly lines: readonly string[];
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: { readonly language: string; readonly lines: string[] }[] = [];
  let open: (typeof blocks)[number] | undefined;
  /** Of the open fence: those in lists have some. */
  let indent = '';
  let before = '';
  for (const line of markdown.split('\n')) {
    const [fence, spaces = '', language = ''] = /^( *)```(\w*)/.exec(line) ?? [];
    if (open !== undefined && open.language !== '') {
      if (fence === undefined) open.lines.push(line.startsWith(indent) ? line.slice(indent.length) : line);
      else open = undefined;
    } else if (fence !== undefined) {
      indent = spaces;
      open = { language: language === '' ? 'text' : language, lines: [] };
      blocks.push(open);
    } else if (line.startsWith('    ') && (open !== undefined || before === '')) {
      open ??= addTo(blocks, { language: '', lines: [] });
      open.lines.push(line.slice(4));
    } else if (line === '') open?.lines.push('');
    else open = undefined;
    before = line;
  }
  return blocks;
}

function addTo<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}

function readBlock(lines: readonly string[], isCommand: (line: string) => boolean): readonly Shown[] {
  const shown: { command?: string; readonly lines: string[] }[] = [];
  let continued = false;
  for (const line of lines) {
    const last = shown.at(-1);
    if (continued && last?.command !== undefined)
      last.command = `${last.command.replace(/\\$/, '').trimEnd()} ${line.trim()}`;
    else if (line !== '' && isCommand(line)) shown.push({ command: line.replace(/\s+# .*$/, ''), lines: [] });
    else if (last !== undefined) last.lines.push(line);
    else shown.push({ lines: [line] });
    continued = /[\\|]$/.test(shown.at(-1)?.command ?? '');
  }
  return shown.map(({ command, lines: below }) => ({
    ...(command !== undefined && { command }),
    text: below.join('\n').trim(),
  }));
}

/** Steps of a pipeline: `run: …`, unless it is for another shell, and the items of `script: […]`. */
function commandsInYaml(yaml: string): readonly Shown[] {
  const found: Shown[] = [];
  // Others may be templates, which are no YAML.
  if (!/^ *(- )?(run|script):/m.test(yaml)) return found;
  for (const { value } of readDocuments(yaml, 'yaml')) {
    JSON.stringify(value, (key, part: unknown) => {
      const { run, shell } = (part ?? {}) as { readonly run?: string; readonly shell?: string };
      if (run !== undefined && shell === undefined) found.push({ command: run, text: '' });
      if (key === 'script') for (const line of part as readonly string[]) found.push({ command: line, text: '' });
      return part;
    });
  }
  return found;
}
