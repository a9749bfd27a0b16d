/** How esbuild makes programs of the sources: the same for the package, and for what npm runs from a clone. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

/** As it was called: Node resolves links, and what is linked here may be another clone's. */
export const root = dirname(dirname(resolve(process.argv[1])));

/** The entry: it says its help, and loads the file of the command that is asked for. */
export const PROGRAM = 'main.ts';

/** Of a source, what it is called in its output, without its ending. */
const nameOf = (file) => file.replace(/\.ts$/, '');

/** Each file that the entry loads when it is asked for, by what it is called: `render` → `operations/render.ts`. */
export function loadedFiles() {
  const entry = [PROGRAM, 'commands.ts'].map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const found = [...entry.matchAll(/\bimport\('\.\/([\w/-]+)\.js'\)/g)].map(([, path]) => path);
  return new Map([...new Set(found)].map((path) => [path.replace(/^.*\//, ''), `${path}.ts`]));
}

/** @param files as they are called in the output: their own names, or others by `[output, file]` */
export function options(files) {
  return {
    absWorkingDir: root,
    entryPoints: files.map((file) =>
      typeof file === 'string' ? { in: file, out: nameOf(file) } : { in: file[1], out: file[0] },
    ),
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Programs that run in the cluster are files of their own languages.
    loader: { '.py': 'text', '.sh': 'text', '.conf': 'text', '.njs': 'text' },
    logLevel: 'warning',
  };
}

/** What the entry loads stays a file of its own. */
export const apart = () => [...loadedFiles().values()].map((file) => `./${nameOf(file)}.js`);
