/** The picture says what the objects say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { picture } from '../../docs/platform-picture';
import { diagram } from '../../lib/synth/diagram';
import { installationGraph } from '../../lib/synth/installation-graph';

const labels = (component: string) => ({ 'app.kubernetes.io/component': component });
const OBJECTS = [
  {
    kind: 'Ingress',
    metadata: { name: 'i', namespace: 'n', labels: labels('web') },
    spec: { rules: [{ host: 'a.example.com' }] },
  },
  {
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'n', labels: labels('web') },
    spec: { replicas: 3, url: 'http://db.n.svc:1' },
  },
  {
    kind: 'Service',
    metadata: { name: 'web', namespace: 'n', labels: labels('web') },
    spec: { ports: [{ port: 80 }] },
  },
  {
    kind: 'Service',
    metadata: { name: 'db', namespace: 'n', labels: labels('db') },
    spec: { ports: [{ port: 1 }, { port: 2 }] },
  },
  { kind: 'ServiceAccount', metadata: { name: 'db', namespace: 'n', labels: labels('db') } },
];

test('components, their objects, and who calls whom', () => {
  expect(installationGraph(OBJECTS)).toEqual({
    nodes: [
      { name: 'a.example.com', lines: ['Ingress'] },
      { name: 'web', lines: ['Deployment, 3 pods', 'Service :80'] },
      { name: 'db', lines: ['Service :1, :2'] },
    ],
    edges: [
      ['a.example.com', 'web'],
      ['web', 'db'],
    ],
  });
});

test('boxes from left to right, an arrow for each call', () => {
  const svg = diagram(installationGraph(OBJECTS), 'A & B');
  expect(svg.match(/marker-end/g)).toHaveLength(2);
  const lefts = [...svg.matchAll(/<g><rect x="(\d+)"/g)].map(([, x]) => Number(x));
  expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
  expect(new Set(lefts).size).toBe(3);
  expect(svg).toContain('A &amp; B');
});

test('docs/platform.svg is up to date', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'platform.svg'), 'utf8')).toBe(picture());
});
