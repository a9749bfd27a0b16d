/** A chart's files, from a folder or a packaged chart. */
import { isUtf8 } from 'node:buffer';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText } from '../../files/decode';
import { filesBelow, requireInside } from '../../files/files-below';
import { readBytes, readStart, readText, systemReason } from '../../files/read-file';
import { ArchiveBudget, ArchiveError, archiveLimits, isGzip, readArchive } from '../read/archive';
import type { ChartView } from './chart-view';
import { helmIgnore, type IsIgnored } from './helm-ignore';
import { ChartLoadError, loading } from './load-error';
import { metadataOf } from './metadata';

export interface LoadedChart {
  /** As the user gave it, without a slash at the end. */
  readonly path: string;
  /** As Chart.yaml says; empty where it does not. */
  readonly name: string;
  /** Every file: path below the chart → content. Those of a packaged subchart stand below `charts/sub-1.0.0.tgz/`. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  /** What Helm is to be given: the same files with packaged subcharts as they are, or the one file of a packaged chart. */
  readonly asGiven: ReadonlyMap<string, Uint8Array> | Uint8Array;
  readonly view: ChartView;
}

/** The path of a chart's file, as the user can open it. */
export function pathIn({ path }: Pick<LoadedChart, 'path'>, file: string): string {
  return `${path}/${file}`;
}

/** @throws ChartLoadError */
export function loadChart(path: string): LoadedChart {
  const budget = new ArchiveBudget();
  const asGiven = isFolder(path) ? readFolder(path, budget) : readGzip(path);
  const isPackaged = asGiven instanceof Uint8Array;
  const files = isPackaged ? readPackaged(path, asGiven, budget, 1) : asGiven;
  if (!files.has('Chart.yaml')) throw new ChartLoadError(path, 'expected a chart, but there is no Chart.yaml');
  return toChart(path, asGiven, unpackSubcharts(files, path, budget, isPackaged ? 2 : 1));
}

function toChart(given: string, asGiven: LoadedChart['asGiven'], bytes: ReadonlyMap<string, Uint8Array>): LoadedChart {
  const path = given.replace(/(?<=.)\/+$/, '');
  const files = new Map<string, string>();
  const binaryFiles: string[] = [];
  for (const [file, content] of bytes) {
    const text = textOf(content, pathIn({ path }, file), isText(file));
    if (text === undefined) binaryFiles.push(file);
    else files.set(file, text);
  }
  const view = { files, binaryFiles };
  const name = metadataOf(view, '')?.['name'];
  return { path, name: typeof name === 'string' ? name : '', bytes, asGiven, view };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new ChartLoadError(path, systemReason(error));
  }
}

function readFolder(root: string, budget: ArchiveBudget): ReadonlyMap<string, Uint8Array> {
  return loading(() => {
    const found = new Map<string, Uint8Array>();
    const isIgnored = ignoredIn(root);
    for (const file of filesBelow(root, { mostEntries: archiveLimits.entries, isIgnored })) {
      const bytes = readBytes(join(root, file), archiveLimits.bytes);
      takeFrom(budget, root, bytes.length);
      found.set(file, bytes);
    }
    return found;
  });
}

function takeFrom(budget: ArchiveBudget, root: string, bytes: number): void {
  try {
    budget.takeEntry();
    budget.takeBytes(bytes);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new ChartLoadError(root, `a chart of ${error.message}`);
  }
}

/** Nothing more is read of what does not begin as an archive, however large it is. */
function readGzip(path: string): Uint8Array {
  return loading(() => {
    if (!isGzip(readStart(path, 2))) {
      throw new ChartLoadError(path, 'not a chart archive: not a gzip-compressed archive');
    }
    return readBytes(path, archiveLimits.bytes);
  });
}

/** What Helm passes over, and what is never part of a chart; ci/ is for those who test it, and often ignored. */
function ignoredIn(root: string): IsIgnored {
  const file = join(root, '.helmignore');
  if (existsSync(file)) requireInside(root, file);
  const isIgnored = existsSync(file) ? helmIgnore(readText(file)) : helmIgnore('');
  return (path, isDirectory) => path === '.git' || (!/^ci(?:\/|$)/.test(path) && isIgnored(path, isDirectory));
}

function unpackSubcharts(
  files: ReadonlyMap<string, Uint8Array>,
  root: string,
  budget: ArchiveBudget,
  depth: number,
): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const [path, content] of files) {
    if (!/^(?:charts\/[^/]+\/)*charts\/[^/._][^/]*\.tgz$/.test(path)) {
      found.set(path, content);
      continue;
    }
    const packaged = readPackaged(join(root, path), content, budget, depth);
    const inside = unpackSubcharts(packaged, join(root, path), budget, depth + 1);
    for (const [file, bytes] of inside) found.set(`${path}/${file}`, bytes);
  }
  return found;
}

function readPackaged(
  path: string,
  content: Uint8Array,
  budget: ArchiveBudget,
  depth: number,
): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let folder: string | undefined;
  for (const [file, bytes] of entriesOf(path, content, budget, depth)) {
    // helm package puts everything into one folder.
    const slash = file.indexOf('/');
    folder ??= file.slice(0, slash + 1);
    if (slash < 1 || !file.startsWith(folder)) {
      throw new ChartLoadError(path, 'expected a packaged chart: a .tgz archive with one folder that holds everything');
    }
    files.set(file.slice(slash + 1), bytes);
  }
  requireOneKind(path, files);
  return files;
}

/** An archive may say of one path that it is a file and a folder. */
function requireOneKind(path: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const file of files.keys()) {
    for (let end = file.indexOf('/'); end !== -1; end = file.indexOf('/', end + 1)) {
      const folder = file.slice(0, end);
      if (files.has(folder)) throw new ChartLoadError(path, `${folder} is in it as a file, and as a folder`);
    }
  }
}

function entriesOf(
  path: string,
  content: Uint8Array,
  budget: ArchiveBudget,
  depth: number,
): ReadonlyMap<string, Uint8Array> {
  try {
    budget.requireDepth(depth);
    return readArchive(content, budget);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new ChartLoadError(path, `not a chart archive: ${error.message}`);
  }
}

/** What Helm reads as text; templates whose name begins with a dot it passes over. */
function isText(file: string): boolean {
  const inChart = file.replace(/^(?:charts\/[^/]+\/)+/, '');
  return (
    /^(?:Chart\.ya?ml|Chart\.lock|requirements\.(?:yaml|lock)|values\.yaml|values\.schema\.json|\.helmignore)$/.test(
      inChart,
    ) ||
    /^templates\/(?:.*\/)?[^./][^/]*$/.test(inChart) ||
    /^(?:crds|ci)\/.*\.(?:ya?ml|json)$/.test(inChart)
  );
}

/** Undefined for what is no text. @throws ChartLoadError where it must be some */
function textOf(bytes: Uint8Array, path: string, isRequired: boolean): string | undefined {
  // Marks at the start are for editors.
  const content = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  if (isRequired) return loading(() => decodeText(content, path));
  return isUtf8(content) && !content.includes(0) ? Buffer.from(content).toString() : undefined;
}
