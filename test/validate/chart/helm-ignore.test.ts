/** Paths that `.helmignore` excludes, as Helm's own tests have them (pkg/ignore/rules_test.go), and patterns made to take for ever. */
import { expect, test } from '@jest/globals';
import { helmIgnore } from '../../../lib/validate/chart/helm-ignore';

test.each<[string, string, boolean]>([
  ['helm.txt', 'helm.txt', true],
  ['helm.*', 'helm.txt', true],
  ['helm.*', 'rudder.txt', false],
  ['*.txt', 'tiller.txt', true],
  ['*.txt', 'cargo/a.txt', true],
  ['cargo/*.txt', 'cargo/a.txt', true],
  ['cargo/*.*', 'cargo/a.txt', true],
  ['cargo/*.txt', 'mast/a.txt', false],
  ['ru[c-e]?er.txt', 'rudder.txt', true],
  ['templates/.?*', 'templates/.dotfile', true],
  ['# nothing', 'templates/.dotfile', true],
  ['cargo/', 'cargo/', true],
  ['cargo/', 'cargo', false],
  ['mast/', 'mast/a/', false],
  ['helm.txt/', 'helm.txt', false],
  ['/*', 'cargo/', true],
  ['/*.txt', 'cargo/a.txt', false],
  ['/helm.txt', 'helm.txt', true],
  ['!helm.txt', 'helm.txt', false],
  ['!helm.txt', 'tiller.txt', true],
  ['!*.txt', 'cargo/', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['[^a-c]x', 'dx', true],
  ['[^a-c]x', 'bx', false],
  ['**/a.txt', 'cargo/a.txt', false],
  [`${'*a'.repeat(100)}b`, 'a'.repeat(5000), false],
])('%s: %s', (rule, path, expected) => {
  const isFolder = path.endsWith('/');
  expect(helmIgnore(rule)(path.replace(/\/$/, ''), isFolder)).toBe(expected);
});
