import type { StatefulSet } from '../../../imports/kubernetes/types';
import { workload } from '../../validate/example';
import { typed, type ManifestObject } from '../../validate/object';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { predecessorsOf } from '../successors';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const claimTemplate = (...names: readonly string[]) =>
  `volumeClaimTemplates: [${names.map((name) => `{metadata: {name: ${name}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}`).join(', ')}]`;
const set = (spec: string, ...claims: readonly string[]) =>
  workload({ kind: 'StatefulSet', spec: [spec, claimTemplate(...claims)].join('\n') });
const policy = (when: string) => `persistentVolumeClaimRetentionPolicy: {${when}}`;

export default {
  id: 'stateful-set-claims',
  about:
    'What becomes of the claims that a StatefulSet makes of its templates: they stay when it goes, shrinks or has other templates, unless its persistentVolumeClaimRetentionPolicy says Delete.',
  kinds: ['StatefulSet.apps'],
  examples: [
    {
      title: 'a StatefulSet that goes',
      before: set('replicas: 2', 'data'),
      after: '',
      expected: [
        [
          'data',
          'warning',
          /^its claims stay, with their data: data-web-0 and data-web-1; whatever takes its place under another name starts without them$/,
        ],
        ['downtime', 'warning', /^its 2 pods stop/],
      ],
    },
    {
      title: 'a StatefulSet that goes with its claims',
      before: set(`replicas: 2\n${policy('whenDeleted: Delete')}`, 'data'),
      after: '',
      expected: [
        [
          'data',
          'error',
          /^its claims are deleted with it, and the data on them \(whenDeleted: Delete\): data-web-0 and data-web-1$/,
        ],
        ['downtime', 'warning', /^its 2 pods stop/],
      ],
    },
    {
      title: 'a claim template that is called otherwise',
      before: set('replicas: 2', 'data'),
      after: set('replicas: 2', 'disk'),
      expected: [
        ['recreate', 'error', /^spec\.volumeClaimTemplates cannot be changed/],
        [
          'data',
          'error',
          /^claims of the template data stay, and no pod uses them any more: data-web-0 and data-web-1; those of disk start empty$/,
        ],
      ],
    },
    {
      title: 'no claim template any more',
      before: set('replicas: 1', 'data', 'wal'),
      after: set('replicas: 1', 'data'),
      expected: [
        ['recreate', 'error', /^spec\.volumeClaimTemplates cannot be changed/],
        ['data', 'error', /^claims of the template wal stay, and no pod uses them any more: wal-web-0$/],
      ],
    },
    {
      title: 'claims that go with the pods',
      before: set('replicas: 3', 'data'),
      after: set(`replicas: 3\n${policy('whenScaled: Delete, whenDeleted: Delete')}`, 'data'),
      expected: [
        [
          'data',
          'warning',
          /^from now on claims are deleted, and the data on them, when it has fewer replicas \(whenScaled: Delete\) and when it is deleted \(whenDeleted: Delete\)$/,
        ],
      ],
    },
    {
      title: 'fewer replicas, and claims that go with them',
      before: set(`replicas: 3\n${policy('whenScaled: Delete')}`, 'data'),
      after: set(`replicas: 1\n${policy('whenScaled: Delete')}`, 'data'),
      expected: [
        [
          'data',
          'error',
          /^claims are deleted with the pods, and the data on them \(whenScaled: Delete\): data-web-1 and data-web-2$/,
        ],
        ['scale', 'info', /^from 3 to 1 pod/],
      ],
    },
    {
      title: 'fewer replicas, whose claims stay',
      before: set('replicas: 3', 'data'),
      after: set('replicas: 2', 'data'),
      expected: [
        ['data', 'info', /^claims of the pods that go stay, with their data: data-web-2$/],
        ['scale', 'info', /^from 3 to 2 pods/],
      ],
    },
    {
      title: 'a policy that is spelt out',
      before: set('', 'data'),
      after: set(policy('whenScaled: Retain, whenDeleted: Retain'), 'data'),
      expected: [],
    },
    {
      title: 'many claims of two templates that stay',
      before: set('replicas: 7\nordinals: {start: 3}', 'data', 'wal'),
      after: '',
      expected: [
        [
          'data',
          'warning',
          /^its claims stay, with their data: data-web-3 to data-web-9, wal-web-3 to wal-web-9; whatever/,
        ],
        ['downtime', 'warning', /^its 7 pods stop/],
      ],
    },
    {
      title: 'a StatefulSet that is called otherwise',
      before: set('replicas: 2', 'data'),
      after: set('replicas: 2', 'data').replace('  name: web\n', '  name: site\n'),
      expected: [
        [
          'data',
          'warning',
          /^it starts on empty claims of its own name: the data stay in those of StatefulSet web, data-web-0 and data-web-1$/,
        ],
        ['data', 'warning', /^its claims stay, with their data: data-web-0 and data-web-1;/],
        ['downtime', 'warning', /^its 2 pods stop, without waiting/],
      ],
    },
    {
      title: 'a new StatefulSet, in the place of none',
      before: '',
      after: set('replicas: 2', 'data'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined) return after === undefined ? [] : startsEmpty(transition, after);
    if (templatesOf(before).length === 0) return [];
    if (after === undefined) return deletedOf(transition) === undefined ? [] : [ofDeleted(before)];
    return [
      ...templatesGone(transition, before, after),
      ...policyTightened(transition, before, after),
      ...scaledDown(transition, before, after),
    ];
  },
} satisfies ConsequenceRule;

type When = 'whenDeleted' | 'whenScaled';

function templatesOf(set: ManifestObject): readonly string[] {
  return (typed<StatefulSet>(set).spec?.volumeClaimTemplates ?? []).flatMap(({ metadata }) => metadata?.name ?? []);
}

function isDeletedWith(set: ManifestObject, when: When): boolean {
  return typed<StatefulSet>(set).spec?.persistentVolumeClaimRetentionPolicy?.[when] === 'Delete';
}

function replicasOf(set: ManifestObject): number {
  return typed<StatefulSet>(set).spec?.replicas ?? 1;
}

/** `data-web-0 and data-web-1`; from `first` on, without those from `end`. */
function claimsText(set: ManifestObject, templates: readonly string[], first: number, end: number): string {
  const start = typed<StatefulSet>(set).spec?.ordinals?.start ?? 0;
  const count = Math.max(0, end - first);
  if (count > 5)
    return templates
      .map((name) => `${name}-${set.name}-${start + first} to ${name}-${set.name}-${start + end - 1}`)
      .join(', ');
  const names = templates.flatMap((name) =>
    Array.from({ length: count }, (_, index) => `${name}-${set.name}-${start + first + index}`),
  );
  return listText(names);
}

function ofDeleted(set: ManifestObject): Consequence {
  const claims = claimsText(set, templatesOf(set), 0, replicasOf(set));
  if (!isDeletedWith(set, 'whenDeleted')) {
    const message = `its claims stay, with their data: ${claims}; whatever takes its place under another name starts without them`;
    return { effect: 'data', severity: 'warning', message, fields: [] };
  }
  const message = `its claims are deleted with it, and the data on them (whenDeleted: Delete): ${claims}`;
  const remedy = 'To keep them, set persistentVolumeClaimRetentionPolicy.whenDeleted: Retain first.';
  return { effect: 'data', severity: 'error', message, remedy, fields: [] };
}

/** One that is new in the place of another that goes: it makes claims of its own name. */
function startsEmpty({ sides }: Transition, fresh: ManifestObject): readonly Consequence[] {
  if (templatesOf(fresh).length === 0) return [];
  const others = predecessorsOf(sides, fresh).filter(
    (gone) => gone.key === fresh.key && templatesOf(gone).length > 0 && !isDeletedWith(gone, 'whenDeleted'),
  );
  if (others.length === 0) return [];
  const theirs = others.map(
    (gone) => `StatefulSet ${gone.name}, ${claimsText(gone, templatesOf(gone), 0, replicasOf(gone))}`,
  );
  const message = `it starts on empty claims of its own name: the data stay in those of ${theirs.join('; of ')}`;
  return [{ effect: 'data', severity: 'warning', message, fields: [] }];
}

function templatesGone(transition: Transition, before: ManifestObject, after: ManifestObject): readonly Consequence[] {
  const [old, young] = [templatesOf(before), templatesOf(after)];
  const gone = old.filter((name) => !young.includes(name));
  if (gone.length === 0) return [];
  const fresh = young.filter((name) => !old.includes(name));
  const empty = fresh.length === 0 ? '' : `; those of ${listText(fresh)} start empty`;
  const which = `${gone.length === 1 ? 'template' : 'templates'} ${listText(gone)}`;
  const message = `claims of the ${which} stay, and no pod uses them any more: ${claimsText(before, gone, 0, replicasOf(before))}${empty}`;
  return [{ effect: 'data', severity: 'error', message, fields: fieldsAt(transition, 'spec', 'volumeClaimTemplates') }];
}

function policyTightened(
  transition: Transition,
  before: ManifestObject,
  after: ManifestObject,
): readonly Consequence[] {
  const words = { whenScaled: 'when it has fewer replicas', whenDeleted: 'when it is deleted' };
  const tightened = (['whenScaled', 'whenDeleted'] as const).filter(
    (when) => isDeletedWith(after, when) && !isDeletedWith(before, when),
  );
  if (tightened.length === 0) return [];
  const occasions = listText(tightened.map((when) => `${words[when]} (${when}: Delete)`));
  const message = `from now on claims are deleted, and the data on them, ${occasions}`;
  const fields = fieldsAt(transition, 'spec', 'persistentVolumeClaimRetentionPolicy');
  return [{ effect: 'data', severity: 'warning', message, fields }];
}

function scaledDown(transition: Transition, before: ManifestObject, after: ManifestObject): readonly Consequence[] {
  const [from, to] = [replicasOf(before), replicasOf(after)];
  if (to >= from) return [];
  const fields = fieldsAt(transition, 'spec', 'replicas');
  const claims = claimsText(after, templatesOf(after), to, from);
  if (!isDeletedWith(after, 'whenScaled')) {
    const message = `claims of the pods that go stay, with their data: ${claims}`;
    return [{ effect: 'data', severity: 'info', message, fields }];
  }
  const message = `claims are deleted with the pods, and the data on them (whenScaled: Delete): ${claims}`;
  return [{ effect: 'data', severity: 'error', message, fields }];
}
