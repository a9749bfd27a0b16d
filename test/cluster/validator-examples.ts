/** The examples of the validator's checks, as manifests for API servers. */
import type { Example } from '../../lib/validate/check';
import { groups } from '../../lib/validate/checks';
import { validate } from '../../lib/validate/validate';

export interface ExampleManifest {
  /** `missing-field fails 2`. */
  readonly name: string;
  /** Id of the check whose example it is. */
  readonly check: string;
  readonly kind: 'passes' | 'fails';
  readonly yaml: string;
}

export function examplesOf(group: string): readonly ExampleManifest[] {
  return (groups[group] ?? []).flatMap((check) =>
    check.scope === 'chart'
      ? []
      : (['passes', 'fails'] as const).flatMap((kind) =>
          check.examples[kind].map((example: string | Example, index) => ({
            name: `${check.id} ${kind} ${index + 1}`,
            check: check.id,
            kind,
            yaml: typeof example === 'string' ? example : example.yaml,
          })),
        ),
  );
}

/** Ids of the checks that report something, for a cluster of version 1.`minor`. */
export function reportedBy(yaml: string, minor: number): ReadonlySet<string> {
  const { findings } = validate([{ name: 'example.yaml', text: () => yaml }], { minor });
  return new Set(findings.map(({ rule }) => rule));
}
