/** `npm run release`, in a repository of a few files: what it makes, what it refuses, and that nothing of a failure or a signal stays. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { release } from '../../release/release';
import { withFolder } from '../support/chart-folder';
import { root as repository } from '../support/root';

const SYNTH = `const { mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { version } = JSON.parse(readFileSync('package.json'));
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/prod', { recursive: true });
writeFileSync('dist/prod/mlflow-' + version + '.tgz', 'the chart ' + version);
`;
const PACKAGE = `{
  "name": "mlflow-chart",
  "version": "1.0.0",
  "scripts": { "synth": "node synth.js" }
}
`;
/** Put together, so that a release of this repository finds none of them here. */
const archive = (version: string, name = 'mlflow') => `${name}-${version}.tgz`;
const others = (version: string) =>
  `{ name: mlflow, version: ${version} }, name: mlflow\n  version: ${version}\n${archive(version, 'mlflow-chart')}, since 1.0.0, name: db, version: 1.0.0\n`;
const FILES = {
  'package.json': PACKAGE,
  'package-lock.json': `{
  "name": "mlflow-chart",
  "version": "1.0.0",
  "packages": {
    "": {
      "name": "mlflow-chart",
      "version": "1.0.0",
      "license": "Apache-2.0"
    },
    "node_modules/other": {
      "version": "1.0.0",
      "dev": true
    }
  }
}
`,
  'synth.js': SYNTH,
  'CHANGELOG.md':
    '# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- # is no comment.\n\n## [1.0.0] - 2026-01-01\n\n### Added\n\n- Stays 1.0.0.\n',
  'charts/changes.json': '{}\n',
  'docs/install.md': `helm install mlflow dist/prod/${archive('1.0.0')}\n`,
  'docs/others.md': others('1.0.0'),
  'test/cluster/fixtures/mlflow-1.0.0-prod.tgz': 'the chart 1.0.0',
  [`dist/prod/${archive('1.0.0')}`]: 'the chart 1.0.0',
  '.gitignore': 'node_modules\n',
};

/** Where a program that is started here has its temporary files. */
const TEMPORARY = '.git/temporary';

interface Repository {
  readonly root: string;
  readonly git: (...args: readonly string[]) => string;
  readonly read: (file: string) => string;
  /** All that a release could change. */
  readonly state: () => unknown;
  readonly release: (version: string, dryRun?: boolean) => ReturnType<typeof release>;
}

async function withRepository(
  files: Readonly<Record<string, string>>,
  use: (place: Repository) => Promise<void>,
): Promise<void> {
  await withFolder({ ...FILES, ...files }, async (root) => {
    const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim();
    git('init', '--quiet', '--initial-branch', 'main');
    for (const [key, value] of [
      ['user.name', 'Somebody'],
      ['user.email', 'somebody@example.com'],
      ['commit.gpgsign', 'false'],
      ['tag.gpgsign', 'false'],
      ['core.hooksPath', join(root, '.git/hooks')],
    ]) {
      git('config', key ?? '', value ?? '');
    }
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Begin');
    mkdirSync(join(root, 'node_modules'));
    const read = (file: string) => readFileSync(join(root, file), 'utf8');
    // Tests beside this one release, too: those of this process, and all in the folder of the programs that are started here.
    const ours = `mlflow-chart-release-${String(process.pid)}-`;
    mkdirSync(join(root, TEMPORARY));
    const left = () => [
      ...readdirSync(tmpdir()).filter((name) => name.startsWith(ours)),
      ...readdirSync(join(root, TEMPORARY)).filter((name) => name.startsWith('mlflow-chart-')),
    ];
    const before = left();
    await use({
      root,
      git,
      read,
      state: () => ({
        head: git('rev-parse', 'HEAD'),
        status: git('status', '--porcelain'),
        tags: git('tag'),
        trees: git('worktree', 'list').split('\n').length,
        changelog: read('CHANGELOG.md'),
        left: left().filter((name) => !before.includes(name)),
      }),
      release: (version, dryRun = false) =>
        release({ root, version, date: '2026-12-01', dryRun, say: () => undefined }),
    });
  });
}

test('one commit and its tag: versions, changelog, documents, dist/, the chart for upgrades', async () => {
  await withRepository({}, async ({ git, read, release, root, state }) => {
    const { notes } = await release('1.1.0');
    expect(notes).toBe('### Fixed\n\n- # is no comment.\n');
    expect(state()).toMatchObject({ status: '', tags: 'v1.1.0', trees: 1, left: [] });
    expect([git('log', '--format=%s'), git('rev-parse', 'v1.1.0^{commit}')]).toEqual([
      'Release 1.1.0\nBegin',
      git('rev-parse', 'HEAD'),
    ]);
    expect(git('tag', '--list', '--format=%(contents)', 'v1.1.0')).toBe('v1.1.0\n\n### Fixed\n\n- # is no comment.');
    expect(read('package.json')).toBe(PACKAGE.replace('1.0.0', '1.1.0'));
    expect(read('package-lock.json').match(/"version": ".*"/g)).toEqual([
      '"version": "1.1.0"',
      '"version": "1.1.0"',
      '"version": "1.0.0"',
    ]);
    expect(read('CHANGELOG.md')).toBe(
      '# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2026-12-01\n\n### Fixed\n\n- # is no comment.\n\n## [1.0.0] - 2026-01-01\n\n### Added\n\n- Stays 1.0.0.\n',
    );
    expect(JSON.parse(read('charts/changes.json'))).toEqual({
      version: '1.1.0',
      changes: [{ kind: 'fixed', description: '# is no comment' }],
    });
    expect(read('docs/install.md')).toBe(`helm install mlflow dist/prod/${archive('1.1.0')}\n`);
    expect(read('docs/others.md')).toBe(others('1.1.0'));
    expect(readdirSync(join(root, 'dist/prod'))).toEqual([archive('1.1.0')]);
    expect(readdirSync(join(root, 'test/cluster/fixtures'))).toEqual([
      'mlflow-1.0.0-prod.tgz',
      'mlflow-1.1.0-prod.tgz',
    ]);
    expect(read('test/cluster/fixtures/mlflow-1.1.0-prod.tgz')).toBe('the chart 1.1.0');
  });
});

test('a dry run does all of it, shows it, and nothing of it stays', async () => {
  await withRepository({}, async ({ release, state }) => {
    const before = state();
    const { changed, notes } = await release('2.0.0-rc.1', true);
    expect(changed).toContain('test/cluster/fixtures/mlflow-2.0.0-rc.1-prod.tgz');
    expect(notes).toContain('# is no comment');
    expect(state()).toEqual(before);
  });
});

test('what a release that was killed has left goes first; trees of others stay', async () => {
  await withRepository({}, async ({ git, release, root }) => {
    const trees = () => git('worktree', 'list', '--porcelain').match(/^worktree .+$/gm)?.length;
    // No process has such a number.
    const [dead, mine] = ['mlflow-chart-release-4194305-abc/tree', 'mine/tree'].map((name) => join(root, '.git', name));
    git('worktree', 'add', '--quiet', '--detach', dead ?? '');
    git('worktree', 'add', '--quiet', '--detach', mine ?? '');
    expect(trees()).toBe(3);
    await release('1.1.0');
    expect([trees(), existsSync(dead ?? ''), existsSync(mine ?? '')]).toEqual([2, false, true]);
  });
});

/** A file that says that it has begun, and then nothing for long. */
const SLOW = "require('node:fs').writeFileSync(process.env.BEGUN, ''); setTimeout(() => undefined, 60_000);\n";
/** What git puts into the user's tree then passes a program that says that it has begun, and takes its time. */
const SLOW_MERGE = `${SYNTH}require('node:child_process').execFileSync('git', ['config', 'filter.slow.smudge', 'touch "$BEGUN"; sleep 1; cat']);\n`;

describe('a signal, to the program as it is started', () => {
  async function interrupted({ root }: Repository, signal: NodeJS.Signals, toAll: boolean) {
    const begun = join(root, '.git/begun');
    const program = spawn(
      process.execPath,
      [join(repository, 'node_modules/tsx/dist/cli.mjs'), join(repository, 'release/main.ts'), '1.1.0'],
      {
        cwd: root,
        detached: true,
        env: { ...process.env, BEGUN: begun, TMPDIR: join(root, TEMPORARY) },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let stderr = '';
    program.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const ended = new Promise<number | null>((resolve) => program.on('close', resolve));
    const { pid = 0 } = program;
    while (!existsSync(begun) && program.exitCode === null) await setTimeout(20);
    // Ctrl-C goes to all programs of the terminal that are in front.
    process.kill(toAll ? -pid : pid, signal);
    return { code: await ended, stderr };
  }

  test.each<[NodeJS.Signals, boolean, number]>([
    ['SIGINT', true, 130],
    ['SIGTERM', false, 143],
  ])('%s while synth runs: nothing stays', async (signal, toAll, code) => {
    await withRepository({ 'synth.js': SLOW }, async (place) => {
      const before = place.state();
      const said = await interrupted(place, signal, toAll);
      expect([said.code, said.stderr.split('\n').at(-2)]).toEqual([code, `${signal}: nothing was changed`]);
      expect(place.state()).toEqual(before);
    });
  });

  test.each<[NodeJS.Signals, boolean]>([
    ['SIGINT', true],
    ['SIGTERM', false],
  ])('%s while the branch follows: it follows as a whole', async (signal, toAll) => {
    const files = { 'synth.js': SLOW_MERGE, '.gitattributes': '*.tgz filter=slow\n' };
    await withRepository(files, async (place) => {
      const { code, stderr } = await interrupted(place, signal, toAll);
      expect([code, stderr]).toEqual([0, expect.stringContaining('It is released here, on the branch main.')]);
      expect(place.state()).toMatchObject({ status: '', tags: 'v1.1.0', trees: 1, left: [] });
      expect(place.git('rev-parse', 'v1.1.0^{commit}')).toBe(place.git('rev-parse', 'HEAD'));
    });
  });
});

const EMPTY = '# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n## [1.0.0] - 2026-01-01\n';

describe('nothing changes where', () => {
  test.each<[string, string, Readonly<Record<string, string>>, (place: Repository) => void, string]>([
    [
      'it is no version',
      'v1.1',
      {},
      () => undefined,
      'v1.1 is no version: expected three numbers and no v, such as 1.1.0 or, before it, 1.1.0-rc.1',
    ],
    [
      'it has build metadata',
      '1.1.0-rc.1+build.5',
      {},
      () => undefined,
      '1.1.0-rc.1+build.5: expected no build metadata (+…), such as 1.1.0-rc.1: a tag in a registry has no +',
    ],
    [
      'HEAD is on no branch',
      '1.1.0',
      {},
      ({ git }) => git('checkout', '--quiet', '--detach'),
      'HEAD is on no branch, and a release is a commit on one: git switch BRANCH',
    ],
    [
      'it is the same',
      '1.0.0',
      {},
      () => undefined,
      '1.0.0 is not higher than 1.0.0, the version in package.json: take a higher one',
    ],
    [
      'it is lower',
      '0.9.0',
      {},
      () => undefined,
      '0.9.0 is not higher than 1.0.0, the version in package.json: take a higher one',
    ],
    [
      'something is not committed',
      '1.1.0',
      {},
      ({ root }) => {
        writeFileSync(join(root, 'docs/install.md'), 'x');
        writeFileSync(join(root, 'new.txt'), 'x');
      },
      'the working tree has changes that are not committed (docs/install.md, and 1 more): commit or stash them first',
    ],
    [
      'there is such a tag',
      '1.1.0',
      {},
      ({ git }) => git('tag', 'v1.1.0'),
      'there is a tag v1.1.0 already: take the next version, or see git show v1.1.0',
    ],
    [
      'nothing is unreleased',
      '1.1.0',
      { 'CHANGELOG.md': EMPTY },
      () => undefined,
      'CHANGELOG.md has nothing below ## [Unreleased]: say there what is new in 1.1.0',
    ],
    [
      'the changelog has no such section',
      '1.1.0',
      { 'CHANGELOG.md': '# Changelog\n' },
      () => undefined,
      'CHANGELOG.md has no heading ## [Unreleased]',
    ],
    [
      'synth fails',
      '1.1.0',
      { 'synth.js': 'console.error("bad values"); process.exit(2);\n' },
      () => undefined,
      'npm run --silent failed; nothing was changed:\nbad values',
    ],
    [
      'synth writes no archive',
      '1.1.0',
      { 'synth.js': '' },
      () => undefined,
      `npm run synth wrote no dist/prod/${archive('1.1.0')}`,
    ],
    [
      'a file says no version',
      '1.1.0',
      { 'package-lock.json': '{}\n' },
      () => undefined,
      'package-lock.json does not say 1.0.0 where it is expected',
    ],
    [
      'the commit is refused',
      '1.1.0',
      {},
      ({ root }) => {
        hook(root, 'pre-commit', 'echo no commits today >&2; exit 1');
      },
      'git commit --quiet failed; nothing was changed:\nno commits today',
    ],
    [
      'the branch cannot follow',
      '1.1.0',
      {},
      ({ root }) => {
        // It stands in the way of a file that the commit brings, and git ignores it.
        mkdirSync(join(root, 'test/cluster/fixtures/mlflow-1.1.0-prod.tgz'));
        writeFileSync(join(root, 'test/cluster/fixtures/mlflow-1.1.0-prod.tgz/mine'), '');
        writeFileSync(join(root, '.git/info/exclude'), 'mine\n');
      },
      'git merge --quiet failed; nothing was changed:',
    ],
  ])('%s', async (_title, version, files, prepare, said) => {
    await withRepository(files, async (place) => {
      prepare(place);
      const before = place.state();
      await expect(place.release(version)).rejects.toThrow(said);
      expect(place.state()).toEqual(before);
    });
  });

  test('it is no repository of ours', async () => {
    await withFolder({}, async (root) => {
      const attempt = () =>
        release({ root, version: '1.1.0', date: '2026-12-01', dryRun: false, say: () => undefined });
      await expect(attempt()).rejects.toThrow(`${root} has no package.json: run this in the repository's folder`);
      expect(existsSync(join(root, '.git'))).toBe(false);
    });
  });
});

function hook(root: string, name: string, script: string): void {
  const file = join(root, '.git/hooks', name);
  mkdirSync(join(root, '.git/hooks'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
