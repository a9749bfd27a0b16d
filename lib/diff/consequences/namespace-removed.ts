import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';

const namespace = (labels: string) =>
  manifest('v1', 'Namespace', 'example-team').replace(
    '{name: example-team}',
    `{name: example-team, labels: ${labels}}`,
  );

export default {
  id: 'namespace-removed',
  about: 'A Namespace that goes, and everything in it, what others have made there included.',
  kinds: ['Namespace'],
  examples: [
    {
      title: 'a Namespace that goes',
      before: namespace('{a: b}'),
      after: '',
      expected: [['data', 'error', /^everything in it is deleted, claims and what others have made there included$/]],
    },
    { title: 'a Namespace with other labels', before: namespace('{a: b}'), after: namespace('{a: c}'), expected: [] },
  ],
  consequencesOf(transition): readonly Consequence[] {
    if (deletedOf(transition) === undefined) return [];
    const message = 'everything in it is deleted, claims and what others have made there included';
    return [{ effect: 'data', severity: 'error', message, fields: [] }];
  },
} satisfies ConsequenceRule;
