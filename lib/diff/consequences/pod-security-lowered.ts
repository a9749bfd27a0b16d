import { manifest } from '../../validate/references/example';
import { textAt } from '../../validate/references/lenient';
import type { ManifestObject } from '../../validate/object';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt } from '../transition';

const label = 'pod-security.kubernetes.io/enforce';
/** The strictest last; without a label a cluster's own default counts, which is privileged unless somebody has set it. */
const levels = ['privileged', 'baseline', 'restricted'];
const namespace = (labels: string) =>
  manifest('v1', 'Namespace', 'example-team').replace(
    '{name: example-team}',
    `{name: example-team, labels: {${labels}}}`,
  );

export default {
  id: 'pod-security-lowered',
  about:
    'A Namespace that lets pods have more than before, by the Pod Security level that it enforces; or less, which pods that run do not notice.',
  kinds: ['Namespace'],
  examples: [
    {
      title: 'a lower level',
      before: namespace(`${label}: restricted`),
      after: namespace(`${label}: baseline`),
      expected: [
        [
          'exposure',
          'warning',
          /^pods may have what the Pod Security level baseline allows, no longer only restricted$/,
        ],
      ],
    },
    {
      title: 'no level',
      before: namespace(`${label}: baseline`),
      after: namespace('a: b'),
      expected: [
        ['exposure', 'warning', /^pods may have what the cluster's own default level allows, no longer only baseline$/],
      ],
    },
    {
      title: 'a higher level',
      before: namespace(`${label}: baseline`),
      after: namespace(`${label}: restricted`),
      expected: [
        ['stale', 'info', /^pods that run stay as they are; new ones that the level restricted forbids are refused$/],
      ],
    },
    {
      title: 'a warning only',
      before: namespace(`${label}: baseline, pod-security.kubernetes.io/warn: restricted`),
      after: namespace(`${label}: baseline`),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    const [from, to] = [levelOf(before), levelOf(after)];
    if (from === to) return [];
    const fields = fieldsAt(transition, 'metadata', 'labels', label);
    if (levels.indexOf(to ?? 'privileged') < levels.indexOf(from ?? 'privileged')) {
      const allowed =
        to === undefined ? "what the cluster's own default level allows" : `what the Pod Security level ${to} allows`;
      const message = `pods may have ${allowed}, no longer only ${from ?? ''}`;
      return [{ effect: 'exposure', severity: 'warning', message, fields }];
    }
    if (to === undefined || to === 'privileged') return [];
    const message = `pods that run stay as they are; new ones that the level ${to} forbids are refused`;
    return [{ effect: 'stale', severity: 'info', message, fields }];
  },
} satisfies ConsequenceRule;

function levelOf({ value }: ManifestObject): string | undefined {
  return textAt(value, 'metadata', 'labels', label);
}
