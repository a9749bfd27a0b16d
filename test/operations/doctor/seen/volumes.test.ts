/** What the checks of claims and of what they hold see, and what they pass over. */
import { expect, test } from '@jest/globals';
import type { PersistentVolumeClaim } from '../../../../imports/kubernetes/types';
import { ago, event, labels, pod } from '../../../../operations/doctor/examples';
import type { State } from '../../../../operations/doctor/state';
import { seenBy, type Line } from './seen';

type Row = readonly [title: string, state: Partial<State>, seen: readonly Line[]];

const MIB = 1024 ** 2;
const volume = (
  holds: State['volumes'][number]['holds'],
  sizeBytes: number | null,
  usedBytes: number | null,
  availableBytes: number | null,
): State['volumes'][number] => ({
  ...{ holds, claim: `data-${holds}`, problem: null, capacityBytes: sizeBytes, sizeBytes, usedBytes, availableBytes },
});
const NO_SPACE = 'No space left on device';

test.each<Row>([
  [
    'less than a twentieth, of either',
    {
      volumes: [volume('database', 100 * MIB, 96 * MIB, 4 * MIB), volume('artefacts', 1000 * MIB, 951 * MIB, 49 * MIB)],
    },
    [
      ['database', 'persistentvolumeclaim/data-database', '96 MiB of 100 MiB are used, 4 MiB are left'],
      ['store', 'persistentvolumeclaim/data-artefacts', '951 MiB of 1000 MiB are used, 49 MiB are left'],
    ],
  ],
  [
    'one that does not say how much is used',
    { volumes: [volume('database', 100 * MIB, null, 0)] },
    [['database', 'persistentvolumeclaim/data-database', '0 MiB of 100 MiB are used, 0 MiB are left']],
  ],
  [
    'not a twentieth, nor what says half of it',
    {
      volumes: [
        volume('database', 100 * MIB, 95 * MIB, 5 * MIB),
        volume('database', null, 1, 0),
        volume('artefacts', 100 * MIB, 100 * MIB, null),
      ],
    },
    [],
  ],
  [
    'what the log of a pod says',
    { pods: [pod('postgresql')], lastWords: new Map([['mlflow-postgresql-0/postgresql', NO_SPACE]]) },
    [['database', 'pod/mlflow-postgresql-0', `its log says: ${NO_SPACE}`]],
  ],
  [
    'not what the log of another says, or something else',
    {
      pods: [pod('postgresql'), pod('minio')],
      lastWords: new Map([
        ['mlflow-backup-0/backup', NO_SPACE],
        ['mlflow-minio-0/minio', 'Invalid credentials'],
      ]),
    },
    [],
  ],
  [
    'a database whose log says it, beside a store that is full: two causes',
    {
      volumes: [volume('artefacts', 100 * MIB, 99 * MIB, MIB)],
      pods: [pod('postgresql'), pod('minio')],
      lastWords: new Map([
        ['mlflow-postgresql-0/postgresql', NO_SPACE],
        ['mlflow-minio-0/minio', 'Storage backend has reached its minimum free drive threshold'],
      ]),
    },
    [
      ['store', 'persistentvolumeclaim/data-artefacts', '99 MiB of 100 MiB are used, 1 MiB are left'],
      ['database', 'pod/mlflow-postgresql-0', `its log says: ${NO_SPACE}`],
    ],
  ],
])('volume-full: %s', (_title, state, seen) => {
  expect(seenBy('volume-full', state)).toEqual(seen);
});

function claim(
  storageClassName: string | undefined,
  minutes = 1,
  component = 'postgresql',
  phase: 'Pending' | 'Bound' | 'Lost' = 'Pending',
): PersistentVolumeClaim {
  return {
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
    metadata: { name: 'c', labels: labels(component), creationTimestamp: ago(minutes) },
    spec: { ...(storageClassName !== undefined && { storageClassName }) },
    status: { phase },
  };
}
const storageClasses = ['fast', 'slow'].map((name) => ({ metadata: { name } }));
const USUAL = {
  metadata: { name: 'usual', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
};
const SLOW = event('PersistentVolumeClaim', 'c', 'ProvisioningFailed', 'no quota');
const AT = ['database', 'persistentvolumeclaim/c'] as const;

test.each<Row>([
  [
    'a class that there is not, before all else',
    { claims: [claim('fst', 60)], storageClasses, events: [SLOW] },
    [[...AT, 'it wants the storage class fst, which there is not; there are fast, slow']],
  ],
  [
    'a cluster without any',
    { claims: [claim('fst')], storageClasses: [] },
    [[...AT, 'it wants the storage class fst, which there is not; there are none']],
  ],
  ['the event, where nobody may see classes', { claims: [claim('fst')], events: [SLOW] }, [[...AT, 'no quota']]],
  [
    'the event, where it asks for no class',
    { claims: [claim('')], storageClasses, events: [SLOW] },
    [[...AT, 'no quota']],
  ],
  [
    'the event, where it asks for whichever',
    { claims: [claim(undefined)], storageClasses, events: [SLOW] },
    [[...AT, 'no quota']],
  ],
  [
    'no class, and no default',
    { claims: [claim(undefined)], storageClasses },
    [[...AT, 'it names no storage class, and none of the cluster’s is the default; there are fast, slow']],
  ],
  [
    'no class, and none in the cluster',
    { claims: [claim(undefined)], storageClasses: [] },
    [[...AT, 'it names no storage class, and none of the cluster’s is the default; there are none']],
  ],
  ['not where there is a default', { claims: [claim(undefined)], storageClasses: [...storageClasses, USUAL] }, []],
  ['not where nobody may see classes', { claims: [claim(undefined)] }, []],
  ['not of a volume that somebody binds by hand', { claims: [claim('')], storageClasses }, []],
  [
    'that it is old',
    { claims: [claim('fast', 5.02)], storageClasses },
    [[...AT, `it has been Pending since ${ago(5.02)}`]],
  ],
  ['not for five minutes', { claims: [claim('fast', 5)], storageClasses }, []],
  ['not what is bound or lost', { claims: [claim('fst', 9, 'minio', 'Bound'), claim('fst', 9, 'minio', 'Lost')] }, []],
  ['not of what serves nobody', { claims: [claim('fst', 60, 'backup')], storageClasses }, []],
])('volume-pending: %s', (_title, state, seen) => {
  expect(seenBy('volume-pending', state)).toEqual(seen);
});
