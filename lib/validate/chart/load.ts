/** A chart's files, from a folder or a packaged chart. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemReason } from '../../files/read-file';
import { ArchiveError, readArchive } from '../read/archive';
import type { ChartView } from './chart-view';
import { ChartLoadError, chartLimits } from './load-error';
import { metadataOf } from './metadata';

export interface LoadedChart {
  /** As the user gave it, without a slash at the end. */
  readonly path: string;
  /** As Chart.yaml says; empty where it does not. */
  readonly name: string;
  /** Every file: path below the chart → content. Those of a packaged subchart stand below `charts/sub-1.0.0.tgz/`. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  readonly view: ChartView;
}

/** The path of a chart's file, as the user can open it. */
export function pathIn({ path }: LoadedChart, file: string): string {
  return `${path}/${file}`;
}

/** @throws ChartLoadError */
export function loadChart(path: string): LoadedChart {
  const files = isFolder(path) ? readFolder(path) : readPackaged(path, read(path));
  if (!files.has('Chart.yaml')) throw new ChartLoadError(path, 'expected a chart, but there is no Chart.yaml');
  return toChart(path, unpackSubcharts(files, path));
}

/** A chart whose files are known already. */
export function toChart(path: string, bytes: ReadonlyMap<string, Uint8Array>): LoadedChart {
  const files = new Map<string, string>();
  const binaryFiles: string[] = [];
  for (const [file, content] of bytes) {
    const text = textOf(content);
    if (text === undefined) binaryFiles.push(file);
    else files.set(file, text);
  }
  const view = { files, binaryFiles };
  const name = metadataOf(view, '')?.['name'];
  return { path: path.replace(/(?<=.)\/+$/, ''), name: typeof name === 'string' ? name : '', bytes, view };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new ChartLoadError(path, systemReason(error));
  }
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ChartLoadError(path, systemReason(error));
  }
}

function readFolder(root: string): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  let total = 0;
  // Helm follows links; one that leads back to a folder around it would never end.
  const walk = (folder: string, prefix: string, around: readonly string[]): void => {
    const real = realpathSync(folder);
    if (around.includes(real)) throw new ChartLoadError(folder, 'expected files, found a link to a folder around it');
    for (const { name } of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      // Not part of a chart, whatever .helmignore says.
      if (name === '.git') continue;
      const path = join(folder, name);
      const status = statSync(path);
      if (status.isDirectory()) walk(path, `${prefix}${name}/`, [...around, real]);
      else if (status.isFile()) {
        total += status.size;
        if (total > chartLimits.bytes)
          throw new ChartLoadError(root, 'a chart of more than 100 MiB, which Helm refuses');
        if (found.size >= chartLimits.entries) {
          throw new ChartLoadError(root, `a chart of more than ${chartLimits.entries} files`);
        }
        found.set(`${prefix}${name}`, readFileSync(path));
      } else throw new ChartLoadError(path, 'expected a file or a folder');
    }
  };
  try {
    walk(root, '', []);
  } catch (error) {
    throw error instanceof ChartLoadError ? error : new ChartLoadError(root, systemReason(error));
  }
  return found;
}

function unpackSubcharts(files: ReadonlyMap<string, Uint8Array>, root: string): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const [path, content] of files) {
    if (!/^(?:charts\/[^/]+\/)*charts\/[^/._][^/]*\.tgz$/.test(path)) {
      found.set(path, content);
      continue;
    }
    const inside = unpackSubcharts(readPackaged(join(root, path), content), join(root, path));
    for (const [file, bytes] of inside) found.set(`${path}/${file}`, bytes);
  }
  return found;
}

function readPackaged(path: string, content: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let folder: string | undefined;
  for (const [file, bytes] of entriesOf(path, content)) {
    // helm package puts everything into one folder.
    const slash = file.indexOf('/');
    folder ??= file.slice(0, slash + 1);
    if (slash < 1 || !file.startsWith(folder)) {
      throw new ChartLoadError(path, 'expected a packaged chart: a .tgz archive with one folder that holds everything');
    }
    files.set(file.slice(slash + 1), bytes);
  }
  return files;
}

function entriesOf(path: string, content: Uint8Array): ReadonlyMap<string, Uint8Array> {
  try {
    return readArchive(content, chartLimits);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new ChartLoadError(path, `not a chart archive: ${error.message}`);
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
