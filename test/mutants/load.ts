/** The project's modules in this process: compiled once, run again whenever what they import is another mutant. */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { relative, sep } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from 'esbuild';

/** `npm run` starts in the project's folder. */
export const root = process.cwd();

type Run = (exports: unknown, require: unknown, module: unknown, file: string, folder: string) => void;

const internals = Module as unknown as {
  readonly _extensions: Record<string, (module: NodeJS.Module, file: string) => void>;
  readonly _cache: Record<string, NodeJS.Module>;
  _load: (request: string, ...rest: unknown[]) => unknown;
};

export interface Changes {
  /** The text of a file (its path from the root) before it is compiled. */
  readonly text: (path: string, text: string) => string;
  /** What a file exports. */
  readonly exports: (path: string, exports: unknown) => unknown;
  /** What `import` of these gives, instead: Jest's own refuses to be imported outside Jest. */
  readonly modules: Readonly<Record<string, unknown>>;
}

/** From now on, `require` runs this project's TypeScript, with these changes. */
export function loadProject(changes: Changes): void {
  const compiled = new Map<string, Run>();
  internals._extensions['.ts'] = (module, file) => {
    const path = relative(root, file).split(sep).join('/');
    let run = compiled.get(file);
    if (run === undefined) {
      const text = changes.text(path, readFileSync(file, 'utf8'));
      const { code } = transformSync(text, {
        loader: 'ts',
        format: 'cjs',
        target: 'node20',
        supported: { 'dynamic-import': false },
        // Modules are strict: there, changing what is frozen throws.
        tsconfigRaw: { compilerOptions: { alwaysStrict: true } },
        sourcefile: file,
      });
      const names = ['exports', 'require', 'module', '__filename', '__dirname'];
      run = compileFunction(code, names, { filename: file }) as Run;
      compiled.set(file, run);
    }
    // Not createRequire(): it would not remember what imports what.
    const require = Object.assign((id: string): unknown => module.require(id), Module.createRequire(file));
    run(module.exports, require, module, file, module.path);
    module.exports = changes.exports(path, module.exports);
  };
  for (const ending of ['.py', '.sh', '.conf', '.njs']) {
    internals._extensions[ending] = (module, file) => {
      module.exports = { __esModule: true, default: readFileSync(file, 'utf8') };
    };
  }
  const load = internals._load.bind(Module);
  internals._load = (request, ...rest) => changes.modules[request] ?? load(request, ...rest);
}

/** Forgets what is loaded of the project and imports one of these files, be it by others. What stays knows nothing of them. */
export function forget(changed: ReadonlySet<string>): void {
  const importers = new Map<string, string[]>();
  for (const module of projectModules()) {
    for (const { id } of module.children) importers.set(id, [...(importers.get(id) ?? []), module.id]);
  }
  const stale = new Set<string>();
  const visit = (id: string): void => {
    if (stale.has(id)) return;
    stale.add(id);
    for (const importer of importers.get(id) ?? []) visit(importer);
  };
  for (const file of changed) visit(file);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- It is how Node forgets a module.
  for (const id of stale) delete internals._cache[id];
}

function projectModules(): readonly NodeJS.Module[] {
  return Object.values(internals._cache).filter(
    ({ id }) => id.startsWith(root + sep) && !id.includes(`${sep}node_modules${sep}`),
  );
}
