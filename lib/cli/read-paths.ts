/** The manifests that the paths of a command line mean. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../validate/read/source';

export function* readPaths(paths: readonly string[], isExcluded: (path: string) => boolean): Iterable<Source> {
  for (const path of paths) {
    if (path === '-') {
      const text = readFileSync(0, 'utf8');
      yield { name: '<stdin>', text: () => text };
    } else if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        const child = join(path, name);
        if (isExcluded(child)) continue;
        if (statSync(child).isDirectory()) yield* readPaths([child], isExcluded);
        else if (/\.(ya?ml|json)$/.test(name)) yield toSource(child);
      }
    } else {
      yield toSource(path);
    }
  }
}

function toSource(name: string): Source {
  return { name, text: () => readFileSync(name, 'utf8') };
}
