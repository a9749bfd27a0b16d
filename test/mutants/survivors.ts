/** Mutants that no test can notice, or should: each with its reason, in survivors.yaml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments } from '../../lib/yaml/read';
import type { Mutant } from './instrument';

interface Explanation {
  /** The line of the source. */
  readonly in: string;
  /** `from → to`, as it is printed; one of several, or all. */
  readonly change: string | readonly string[];
  readonly why: string;
}

/** What becomes what, in one line. */
export function changeOf({ from, to }: Mutant): string {
  return [from, to].map((text) => (text === '' ? 'nothing' : text.replace(/\s+/g, ' '))).join(' → ');
}

export class Explanations {
  readonly #reasons = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(private readonly byFile: Readonly<Record<string, readonly Explanation[]>>) {
    for (const [file, explanations] of Object.entries(byFile)) {
      for (const { in: line, change, why } of explanations) {
        for (const one of [change].flat()) this.#reasons.set(keyOf(file, line, one), why);
      }
    }
  }

  static read(): Explanations {
    const file = join('test', 'mutants', 'survivors.yaml');
    return new Explanations((readDocuments(readFileSync(file, 'utf8'), file)[0]?.value ?? {}) as never);
  }

  files(): readonly string[] {
    return Object.keys(this.byFile);
  }

  /** Why no test notices it, if that is explained. */
  of(mutant: Mutant): string | undefined {
    const key = keyOf(mutant.file, mutant.lineText, changeOf(mutant));
    this.#used.add(key);
    return this.#reasons.get(key);
  }

  /** Explanations of these files that no survivor asked for. */
  unused(files: ReadonlySet<string>): readonly string[] {
    return Object.entries(this.byFile)
      .filter(([file]) => files.has(file))
      .flatMap(([file, explanations]) =>
        explanations.flatMap(({ in: line, change }) =>
          [change]
            .flat()
            .flatMap((one) => (this.#used.has(keyOf(file, line, one)) ? [] : [`${file}: ${line}: ${one}`])),
        ),
      );
  }
}

function keyOf(file: string, line: string, change: string): string {
  return [file, line, change].join('\n');
}
