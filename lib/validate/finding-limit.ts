/**
 * How many findings of one rule are kept. Generated input can have a hundred thousand of the same kind, which nobody reads
 * and no memory holds; what is over the limit is counted.
 */
import type { Finding, Severity } from './finding';
import type { Unreadable } from './unreadable';

/** Findings that were found, and count, but are not among those that are listed. */
export interface OmittedFindings {
  readonly rule: string;
  readonly severity: Severity;
  /** Whether somebody decided to live with them. */
  readonly isSuppressed: boolean;
  readonly count: number;
}

export const findingsPerRule = 1000;
/** Of what cannot be read. */
const mostUnreadable = 1000;

export class FindingLimit {
  private readonly counts = new Map<string, { -readonly [K in keyof OmittedFindings]: OmittedFindings[K] }>();

  /** @param most of one rule, severity and fate */
  constructor(private readonly most: number) {}

  /** Counts it. @returns whether it is among the first */
  takes({ rule, severity }: Finding, isSuppressed: boolean): boolean {
    const key = keyOf({ rule, severity, isSuppressed });
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { rule, severity, isSuppressed, count: 1 });
    else known.count++;
    return (known?.count ?? 1) <= this.most;
  }

  /** By rule. */
  get omitted(): readonly OmittedFindings[] {
    return [...this.counts.values()]
      .map((each) => ({ ...each, count: each.count - this.most }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
}

interface Listed {
  readonly findings: readonly Finding[];
  readonly omitted?: readonly OmittedFindings[];
  readonly unreadable: readonly Unreadable[];
  readonly moreUnreadable?: number;
}

/**
 * The limit for all that one run lists: each of its inputs has kept it for itself, but not for what there is to say about
 * suppressions, which is known at the very end (a comment may be of use elsewhere). What cannot be read has a limit, too;
 * the last that is listed says how many more there are.
 */
export function limited<T extends Listed>(run: T, most: number): T {
  const limit = new FindingLimit(most);
  const findings = run.findings.filter((finding) => limit.takes(finding, finding.suppressed !== undefined));
  const omitted = joinOmitted([run.omitted ?? [], limit.omitted], (one, other) => one + other);
  const more = run.unreadable.length - mostUnreadable;
  return {
    ...run,
    findings,
    ...(omitted.length === 0 ? {} : { omitted }),
    ...(more > 0 ? { unreadable: firstUnreadable(run.unreadable, more), moreUnreadable: more } : {}),
  };
}

function firstUnreadable(unreadable: readonly Unreadable[], more: number): readonly Unreadable[] {
  const words = `(and ${String(more)} more places that cannot be read, not listed here)`;
  return unreadable
    .slice(0, mostUnreadable)
    .map((each, index) => (index < mostUnreadable - 1 ? each : { ...each, reason: `${each.reason} ${words}` }));
}

/** One list of several: `join` is given the counts of the same rule, severity and fate. */
export function joinOmitted(
  lists: readonly (readonly OmittedFindings[])[],
  join: (...counts: readonly number[]) => number,
): readonly OmittedFindings[] {
  const joined = new Map<string, OmittedFindings>();
  for (const each of lists.flat()) {
    const known = joined.get(keyOf(each));
    joined.set(keyOf(each), { ...each, count: known === undefined ? each.count : join(known.count, each.count) });
  }
  return [...joined.values()];
}

function keyOf({ rule, severity, isSuppressed }: Omit<OmittedFindings, 'count'>): string {
  return `${rule}\n${severity}\n${String(isSuppressed)}`;
}
