/** Boxes 20 wide and 10 high unless said otherwise, columns 10 apart, rows 4. */
import { expect, test } from '@jest/globals';
import { layeredLayout, type Box } from '../../lib/synth/layered-layout';

const box = (id: string, width = 20, height = 10): Box => ({ id, width, height });
const edge = (text: string) => text.split('→') as unknown as readonly [string, string];

test.each<[string, readonly Box[], string, readonly string[], readonly string[], string]>([
  ['a box', [box('a')], '', ['a 0,0'], [], '20×10'],
  ['a column', [box('a'), box('b', 30, 6), box('c', 20, 20)], '', ['a 0,0', 'b 0,14', 'c 0,24'], [], '30×44'],
  [
    'the longest way decides the column, and what passes one goes straight through it',
    [box('a'), box('b'), box('c')],
    'a→b a→c b→c',
    ['a 0,2', 'b 30,0', 'c 60,2'],
    ['20,5.3 30,5', '20,8.7 30,14 50,14 60,7', '50,5 60,7'],
    '80×14',
  ],
  [
    'straight through each of several',
    [box('a'), box('b'), box('c'), box('d')],
    'a→b b→c c→d a→d',
    ['a 0,2', 'b 30,0', 'c 60,0', 'd 90,2'],
    ['20,5.3 30,5', '50,5 60,5', '80,5 90,7', '20,8.7 30,14 50,14 60,14 80,14 90,7'],
    '110×14',
  ],
  [
    'what closes a cycle goes back',
    [box('a'), box('b'), box('c')],
    'a→b b→c c→a',
    ['a 0,2', 'b 30,0', 'c 60,2'],
    ['20,5.3 30,5', '50,5 60,7', '60,7 50,14 30,14 20,8.7'],
    '80×14',
  ],
  [
    'what would cross is put in order',
    [box('a'), box('b'), box('c'), box('d')],
    'a→d b→c',
    ['a 0,0', 'b 0,14', 'c 30,14', 'd 30,0'],
    ['20,5 30,5', '20,19 30,19'],
    '50×24',
  ],
  [
    'in several columns',
    [box('a'), box('b'), box('c'), box('d'), box('e'), box('f')],
    'a→f b→d c→e a→e d→f',
    ['a 0,0', 'b 0,14', 'c 0,28', 'd 30,9', 'e 30,23', 'f 60,14'],
    ['20,3.3 30,5 50,5 60,19', '20,19 30,14', '20,33 30,28', '20,6.7 30,28', '50,14 60,19'],
    '80×38',
  ],
  [
    'in the first column, too',
    [box('a'), box('b'), box('c'), box('d'), box('e'), box('f')],
    'a→f b→e c→d a→d',
    ['a 0,0', 'b 0,28', 'c 0,14', 'd 30,14', 'e 30,28', 'f 30,0'],
    ['20,3.3 30,5', '20,33 30,33', '20,19 30,19', '20,6.7 30,19'],
    '50×38',
  ],
  [
    'columns are centred, and what leaves a box leaves it side by side',
    [box('a'), box('b', 40, 30), box('c'), box('d', 20, 14)],
    'a→b a→c a→d',
    ['a 0,26', 'b 30,0', 'c 30,34', 'd 30,48'],
    ['20,28.5 30,15', '20,31 30,39', '20,33.5 30,55'],
    '70×62',
  ],
])('%s', (_, boxes, edges, places, routes, size) => {
  const layout = layeredLayout(boxes, edges.split(' ').filter(Boolean).map(edge), { x: 10, y: 4 });
  const round = (length: number) => String(Math.round(length * 10) / 10);
  expect(layout.boxes).toMatchObject(boxes);
  expect(layout.boxes.map(({ id, x, y }) => `${id} ${round(x)},${round(y)}`)).toEqual(places);
  expect(layout.routes.map((route) => route.map(({ x, y }) => `${round(x)},${round(y)}`).join(' '))).toEqual(routes);
  expect(`${layout.width}×${layout.height}`).toBe(size);
});

/** Boxes in the order of their names, and what the columns hold from top to bottom: nothing crosses. */
test.each([
  ['c→d', ['abc', 'd']],
  ['a→e c→g b→f c→e b→g', ['acbd', 'egf']],
  ['c→d b→c c→e a→e', ['ab', 'c', 'ed']],
  ['a→c b→e d→e a→b', ['ad', 'bc', 'e']],
  ['e→b a→d c→d a→b c→e', ['ac', 'de', 'b']],
])('%s', (edges, columns) => {
  const names = [...new Set(edges.replace(/[→ ]/g, '') + 'abcd')].sort();
  const { boxes } = layeredLayout(
    names.map((name) => box(name)),
    edges.split(' ').map(edge),
    { x: 10, y: 4 },
  );
  const column = (x: number) => boxes.filter((one) => one.x === x).toSorted((a, b) => a.y - b.y);
  expect(
    [0, 30, 60]
      .map((x) =>
        column(x)
          .map(({ id }) => id)
          .join(''),
      )
      .filter(Boolean),
  ).toEqual(columns);
});
