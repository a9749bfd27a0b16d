import { manifest } from '../../validate/references/example';
import { isStoredAlike } from '../stored';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt, inNamespace } from '../transition';
import { listText } from '../words';

const config = (data: string, ...more: readonly string[]) =>
  manifest('v1', 'ConfigMap', 'settings', `data: ${data}`, ...more);

export default {
  id: 'immutable-data',
  about: 'Data of a ConfigMap or Secret that says of itself that it does not change (`immutable: true`).',
  kinds: ['ConfigMap', 'Secret'],
  examples: [
    {
      title: 'immutable data',
      before: config('{a: "1"}', 'immutable: true'),
      after: config('{a: "2"}', 'immutable: true'),
      expected: [['recreate', 'error', /^data of an immutable ConfigMap cannot be changed/]],
    },
    {
      title: 'immutable no longer',
      before: config('{a: "1"}', 'immutable: true'),
      after: config('{a: "1"}'),
      expected: [['recreate', 'error', /^immutable of an immutable ConfigMap cannot be changed/]],
    },
    {
      title: 'data that become immutable with this change',
      before: config('{a: "1"}'),
      after: config('{a: "2"}', 'immutable: true'),
      expected: [],
    },
    {
      title: 'an immutable Secret',
      before: manifest('v1', 'Secret', 'key', 'data: {a: YQ==}', 'immutable: true'),
      after: manifest('v1', 'Secret', 'key', 'stringData: {a: b}', 'immutable: true'),
      expected: [['recreate', 'error', /^data of an immutable Secret cannot be changed/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined || before.value['immutable'] !== true) return [];
    const changed = ['data', 'binaryData', 'immutable'].filter(
      (name) => !isStoredAlike('', before.value[name] ?? {}, after.value[name] ?? {}),
    );
    if (changed.length === 0) return [];
    return [
      {
        effect: 'recreate',
        severity: 'error',
        message: `${listText(changed)} of an immutable ${after.kind} cannot be changed: the API server refuses the whole object`,
        remedy: `Give it another name, and name that where it is read: pods that run keep the old one until they are replaced. Or kubectl delete ${after.kind.toLowerCase()} ${after.name}${inNamespace(transition)}, then apply again, and restart the pods that read it.`,
        fields: changed.flatMap((name) => fieldsAt(transition, name)),
      },
    ];
  },
} satisfies ConsequenceRule;
