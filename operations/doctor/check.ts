/** A check of what was read from outside: a declaration with examples, and a function. */
import type { Cause, Part } from '../../charts/doctor/causes';
import type { State } from './state';

export interface Check extends Omit<Cause, 'part' | 'where'> {
  readonly id: string;
  readonly examples: { readonly finds: readonly Partial<State>[]; readonly quiet: readonly Partial<State>[] };
  readonly look: (state: State) => readonly Seen[];
}

export interface Seen {
  readonly part: Part;
  /** The object, as kubectl takes it. */
  readonly where: string;
  readonly evidence: string;
}
