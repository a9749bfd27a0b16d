/** A check before an upgrade: a declaration with examples, and a function. */
import { told } from '../doctor/finding';
import type { Facts } from './facts';

/** An error says: not yet. A warning: know it before you begin. */
export type Level = 'error' | 'warning';

export interface Check {
  readonly id: string;
  readonly level: Level;
  /** What would hurt, in a sentence. */
  readonly what: string;
  readonly remedy: string;
  readonly examples: { readonly finds: readonly Facts[]; readonly quiet: readonly Facts[] };
  readonly look: (facts: Facts) => readonly Seen[];
}

export interface Seen {
  readonly evidence: string;
  /** An object as kubectl takes it, or values. */
  readonly where: string;
}

/** The shape that `--format json` prints. */
export interface Finding extends Seen {
  readonly id: string;
  readonly level: Level;
  readonly what: string;
  readonly remedy: string;
}

export function findingsOf({ id, level, what, remedy, look }: Check, facts: Facts): readonly Finding[] {
  return look(facts).map(({ evidence, where }) => ({
    ...{ id, level, what, evidence: told(evidence), remedy, where: told(where) },
  }));
}
