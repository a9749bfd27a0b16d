/** What the doctor says: causes, and not what follows from them. */
import type { Cause, Part, Symptom } from '../../charts/doctor/causes';
import { HIDDEN, withoutSecrets } from '../../lib/text/without-secrets';

/** The shape that `--format json` prints. */
export interface Finding {
  /** Of the cause: it stays the same from one version to the next. */
  readonly id: string;
  readonly symptom: Symptom;
  readonly part: Part;
  readonly what: string;
  readonly evidence: string;
  readonly remedy: string;
  /** An object, as kubectl takes it, or values. */
  readonly where: string;
}

/** With what it takes to tell a cause from what follows from it. */
export interface Ranked extends Finding {
  readonly rank: number;
  readonly stops: boolean;
}

/** Of a part, those on which it depends: what stops them is nearer to the cause. */
const NEEDED: Readonly<Record<Part, readonly Part[]>> = {
  cluster: ['cluster'],
  database: ['cluster', 'database'],
  store: ['cluster', 'store'],
  server: ['cluster', 'database', 'store', 'server'],
  'way in': ['cluster', 'database', 'store', 'server', 'way in'],
};

/** Where several of equal rank stop each other's part, all are said. */
export function causesAmong(all: readonly Ranked[]): readonly Finding[] {
  const nearest = [...all].sort((one, other) => distance(one) - distance(other));
  const kept: Ranked[] = [];
  for (const finding of nearest) {
    const follows = kept.some(
      (cause) => cause.stops && NEEDED[finding.part].includes(cause.part) && distance(cause) < distance(finding),
    );
    if (finding.rank === 0 || !follows) kept.push(finding);
  }
  return kept.map(({ id, symptom, part, what, evidence, remedy, where }) => ({
    ...{ id, symptom, part, what, evidence, remedy, where },
  }));
}

/** What follows from a part that is needed follows from all that is wrong there. */
function distance({ rank, part }: Ranked): number {
  return rank + 10 * (NEEDED[part].length - 1);
}

export function ranked(
  id: string,
  { symptom, part, what, remedy, rank = 0, stops }: Omit<Cause, 'where'>,
  seen: { readonly where: string; readonly evidence: string },
): Ranked {
  // Commands in it are about this object.
  const where = told(seen.where);
  const command = remedy.replaceAll('<where>', () => where);
  const evidence = told(seen.evidence);
  return { id, symptom, part, what, evidence, remedy: command, where, rank, stops: stops === true };
}

const LONGEST = 1000;

/** Others' words, of which people make issues: without what looks like a secret, and not longer than somebody reads. */
export function told(text: string): string {
  const words = withoutSecrets(text);
  return words.length > LONGEST ? `${words.slice(0, LONGEST)} ${HIDDEN}` : words;
}
