/**
 * What the paths of a command line mean: manifests, and charts that somebody else renders. Whatever is left out is named
 * with the reason.
 */
import { existsSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { irregularity, systemReason } from '../../files/read-file';
import type { Unreadable } from '../unreadable';
import { fileSource, standardInput } from './file';
import type { Source } from './source';

export interface Input {
  /** In a fixed order: as given, and in folders by name. */
  readonly sources: readonly Source[];
  /** Folders with a Chart.yaml, and archives. */
  readonly charts: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly unreadable: readonly Unreadable[];
}

export interface Skipped {
  readonly file: string;
  readonly reason: string;
}

export interface InputOptions {
  /** Whether the user excludes a file or folder inside the folders given; it is named as skipped. */
  readonly isExcluded?: (path: string) => boolean;
}

const manifest = /\.(?:ya?ml|json)$/i;
const archive = /\.(?:tgz|tar\.gz)$/i;

/** `paths`: files, folders, chart archives, and `-` for standard input. */
export function findInput(paths: readonly string[], options: InputOptions = {}): Input {
  const found = new InputFinder(options);
  for (const path of paths) found.addPath(path);
  return found;
}

class InputFinder implements Input {
  readonly sources: Source[] = [];
  readonly charts: string[] = [];
  readonly skipped: Skipped[] = [];
  readonly unreadable: Unreadable[] = [];
  private hasStandardInput = false;

  constructor(private readonly options: InputOptions) {}

  addPath(path: string): void {
    if (path === '-') {
      this.addStandardInput();
      return;
    }
    try {
      const stats = statSync(path);
      if (stats.isDirectory()) {
        this.addFolder(path);
        return;
      }
      const problem = irregularity(stats);
      if (problem !== undefined) this.refuse(path, `this is ${problem}`);
      else if (archive.test(path)) this.charts.push(path);
      else if (manifest.test(path)) this.sources.push(fileSource(path));
      else this.refuse(path, 'expected a .yaml, .yml or .json file, a folder, or a chart (.tgz)');
    } catch (error) {
      this.refuse(path, systemReason(error));
    }
  }

  private addStandardInput(): void {
    if (this.hasStandardInput) return;
    this.hasStandardInput = true;
    try {
      this.sources.push(standardInput());
    } catch (error) {
      this.refuse('<stdin>', systemReason(error));
    }
  }

  private addFolder(path: string): void {
    const before = this.sources.length + this.charts.length + this.unreadable.length;
    const links: string[] = [];
    this.walk(path, links);
    this.addLinks(path, links);
    if (this.sources.length + this.charts.length + this.unreadable.length === before) {
      this.refuse(path, 'no .yaml, .yml or .json file and no chart in this folder');
    }
  }

  /** Without recursion: the depth of folders is somebody else's choice. */
  private walk(root: string, links: string[]): void {
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      if (existsSync(join(folder, 'Chart.yaml'))) {
        this.charts.push(folder);
        continue;
      }
      // Upside down on the stack, so that they come in order; a folder comes after the files beside it.
      const inner: string[] = [];
      for (const entry of this.entriesOf(folder)) {
        const path = join(folder, entry.name);
        if (this.options.isExcluded?.(path) === true) this.skip(path, 'excluded');
        else if (entry.isSymbolicLink()) links.push(path);
        else if (!entry.isDirectory()) this.addFound(path, entry);
        else if (entry.name.startsWith('.')) this.skip(path, 'a hidden folder');
        else inner.push(path);
      }
      folders.push(...inner.reverse());
    }
  }

  private entriesOf(folder: string): readonly Dirent[] {
    try {
      const entries = readdirSync(folder, { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      this.refuse(folder, systemReason(error));
      return [];
    }
  }

  private addFound(path: string, entry: Pick<Dirent, 'isFile'>): void {
    if (archive.test(path) && entry.isFile()) this.charts.push(path);
    else if (!manifest.test(path)) this.skip(path, 'neither YAML nor JSON');
    else if (entry.isFile()) this.sources.push(fileSource(path));
    else this.skip(path, 'not a regular file');
  }

  /** A link counts as a file if it leads to one in the same folder tree that has not been read by its own name. */
  private addLinks(root: string, links: readonly string[]): void {
    if (links.length === 0) return;
    const inside = realpathSync(root) + sep;
    const known = new Set(this.sources.flatMap(({ name }) => (existsSync(name) ? [realpathSync(name)] : [])));
    for (const link of links) {
      try {
        const target = realpathSync(link);
        const stats = statSync(target);
        if (!(target + sep).startsWith(inside)) this.skip(link, 'a link that leads out of the folder');
        else if (stats.isDirectory()) this.skip(link, 'a link to a folder');
        else if (known.has(target)) this.skip(link, 'a link to a file that is read by its own name');
        else this.addFound(link, stats);
        known.add(target);
      } catch (error) {
        this.refuse(link, systemReason(error));
      }
    }
  }

  private skip(file: string, reason: string): void {
    this.skipped.push({ file, reason });
  }

  private refuse(file: string, reason: string): void {
    this.unreadable.push({ file, line: 1, column: 1, reason });
  }
}
