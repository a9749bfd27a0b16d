/** What the name of a release must be like, and the alias that a parent chart gives this one. */
import { matches, not } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Release, ReleaseRule } from '../lib/synth/chart';

/** Objects are named after the release, and a Service's name is a DNS label that begins with a letter. */
export function releaseRules({ name, chart }: Release): readonly ReleaseRule[] {
  return [
    {
      violated: not(matches(name, '^[a-z]([-a-z0-9]*[a-z0-9])?$')),
      message: text`the release name ${name} cannot begin the name of a Service: use lower-case letters, digits and dashes, a letter first`,
    },
    // Helm lets an alias be more.
    {
      violated: not(matches(chart, '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')),
      message: text`the alias ${chart} cannot be part of an object’s name: use lower-case letters, digits and dashes`,
    },
  ];
}
