/** What counts as printed as shown: the suites on nodes rely on it to fail. */
import { expect, test } from '@jest/globals';
import { expectPrinted } from './printed';
import { typedIn } from './shown';

type Row = readonly [why: string, printed: string, shown: string];

const SAME: readonly Row[] = [
  ['the very text', 'OK\n', 'OK\n'],
  ['without a line break at the end', 'OK', 'OK\n'],
  ['columns of another width', 'NAME    PORTS\na       1\n', 'NAME PORTS\na 1\n'],
  ['… for any lines', 'a\nb\nc\nd\n', 'a\n…\nd\n'],
  ['… for no line', 'a\nd\n', 'a\n…\nd\n'],
  ['… in a line', 'runs:/12ab/model\n', 'runs:/…/model\n'],
  [
    'MLflow’s addresses are left out',
    'a\n🏃 View run x at: http://h/#/1\n🧪 View experiment at: http://h/#/1\nb\n',
    'a\nb\n',
  ],
];
const OTHER: readonly Row[] = [
  ['another text', 'NOT OK\n', 'OK\n'],
  ['more behind it', 'OK\nor not\n', 'OK\n'],
  ['more before it', 'warning\nOK\n', 'OK\n'],
  ['nothing', '', 'OK\n'],
  ['… in a line is no line break', 'runs:/12\nab/model\n', 'runs:/…/model\n'],
  ['signs of patterns are signs', 'axb\n', 'a.b\n'],
];

test.each(SAME)('%s', (_, printed, shown) => {
  expectPrinted(printed, shown);
});

test.each(OTHER)('is another: %s', (_, printed, shown) => {
  expect(() => {
    expectPrinted(printed, shown);
  }).toThrow();
});

test('what is typed is found with what stands right below it, and not with what another block prints', () => {
  const blocks = typedIn('docs/mlflow-guide.md');
  expect(blocks.map(({ language }) => language).slice(0, 2)).toEqual(['sh', 'python']);
  expect(blocks[0]).toMatchObject({ prints: 'OK\n', text: expect.stringMatching(/^export MLFLOW_TRACKING_URI=/) });
  const alone = typedIn('docs/backup.md');
  expect(alone.length).toBeGreaterThan(1);
  expect(alone.filter(({ prints }) => prints !== undefined)).toEqual([]);
});
