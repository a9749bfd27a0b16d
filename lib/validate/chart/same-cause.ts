/** What Helm says, and what was found without it, can be the same fault: then the one that says more is enough. */
import type { Finding } from '../finding';

/** `without` is left out where `with` is reported for the same line. */
const pairs: readonly { readonly without: string; readonly with: string }[] = [
  // Both have Go's words, but only one has the column.
  { without: 'chart-does-not-render', with: 'template-syntax' },
  // What might fail, did.
  { without: 'value-undefined', with: 'chart-does-not-render' },
  { without: 'non-deterministic-output', with: 'random-in-output' },
];

export function withoutSameCauses(findings: readonly Finding[]): readonly Finding[] {
  const lineOf = ({ location }: Finding) => `${location.file}:${location.line}`;
  const reported = new Set(findings.map((finding) => `${finding.rule} ${lineOf(finding)}`));
  return findings.filter((finding) =>
    pairs.every((pair) => pair.without !== finding.rule || !reported.has(`${pair.with} ${lineOf(finding)}`)),
  );
}
