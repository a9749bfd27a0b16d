import type { StatefulSet } from '../../../imports/kubernetes/types';
import { workload } from '../../validate/example';
import { typed } from '../../validate/object';
import { valueAt } from '../../validate/references/lenient';
import type { Json } from '../../yaml/json';
import type { Consequence, ConsequenceRule } from '../consequence';
import { isStoredAlike } from '../stored';
import { fieldsAt, inNamespace } from '../transition';
import { listText } from '../words';

/** ValidateStatefulSetUpdate; before 1.33 it refused everything but a list of fields, revisionHistoryLimit included. */
const fields: readonly (readonly [name: string, absent?: Json])[] = [
  ['selector'],
  ['serviceName', ''],
  ['podManagementPolicy', 'OrderedReady'],
  ['volumeClaimTemplates', []],
];

const set = (spec: string) => workload({ kind: 'StatefulSet', spec });
const claims = (size: string, name = 'data') =>
  `volumeClaimTemplates: [{metadata: {name: ${name}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: ${size}}}}}]`;

export default {
  id: 'immutable-stateful-set',
  about:
    'A field of a StatefulSet that the API server does not let anybody change. Deleted with `--cascade=orphan`, its pods go on running, and the new one takes them over.',
  kinds: ['StatefulSet.apps'],
  examples: [
    {
      title: 'a larger claim template',
      before: set(claims('1Gi')),
      after: set(claims('2Gi')),
      expected: [['recreate', 'error', /^spec\.volumeClaimTemplates cannot be changed/]],
    },
    { title: 'the same size in another unit', before: set(claims('1Gi')), after: set(claims('1024Mi')), expected: [] },
    {
      title: 'another Service, and pods at once',
      before: set('replicas: 2'),
      after: set('replicas: 2\nserviceName: other\npodManagementPolicy: Parallel'),
      expected: [['recreate', 'error', /^spec\.serviceName and spec\.podManagementPolicy cannot be changed/]],
    },
    {
      title: 'what is free to change',
      before: set('replicas: 1'),
      after: set('podManagementPolicy: OrderedReady\nminReadySeconds: 5\nupdateStrategy: {type: RollingUpdate}'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    const changed = fields
      .filter(([name, absent]) => {
        const [old, young] = [before, after].map(
          ({ value }) => (valueAt(value, 'spec', name) ?? absent) as Json | undefined,
        );
        return !isStoredAlike(name, old, young);
      })
      .map(([name]) => name);
    if (changed.length === 0) return [];
    const names = changed.map((name) => `spec.${name}`);
    const hasClaims = (typed<StatefulSet>(before).spec?.volumeClaimTemplates ?? []).length > 0;
    return [
      {
        effect: 'recreate',
        severity: 'error',
        message: `${listText(names)} cannot be changed: the API server refuses the whole object`,
        remedy: remedy(`${before.name}${inNamespace(transition)}`, changed.includes('selector'), hasClaims),
        fields: changed.flatMap((name) => fieldsAt(transition, 'spec', name)),
      },
    ];
  },
} satisfies ConsequenceRule;

function remedy(name: string, isSelector: boolean, hasClaims: boolean): string {
  const claims = hasClaims ? ' Its claims and their data stay; those that exist keep their size.' : '';
  return isSelector
    ? `kubectl delete statefulset ${name}, then apply again: its pods stop, and new ones start.${claims}`
    : `kubectl delete statefulset ${name} --cascade=orphan, then apply again: its pods stay, and the new one takes them over.${claims}`;
}
