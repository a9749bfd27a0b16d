/** The picture says what the objects say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CAPTIONS, picture, platformGraph } from '../../docs/platform-picture';
import { diagram } from '../../lib/synth/diagram';
import { installationGraph } from '../../lib/synth/installation-graph';
import { layeredLayout, type Edge } from '../../lib/synth/layered-layout';
import { references } from '../../lib/synth/references';
import type { Json } from '../../lib/yaml/json';

function object(kind: string, component: string, content: Readonly<Record<string, Json>> = {}, name = component) {
  const labels = { 'app.kubernetes.io/component': component };
  return { kind, metadata: { name, namespace: 'n', labels }, ...content };
}

function pods(env: Json, replicas?: number): Readonly<Record<string, Json>> {
  return { spec: { ...(replicas === undefined ? {} : { replicas }), template: { spec: { containers: [{ env }] } } } };
}

const secretKey = (name: string) => ({ name: 'PASSWORD', valueFrom: { secretKeyRef: { name, key: 'password' } } });

const OBJECTS: readonly Json[] = [
  // The Ingress belongs to web by its label, but sends to the proxy.
  object('Ingress', 'web', {
    spec: {
      tls: [{ hosts: ['a.example.com'], secretName: 'certificate' }],
      rules: [{ host: 'a.example.com', http: { paths: [{ backend: { service: { name: 'proxy' } } }] } }],
    },
  }),
  object('Service', 'proxy', { spec: { ports: [{ port: 80 }] } }),
  object('ConfigMap', 'proxy', { data: { WEB: 'http://web.n.svc.cluster.local:1' } }),
  object('ConfigMap', 'proxy', {}, 'scripts'),
  object('Deployment', 'web', pods([{ name: 'DB', value: 'db.n.svc' }, secretKey('given'), secretKey('made')], 3)),
  object('Service', 'web', { spec: { ports: [{ port: 1 }, { port: 2 }] } }),
  object('StatefulSet', 'db', {
    spec: { replicas: 1, volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '5Gi' } } } }] },
  }),
  object('Service', 'db', { spec: { ports: [{ port: 3 }] } }),
  object('Service', 'db', { spec: { clusterIP: 'None', ports: [{ port: 3 }] } }, 'db-headless'),
  object('ServiceAccount', 'db'),
  object('Secret', 'credentials', {}, 'made'),
];

test('components, their objects, and who needs whom', () => {
  expect(installationGraph(OBJECTS)).toEqual({
    nodes: [
      { id: 'ingress/web', type: 'ingress', name: 'a.example.com', lines: ['Ingress'] },
      { id: 'component/proxy', type: 'component', name: 'proxy', lines: ['Service on 80', 'ConfigMap ×2'] },
      { id: 'component/web', type: 'component', name: 'web', lines: ['Deployment, 3 pods', 'Service on 1, 2'] },
      {
        id: 'component/db',
        type: 'component',
        name: 'db',
        lines: ['StatefulSet, 1 pod', 'Volume of 5Gi', 'Service on 3'],
      },
      { id: 'component/credentials', type: 'component', name: 'credentials', lines: ['Secret'] },
      { id: 'secret/certificate', type: 'secret', name: 'certificate', lines: ['existing Secret'] },
      { id: 'secret/given', type: 'secret', name: 'given', lines: ['existing Secret'] },
    ],
    edges: [
      ['ingress/web', 'component/proxy'],
      ['ingress/web', 'secret/certificate'],
      ['component/proxy', 'component/web'],
      ['component/web', 'component/db'],
      ['component/web', 'secret/given'],
      ['component/web', 'component/credentials'],
    ],
  });
});

test.each([
  ['db.n', true],
  ['postgresql://db.n.svc:5432/x', true],
  ['a.example.com,db.n.svc.cluster.local:*', true],
  ['db', false], // the name of other objects, too
  ['old-db.n.svc', false],
  ['db.n2.svc', false],
  ['db.other.svc', false],
])('the text %s names the Service db in namespace n: %s', (value, named) => {
  const { edges } = installationGraph([object('Service', 'db'), object('Deployment', 'web', pods([{ value }]))]);
  expect(edges).toEqual(named ? [['component/web', 'component/db']] : []);
});

test.each<[string, readonly Json[], readonly string[]]>([
  [
    'what runs first, then how it is reached, then the rest',
    [
      object('ConfigMap', 'a'),
      object('Service', 'a', { spec: { ports: [{ port: 1 }] } }),
      object('CronJob', 'a'),
      object('DaemonSet', 'a'),
      object('StatefulSet', 'a'),
      object('Deployment', 'a'),
    ],
    ['Deployment', 'StatefulSet', 'DaemonSet', 'Service on 1', 'ConfigMap', 'CronJob'],
  ],
  [
    'volumes of a StatefulSet',
    [
      object('StatefulSet', 'a', {
        spec: {
          replicas: 2,
          volumeClaimTemplates: ['1Gi', '2Gi', '1Gi'].map((storage) => ({
            spec: { resources: { requests: { storage } } },
          })),
        },
      }),
    ],
    ['StatefulSet, 2 pods', 'Volume of 1Gi ×2', 'Volume of 2Gi'],
  ],
  [
    'what only serves others goes without saying',
    [object('ServiceAccount', 'a'), object('Service', 'a', { spec: { clusterIP: 'None' } })],
    [],
  ],
  [
    'no pods, one, several',
    [0, 1, 2].map((replicas) => object('Deployment', 'a', { spec: { replicas } })),
    ['Deployment, 0 pods', 'Deployment, 1 pod', 'Deployment, 2 pods'],
  ],
  ['a Service without ports', [object('Service', 'a')], ['Service']],
])('in words: %s', (_, objects, lines) => {
  expect(installationGraph(objects).nodes[0]?.lines).toEqual(lines);
});

test.each<[string, Readonly<Record<string, Json>>, readonly string[], readonly string[]]>([
  ['hosts', {}, ['any host'], ['Ingress']],
  ['hosts', { spec: { rules: [{}] } }, ['any host'], ['Ingress']],
  ['hosts', { spec: { rules: [{ host: 'a' }, {}, { host: 'b' }, { host: 'c' }] } }, ['a'], ['Ingress', 'b', 'c']],
])('an Ingress by its %s', (_, content, [name], lines) => {
  expect(installationGraph([object('Ingress', 'web', content)]).nodes).toEqual([
    { id: 'ingress/web', type: 'ingress', name, lines },
  ]);
});

test.each<[Json, readonly string[]]>([
  [{ volumes: [{ secret: { secretName: 'a' } }], imagePullSecrets: [{ name: 'b' }, { name: 'c' }] }, ['a', 'b', 'c']],
  [
    { env: [{ valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }], envFrom: [{ secretRef: { name: 'c' } }] },
    ['a', 'c'],
  ],
  [{ a: { secretName: 'x' }, b: { secretName: 'x' } }, ['x']],
  [{ configMapKeyRef: { name: 'a' }, secretName: null, secretRef: { name: 1 }, secret: 'b' }, []],
])('the Secrets of %j', (spec, names) => {
  const { nodes, edges } = installationGraph([object('Deployment', 'web', { spec })]);
  expect(nodes.slice(1).map(({ id }) => id)).toEqual(names.map((name) => `secret/${name}`));
  expect(edges).toEqual(names.map((name) => ['component/web', `secret/${name}`]));
});

test('what is called a service, but has no name, is none', () => {
  const none = { secrets: [], services: [], hosts: [] };
  expect(references({ service: { port: 80 }, a: { service: { name: null } }, b: { service: 'web' } })).toEqual(none);
});

test('by its name, where an object says no component; in the namespace default, where it says none', () => {
  const objects = [
    { kind: 'Service', metadata: { name: 'db' }, spec: { ports: [] } },
    { kind: 'ConfigMap', metadata: { name: 'web', labels: {} }, data: { a: 'db.default' } },
    { kind: 'Secret', metadata: { name: 'other' } },
  ];
  expect(installationGraph(objects)).toMatchObject({
    nodes: [{ id: 'component/db' }, { id: 'component/web' }, { id: 'component/other' }],
    edges: [['component/web', 'component/db']],
  });
});

test('without replicas, nobody counts pods', () => {
  expect(installationGraph([object('Deployment', 'web', pods([]))]).nodes[0]?.lines).toEqual(['Deployment']);
});

test('what only tests make is not there', () => {
  const annotations = { 'helm.sh/hook': 'test' };
  const hook = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'try', annotations }, spec: {} };
  expect(installationGraph([hook])).toEqual(installationGraph([]));
});

/** Without the legend. */
const drawn = (objects: readonly Json[], title: string) =>
  diagram(installationGraph(objects), title).replace(/<g class="legend">[^]*?<\/g>/, '');

test('boxes from left to right, an arrow for each need, dashed to Secrets', () => {
  const svg = drawn(OBJECTS, 'A & B');
  expect(svg.match(/marker-end="url\(#component\)"/g)).toHaveLength(4);
  expect(svg.match(/stroke-dasharray="[^"]+" marker-end="url\(#secret\)"/g)).toHaveLength(2);
  expect(svg.match(/<g class="component">/g)).toHaveLength(4);
  expect(svg).toContain('>A &amp; B</text>');
  expect(svg).toContain('>Volume of 5Gi</text>');
});

test.each([
  [20, 'x'.repeat(20)],
  [21, `${'x'.repeat(19)}…`],
])('a name of %d letters, in a box for 20', (length, written) => {
  const svg = diagram(installationGraph([object('Service', 'x'.repeat(length))]), '');
  expect(svg).toContain(`>${written}</text>`);
});

test('a legend has what there is in the picture, and nothing else', () => {
  const words = (objects: readonly Json[]) => {
    const [legend = ''] = /<g class="legend">[^]*?<\/g>/.exec(diagram(installationGraph(objects), '')) ?? [];
    return [...legend.matchAll(/font-size="12"[^>]*>([^<]*)</g)].map(([, said]) => said);
  };
  expect(words(OBJECTS)).toEqual([
    'where requests come in',
    'what is installed',
    'a Secret made beforehand',
    'calls it, or names it',
    'reads it',
  ]);
  expect(words([object('Service', 'a')])).toEqual(['what is installed']);
  expect(words([])).toEqual([]);
});

test('what nothing needs stands below the rest, side by side', () => {
  const alone = ['x', 'y', 'z', 'u', 'v'].map((name) => object('ConfigMap', name));
  const svg = diagram(installationGraph([...OBJECTS, ...alone]), '');
  const at = (name: string) =>
    new RegExp(`<rect x="([\\d.]+)" y="([\\d.]+)"[^>]*/>\\n<text[^>]*>${name}</text>`)
      .exec(svg)
      ?.slice(1)
      .map(Number) ?? [];
  const bottom = Math.max(...['db', 'given', 'certificate'].map((name) => at(name)[1] ?? 0));
  expect(svg).toContain('>Beside them</text>');
  expect(at('x')[0]).toBe(0);
  expect(at('x')[1]).toBeGreaterThan(bottom);
  expect(at('y')).toEqual([expect.any(Number), at('x')[1]]);
  expect(at('y')[0]).toBeGreaterThan((at('x')[0] ?? 0) + 200);
  // Where there is no room beside the others, a row begins.
  expect(at('v')).toEqual([0, expect.any(Number)]);
  expect(at('v')[1]).toBeGreaterThan(at('u')[1] ?? 0);
  expect(diagram(installationGraph(alone), '')).not.toContain('Beside them');
});

test('a caption is the first line of its box', () => {
  const graph = installationGraph([object('Service', 'web', { spec: { ports: [{ port: 80 }] } })]);
  const [plain, captioned] = [{}, { 'component/web': 'what <it> is for' }].map((captions) =>
    diagram(graph, '', captions),
  );
  expect(captioned).toMatch(
    />web<\/text>\n<text [^>]*font-style="italic"[^>]*>what &lt;it> is for<\/text>\n<text [^>]*>Service on 80</,
  );
  expect(plain).not.toContain('italic');
});

test('each part of the platform says what it is for, whole, and nothing else does', () => {
  expect(Object.keys(CAPTIONS).sort()).toEqual(
    platformGraph()
      .nodes.map(({ id }) => id)
      .sort(),
  );
  const svg = picture();
  for (const caption of Object.values(CAPTIONS)) expect(svg).toContain(`>${caption}</text>`);
  expect(svg).not.toContain('…');
});

test('the picture, to the last point', () => {
  const component = (id: string, lines: readonly string[]) => ({
    id,
    type: 'component' as const,
    name: `"${id}" <`,
    lines,
  });
  const nodes = [
    { id: 'i', type: 'ingress' as const, name: 'a.example.com', lines: ['Ingress', 'b & c'] },
    component('web', ['Deployment, 2 pods', `Service on 80${', 8080'.repeat(3)}`]),
    component('db', []),
    { id: 's', type: 'secret' as const, name: 'given', lines: ['existing Secret'] },
  ];
  const edges = [
    ['i', 'web'],
    ['web', 'db'],
    ['web', 's'],
    ['i', 's'],
  ] as const;
  expect(diagram({ nodes, edges }, 'A "<b>" & c')).toMatchSnapshot();
});

const layout = (ids: readonly string[], edges: readonly Edge[]) =>
  layeredLayout(
    ids.map((id) => ({ id, width: 10, height: 10 })),
    edges,
    { x: 5, y: 5 },
  );

test('columns by the longest way, rows without crossings', () => {
  // d is listed before c, but c hangs from a, the upper one.
  const edges: readonly Edge[] = [
    ['a', 'c'],
    ['b', 'd'],
    ['d', 'e'],
    ['b', 'e'],
  ];
  const { boxes, routes } = layout(['a', 'b', 'd', 'c', 'e'], edges);
  expect(Object.fromEntries(boxes.map(({ id, x }) => [id, x]))).toEqual({ a: 0, b: 0, c: 15, d: 15, e: 30 });
  const y = Object.fromEntries(boxes.map((box) => [box.id, box.y]));
  expect(y['a']).toBeLessThan(y['b'] ?? 0);
  expect(y['c']).toBeLessThan(y['d'] ?? 0);
  // b → e passes the column of c and d between them or beside them, never through them.
  const lane = routes[3]?.[1]?.y ?? 0;
  expect(boxes.filter((box) => box.x === 15 && lane >= box.y && lane <= box.y + box.height)).toEqual([]);
});

test('a cycle is drawn, its closing edge backwards', () => {
  const { routes } = layout(
    ['a', 'b'],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
  );
  expect(routes.map((route) => route.map(({ x }) => x))).toEqual([
    [10, 15],
    [15, 10],
  ]);
});

test('docs/platform.svg is up to date', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'platform.svg'), 'utf8')).toBe(picture());
});
