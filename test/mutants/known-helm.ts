/** Real Helm gives the same for the same chart: what it gave without mutants is not asked for again. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HelmResult, HelmRunOptions } from '../../lib/helm/run';

export type RunHelm = (
  file: string,
  args: readonly string[],
  home: string,
  options?: HelmRunOptions,
) => Promise<HelmResult>;

export class KnownHelm {
  readonly #results = new Map<string, Promise<HelmResult>>();
  #runs = 0;

  /** How often it was asked, whether or not it knew. */
  get runs(): number {
    return this.#runs;
  }

  constructor(private readonly isLearning: () => boolean) {}

  around(run: RunHelm): RunHelm {
    return (file, args, home, options = {}) => {
      this.#runs++;
      const key = keyOf(file, args, options);
      const known = this.#results.get(key);
      if (known !== undefined) return known;
      const result = run(file, args, home, options);
      if (this.isLearning()) this.#results.set(key, result);
      return result;
    };
  }
}

/** Of everything that Helm can read: the name of a temporary folder says nothing. */
function keyOf(file: string, args: readonly string[], { cwd, stdin }: HelmRunOptions): string {
  const hash = createHash('sha256');
  const add = (text: string | Buffer): void => void hash.update(`${text.length}:`).update(text);
  const addPath = (path: string): void => {
    if (!statSync(path).isDirectory()) {
      add(readFileSync(path));
      return;
    }
    for (const name of readdirSync(path).sort()) {
      add(name);
      addPath(join(path, name));
    }
  };
  add(file);
  add(stdin ?? '');
  if (cwd !== undefined) addPath(cwd);
  for (const arg of args) {
    const path = resolve(cwd ?? '.', arg);
    if (/[./]/.test(arg) && existsSync(path)) addPath(path);
    else add(arg);
  }
  return hash.digest('hex');
}
