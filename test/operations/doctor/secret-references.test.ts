/** Each way in which a pod names a Secret or a ConfigMap that it cannot start without. */
import { expect, test } from '@jest/globals';
import type { PodSpec } from '../../../imports/kubernetes/types';
import { referencesOf, type Reference } from '../../../operations/doctor/secret-references';

type Container = PodSpec['containers'][number];
type Volume = NonNullable<PodSpec['volumes']>[number];

const containing = (more: Partial<Container>): PodSpec => ({ containers: [{ name: 'a', image: 'a', ...more }] });
const mounting = (more: Partial<Volume>): PodSpec => ({ ...containing({}), volumes: [{ name: 'v', ...more }] });
const items = [
  { key: 'k', path: 'p' },
  { key: 'l', path: 'q' },
];
const name = 'n';

test.each<readonly [string, PodSpec, readonly Reference[]]>([
  [
    'a key of a Secret',
    containing({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name, key: 'k' } } }] }),
    [{ kind: 'Secret', name, key: 'k' }],
  ],
  [
    'a key of a ConfigMap',
    containing({ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name, key: 'k' } } }] }),
    [{ kind: 'ConfigMap', name, key: 'k' }],
  ],
  ['all of a Secret', containing({ envFrom: [{ secretRef: { name } }] }), [{ kind: 'Secret', name }]],
  ['all of a ConfigMap', containing({ envFrom: [{ configMapRef: { name } }] }), [{ kind: 'ConfigMap', name }]],
  [
    'what containers before it name',
    {
      ...containing({ envFrom: [{ secretRef: { name: 'later' } }] }),
      initContainers: [{ name: 'b', image: 'a', envFrom: [{ secretRef: { name } }] }],
    },
    [
      { kind: 'Secret', name },
      { kind: 'Secret', name: 'later' },
    ],
  ],
  ['a volume of a Secret', mounting({ secret: { secretName: name } }), [{ kind: 'Secret', name }]],
  [
    'keys in such a volume',
    mounting({ secret: { secretName: name, items } }),
    [
      { kind: 'Secret', name, key: 'k' },
      { kind: 'Secret', name, key: 'l' },
    ],
  ],
  ['a volume of a ConfigMap', mounting({ configMap: { name } }), [{ kind: 'ConfigMap', name }]],
  [
    'a key in such a volume',
    mounting({ configMap: { name, items: items.slice(0, 1) } }),
    [{ kind: 'ConfigMap', name, key: 'k' }],
  ],
  [
    'a volume of several',
    mounting({
      projected: {
        sources: [
          { secret: { name } },
          { configMap: { name: 'm', items: items.slice(1) } },
          { secret: { name: 'o', items: items.slice(1) } },
          { configMap: { name: 'q' } },
          { serviceAccountToken: { path: 't' } },
        ],
      },
    }),
    [
      { kind: 'Secret', name },
      { kind: 'ConfigMap', name: 'm', key: 'l' },
      { kind: 'Secret', name: 'o', key: 'l' },
      { kind: 'ConfigMap', name: 'q' },
    ],
  ],
  [
    'not what it can do without',
    {
      ...containing({
        env: [{ name: 'A', valueFrom: { secretKeyRef: { name, key: 'k', optional: true } } }],
        envFrom: [{ configMapRef: { name, optional: true } }],
      }),
      volumes: [
        { name: 'v', secret: { secretName: name, optional: true } },
        { name: 'w', projected: { sources: [{ configMap: { name, optional: true } }] } },
      ],
    },
    [],
  ],
  [
    'what it says it cannot do without',
    mounting({ secret: { secretName: name, optional: false } }),
    [{ kind: 'Secret', name }],
  ],
  [
    'not other volumes, or values',
    {
      ...containing({ env: [{ name: 'A', value: 'a' }] }),
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'w', secret: {} },
        { name: 'x', projected: {} },
      ],
    },
    [],
  ],
])('%s', (_title, spec, references) => {
  expect(referencesOf(spec)).toStrictEqual(references);
});
