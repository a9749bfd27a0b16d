/** What the checks of Secrets and ConfigMaps that pods need see, and what they pass over. */
import { expect, test } from '@jest/globals';
import type { Deployment, PodSpec } from '../../../../imports/kubernetes/types';
import { deployment, podIn, statefulSet } from '../../../../operations/doctor/examples';
import type { SecretKeys, State } from '../../../../operations/doctor/state';
import { seenBy, type Line } from './seen';

type Row = readonly [title: string, state: Partial<State>, seen: readonly Line[]];

/** As an API server may show one: with nothing that could be looked at. */
const EMPTY: Deployment = {
  ...deployment('tracking'),
  spec: { selector: {}, template: {} },
};
const CONTAINER = { name: 'a', image: 'a' };
const wanting = (more: Partial<PodSpec>) => ({ spec: { containers: [CONTAINER], ...more } });
const ENV = (name: string, key: string) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } });
const twice: PodSpec = { containers: [{ ...CONTAINER, env: [ENV('given', 'k'), ENV('given', 'l')] }] };
const server = deployment('tracking', { template: { spec: twice } });
const database = {
  ...statefulSet('postgresql'),
  spec: { ...statefulSet('postgresql').spec, template: { spec: twice } },
} as State['statefulSets'][number];
const backup = deployment('backup', { template: { spec: twice } });
const secrets = (name: string, found: SecretKeys | undefined) => new Map([[name, found]]);
const waiting = (component: string, reason: string | undefined, message?: string) =>
  podIn(component, { waiting: { ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) } });
const CONFIG = 'CreateContainerConfigError';

test.each<Row>([
  [
    'once for each part that needs it',
    { deployments: [server, EMPTY], statefulSets: [database], secrets: secrets('given', undefined) },
    [
      ['server', 'secret/given', 'Deployment mlflow-tracking names it'],
      ['database', 'secret/given', 'StatefulSet mlflow-postgresql names it'],
    ],
  ],
  ['not of what serves nobody', { deployments: [backup], secrets: secrets('given', undefined) }, []],
  [
    'not a ConfigMap of the same name',
    {
      deployments: [
        deployment('tracking', { template: wanting({ volumes: [{ name: 'v', configMap: { name: 'given' } }] }) }),
      ],
      secrets: secrets('given', undefined),
    },
    [],
  ],
  [
    'what pods wait for, by what the kubelet says',
    {
      pods: [
        waiting('tracking', CONFIG, 'configmap "s.1" not found'),
        waiting('minio', CONFIG, 'secret "m" not found'),
      ],
    },
    [
      ['server', 'configmap/s.1', 'container tracking of pod mlflow-tracking-0 waits for it'],
      ['store', 'secret/m', 'container minio of pod mlflow-minio-0 waits for it'],
    ],
  ],
  [
    'once, from both sides, and two of one pod',
    {
      deployments: [server],
      secrets: secrets('given', undefined),
      pods: [
        waiting('tracking', CONFIG, 'secret "given" not found'),
        waiting('tracking', CONFIG, 'secret "m" not found'),
      ],
    },
    [
      ['server', 'secret/given', 'Deployment mlflow-tracking names it'],
      ['server', 'secret/m', 'container tracking of pod mlflow-tracking-0 waits for it'],
    ],
  ],
  [
    'not what another reason says, or other words, or none',
    {
      pods: [
        waiting('tracking', 'ErrImagePull', 'secret "m" not found'),
        waiting('tracking', CONFIG, "couldn't find key k"),
        waiting('tracking', CONFIG),
        waiting('tracking', undefined),
      ],
    },
    [],
  ],
])('secret-missing: %s', (_title, state, seen) => {
  expect(seenBy('secret-missing', state)).toEqual(seen);
});

const NO_KEY = (key: string, of: string) => `couldn't find key ${key} in ${of}`;

test.each<Row>([
  [
    'what it has, once for each part that needs it',
    { deployments: [server, EMPTY], statefulSets: [database], secrets: secrets('given', { keys: ['a', 'b'] }) },
    [
      ['server', 'secret/given', 'Deployment mlflow-tracking wants k; it has a, b'],
      ['database', 'secret/given', 'StatefulSet mlflow-postgresql wants k; it has a, b'],
    ],
  ],
  [
    'one that is empty',
    { deployments: [server], secrets: secrets('given', { keys: [] }) },
    [['server', 'secret/given', 'Deployment mlflow-tracking wants k; it has no keys']],
  ],
  ['not of what serves nobody', { deployments: [backup], secrets: secrets('given', { keys: [] }) }, []],
  [
    'not where all there is is taken, nor a ConfigMap of the same name',
    {
      deployments: [
        deployment('tracking', {
          template: wanting({
            volumes: [
              { name: 'v', secret: { secretName: 'given' } },
              { name: 'w', configMap: { name: 'given', items: [{ key: 'c', path: 'c' }] } },
            ],
          }),
        }),
      ],
      secrets: secrets('given', { keys: ['a'] }),
    },
    [],
  ],
  [
    'what pods wait for, by what the kubelet says, with a namespace and without',
    {
      pods: [
        waiting('tracking', CONFIG, NO_KEY('k', 'ConfigMap ml/s.1')),
        waiting('minio', CONFIG, NO_KEY('tls.crt', 'Secret m')),
      ],
    },
    [
      ['server', 'configmap/s.1', 'container tracking of pod mlflow-tracking-0 wants k'],
      ['store', 'secret/m', 'container minio of pod mlflow-minio-0 wants tls.crt'],
    ],
  ],
  [
    'once, from both sides, and two of one pod',
    {
      deployments: [server],
      secrets: secrets('given', { keys: ['a'] }),
      pods: [
        waiting('tracking', CONFIG, NO_KEY('k', 'Secret ml/given')),
        waiting('tracking', CONFIG, NO_KEY('k', 'Secret ml/m')),
      ],
    },
    [
      ['server', 'secret/given', 'Deployment mlflow-tracking wants k; it has a'],
      ['server', 'secret/m', 'container tracking of pod mlflow-tracking-0 wants k'],
    ],
  ],
  [
    'not what other words say, or none',
    { pods: [waiting('tracking', CONFIG, 'secret "m" not found'), waiting('tracking', CONFIG)] },
    [],
  ],
])('secret-key-missing: %s', (_title, state, seen) => {
  expect(seenBy('secret-key-missing', state)).toEqual(seen);
});
