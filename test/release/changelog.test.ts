/** What CHANGELOG.md says of a version, as Artifact Hub shows it; and what a release makes of the file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { changesIn, sectionOf, withRelease } from '../../release/changelog';
import { changesFile } from '../../release/changes';
import { mlflowChart } from '../../charts/mlflow';
import { readDocuments } from '../../lib/yaml/read';
import { version } from '../../package.json';
import { root } from '../support/root';

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- \`a\`: **new** and [shown](docs/a.md). Its second sentence
  goes on.
  - A detail.
    And more of it.

A sentence between.

### Security

- Nobody else reads it:
  really.

## [1.0.0] - 2026-01-01

### Fixed

- All.
`;

test('a section ends where the next begins', () => {
  expect(sectionOf(CHANGELOG, '1.0.0')).toBe('### Fixed\n\n- All.');
  expect(sectionOf(CHANGELOG, 'Unreleased')).toMatch(/^### Added[^]*really\.$/);
  expect(() => sectionOf(CHANGELOG, '2.0.0')).toThrow(
    'CHANGELOG.md has no heading ## [2.0.0]: write one, with its date',
  );
});

test('of each entry its first sentence as plain text, the important kinds first', () => {
  expect(changesIn(sectionOf(CHANGELOG, 'Unreleased'), '1.1.0')).toEqual([
    { kind: 'security', description: 'Nobody else reads it: really' },
    { kind: 'added', description: '`a`: new and shown' },
  ]);
});

test.each([
  ['What an upgrade changes', 'changed'],
  ['Security', 'security'],
  ['Removed', 'removed'],
  ['Deprecated', 'deprecated'],
  ['Changed', 'changed'],
  ['Fixed', 'fixed'],
  ['Added', 'added'],
])('%s is %s', (heading, kind) => {
  expect(changesIn(`### ${heading}\n\n- One.`, '1.1.0')).toEqual([{ kind, description: 'One' }]);
});

test.each([
  ['Globs know `*` and `**`.', 'Globs know `*` and `**`'],
  ['Versions 1.2 and e.g. others count. Then more.', 'Versions 1.2 and e.g. others count'],
  ['A page ([docs/a.md](docs/a.md#b)). More.', 'A page'],
  [`${'word '.repeat(60)}end.`, `${'word '.repeat(38)}word…`],
  ['x'.repeat(300), `${'x'.repeat(199)}…`],
])('%s', (entry, description) => {
  expect(changesIn(`### Fixed\n\n- ${entry}`, '1.1.0')).toEqual([{ kind: 'fixed', description }]);
});

test('no more than a catalogue bears; how many are left out is said', () => {
  const many = `### Fixed\n\n${'- Something that somebody has noticed.\n'.repeat(400)}`;
  const changes = changesIn(many, '1.1.0');
  const last = changes.at(-1)?.description ?? '';
  const [, left] = /^And (\d+) more: CHANGELOG\.md has all changes of 1\.1\.0$/.exec(last) ?? [];
  expect(changes.length - 1 + Number(left)).toBe(400);
  expect(Buffer.byteLength(JSON.stringify(changes))).toBeLessThan(16 * 1024);
});

test.each([
  [
    '### Improved\n\n- A.',
    'CHANGELOG.md: the heading ### Improved says no kind of change: expected one of What an upgrade changes, Security, ',
  ],
  ['- A.', 'CHANGELOG.md: "A." stands below no heading such as ### Fixed'],
])('%j is refused', (section, said) => {
  expect(() => changesIn(section, '1.1.0')).toThrow(said);
});

test('what was unreleased is the version’s, and nothing is unreleased', () => {
  const released = withRelease(CHANGELOG, '1.1.0', '2026-12-01');
  expect(released).toContain('## [Unreleased]\n\n## [1.1.0] - 2026-12-01\n\n### Added\n');
  expect(sectionOf(released, 'Unreleased')).toBe('');
  expect(sectionOf(released, '1.1.0')).toBe(sectionOf(CHANGELOG, 'Unreleased'));
});

describe('the chart', () => {
  test('has in charts/changes.json what CHANGELOG.md says of its version; if not: npm run changes', () => {
    const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    expect(readFileSync(join(root, 'charts/changes.json'), 'utf8')).toBe(changesFile(changelog, version));
  });

  test('shows that in its annotations, and nothing of it in those of another version', () => {
    const annotations = (of: string) => mlflowChart(of).metadata.annotations ?? {};
    const { changes } = JSON.parse(readFileSync(join(root, 'charts/changes.json'), 'utf8')) as {
      readonly changes: readonly { readonly kind: string }[];
    };
    expect(readDocuments(annotations(version)['artifacthub.io/changes'] ?? '', 'changes')[0]?.value).toEqual(changes);
    expect(annotations(version)['artifacthub.io/containsSecurityUpdates']).toBe(
      String(changes.some(({ kind }) => kind === 'security')),
    );
    expect(Object.keys(annotations('0.0.1'))).not.toContain('artifacthub.io/changes');
    expect([annotations(version), annotations('2.0.0-rc.1')].map((all) => all['artifacthub.io/prerelease'])).toEqual([
      'false',
      'true',
    ]);
  });
});
