/** What a change does to a cluster, beyond the field itself. */
import type { Severity } from '../validate/finding';
import type { FieldChange } from './change';
import type { Transition } from './transition';

/** Of consequences that are equally severe, these come first. */
export const effects = [
  'recreate',
  'refused',
  'data',
  'downtime',
  'exposure',
  'selector',
  'restart',
  'stale',
  'scale',
] as const;

/**
 * - `recreate`: Kubernetes refuses it for an object that exists; it has to be deleted and made again
 * - `refused`: Kubernetes refuses it whatever one does, such as a volume that shrinks
 * - `data`: a volume, or all objects of a kind, go or are replaced by empty ones
 * - `downtime`: something is away for a while, or for good
 * - `exposure`: more people or programs reach something, or may do more
 * - `selector`: other pods are selected than before, or none
 * - `restart`: pods are replaced
 * - `stale`: running pods keep what they have read until something replaces them
 * - `scale`: more or fewer pods
 */
export type Effect = (typeof effects)[number];

export interface Consequence {
  readonly effect: Effect;
  /** `error`: refused, or data goes. `warning`: an interruption, or more is open than was. `info`: what is to be expected. */
  readonly severity: Severity;
  /** A sentence, with figures: “3 pods are replaced, at most one of them away at a time”. */
  readonly message: string;
  /** What to do, if there is something to do: a sentence, or a command. */
  readonly remedy?: string;
  /** The fields that bring it; none where the whole object does. */
  readonly fields: readonly FieldChange[];
}

/** Two states of some objects, and what must be said of the way from one to the other. */
export interface ConsequenceExample {
  readonly title: string;
  /** Manifests; each side may have several documents, or none. */
  readonly before: string;
  readonly after: string;
  /**
   * All of it, of all rules: `['recreate', 'error', /words of the message/]`, for all objects in the order of `after`, then
   * those that go; of one object the most severe first, and of these in the order of `effects`.
   */
  readonly expected: readonly (readonly [effect: Effect, severity: Severity, message: RegExp])[];
}

/** One file of consequences/ each, with the rule as its default export. */
export interface ConsequenceRule {
  /** Unique, the name of its file: `stateful-set-immutable`. */
  readonly id: string;
  /** A sentence for the document: what it tells, and how Kubernetes comes to it. */
  readonly about: string;
  /** `Kind.group` (`Deployment.apps`, `Service`) of the objects that it is asked about; `*` for all. */
  readonly kinds: readonly string[] | '*';
  readonly examples: readonly ConsequenceExample[];
  consequencesOf(transition: Transition): readonly Consequence[];
}
