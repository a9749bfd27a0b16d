/**
 * One configuration and one baseline for several inputs that are validated apart, a chart and manifests for example: what
 * one of them has used is not unused.
 */
import { portable } from '../fingerprint';
import type { Finding } from '../finding';
import type { SuppressionEntry } from './suppression';

export class SharedSuppressions {
  /** For the validation of each input. */
  readonly entries: readonly SuppressionEntry[];
  private readonly used = new Set<SuppressionEntry>();

  constructor(private readonly written: readonly SuppressionEntry[]) {
    this.entries = written.map((entry) => ({
      ...entry,
      covers: (finding) => {
        const isCovered = entry.covers(finding);
        if (isCovered) this.used.add(entry);
        return isCovered;
      },
    }));
  }

  /** The findings of all inputs: what each of them says about the shared entries is said once, or not at all. */
  settle(findings: readonly Finding[]): readonly Finding[] {
    if (this.written.length === 0) return findings;
    const places = new Map(this.written.map((entry) => [placeOf(entry.location()), entry]));
    const said = new Set<string>();
    return findings.filter(({ rule, location, message }) => {
      const entry = places.get(placeOf(location));
      if (entry === undefined) return true;
      if (rule === 'unused-suppression' && this.used.has(entry)) return false;
      const words = `${rule} ${placeOf(location)} ${message}`;
      if (said.has(words)) return false;
      said.add(words);
      return true;
    });
  }
}

function placeOf({ file, line, column }: Finding['location']): string {
  return `${portable(file)}:${String(line)}:${String(column)}`;
}
