/** All commands as the program has them: its help, theirs, and how each ends that cannot do what it was asked. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../support/root';
import { missing } from './shells';

const BUILT = 'node_modules/.cache/commands-test';
const PROGRAM = join(root, BUILT, 'mlflow-chart.js');
const COMMANDS = [
  ...[
    'synth',
    'render',
    'secrets',
    'convert',
    'validate',
    'diff',
    'preflight',
    'doctor',
    'backups',
    'restore',
    'report',
  ],
  ...['load', 'images', 'publish', 'completion'],
];
const CODES = ['0', '1', '2'];

let folder: string;

/** In a folder that has nothing but values/, and a kubectl that reaches nobody. */
function run(...args: readonly string[]) {
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
    input: '',
  });
  return { code: status, stdout, stderr };
}

const helps = new Map<string, string>();

/** The page, asked for once. */
function helpOf(...name: readonly string[]): string {
  const page = helps.get(name.join()) ?? run(...name, '--help').stdout;
  helps.set(name.join(), page);
  return page;
}

beforeAll(() => {
  execFileSync(process.execPath, ['bundle/build.mjs', BUILT], { cwd: root });
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  mkdirSync(join(folder, 'values'));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(root, 'values/dev.yaml'), join(folder, 'values/dev.yaml'));
  writeFileSync(join(folder, 'broken.yaml'), 'a: [');
  writeFileSync(join(folder, 'bin/kubectl'), '#!/bin/sh\necho "no cluster" >&2\nexit 1\n');
  chmodSync(join(folder, 'bin/kubectl'), 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function noStack(text: string): void {
  expect(text).not.toMatch(/^ {4}at |internal error|node:internal/m);
}

test('the program’s help has every command once, in groups, and fits 80 columns', () => {
  const { code, stdout, stderr } = run('--help');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatchSnapshot();
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const named = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  expect([...named].sort()).toEqual([...COMMANDS].sort());
  expect(run('help')).toEqual({ code, stdout, stderr });
  expect(run('-h')).toEqual({ code, stdout, stderr });
});

test.each([
  [[], 'Usage: mlflow-chart COMMAND'],
  [['syth'], 'there is no command syth; did you mean synth?\n'],
  [['nothing-like-it'], 'there is no command nothing-like-it; see mlflow-chart --help\n'],
  [['--env', 'prod'], 'there is no option --env before a command; see mlflow-chart --help\n'],
  [['help', 'rendr'], 'there is no command rendr; did you mean render?\n'],
])('%j is bad usage, said on standard error', (args, words) => {
  const { code, stdout, stderr } = run(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.startsWith(words)).toBe(true);
});

describe.each(COMMANDS)('%s', (name) => {
  test('--help: on standard output, 0, with its ways to be called, options, examples and exit codes, in 80 columns', () => {
    const { code, stdout, stderr } = run('help', name);
    expect([code, stderr]).toEqual([0, '']);
    expect(run(name, '--help')).toEqual({ code, stdout, stderr });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(new RegExp(`^Usage: mlflow-chart ${name} `));
    expect(stdout).toMatch(new RegExp(`\\nExamples:\\n(  .*\\n)*  .*mlflow-chart ${name}`));
    expect(stdout).toMatch(/^ {2}-h, --help +this page$/m);
    const [, codes = ''] = /\nExit code:\n((?: {2}.*\n)+)/.exec(stdout) ?? [];
    const said = [...codes.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, one]) => one);
    expect(said.filter((one) => !CODES.includes(String(one)))).toEqual([]);
    expect([said[0], said.at(-1)]).toEqual(['0', '2']);
  });

  test('the program’s help says of it what its own does', () => {
    const usage = new RegExp(`^ {2}${name} (.*?)(?: {2,}|$| (?=say what))`, 'm').exec(helpOf())?.[1] ?? '';
    const own = helpOf(name).split('\n\n')[0]?.replaceAll('mlflow-chart ', '') ?? '';
    for (const word of usage.split(/ or | /)) expect(own).toContain(word.replace(/…$/, ''));
  });

  test('an option that there is not: 2, in words', () => {
    const { code, stdout, stderr } = run(name, '--hlp');
    expect([code, stdout, stderr]).toEqual([2, '', 'there is no option --hlp; did you mean --help?\n']);
  });
});

test.each<readonly [args: readonly string[], words: string]>([
  [['synth', 'prod'], 'there is no environment prod: no file of values/ is called so; known are: dev'],
  [['render'], 'expected --env NAME, or --values FILE; see --help'],
  [['render', '--env', 'prd'], 'there is no environment prd: no file of values/ is called so; known are: dev'],
  [['render', '-f', 'brokn.yaml'], 'there is no file or folder brokn.yaml; did you mean broken.yaml?'],
  [['render', '-f', 'broken.yaml'], 'broken.yaml:1:'],
  [['secrets'], 'expected --env NAME, or --values FILE with --namespace; see --help'],
  [['secrets', '-f', 'broken.yaml', '-n', 'a', '--offline'], 'broken.yaml:1:'],
  [['convert'], 'expected a file with values, or - for standard input; see --help'],
  [['convert', 'broken.yaml', '--from', 'bitnami'], 'broken.yaml:1:'],
  [['validate'], 'expected a PATH: a file, a folder, a chart, or - for standard input; see --help'],
  [['validate', 'missing.yaml'], 'there is no file or folder missing.yaml'],
  [['diff'], 'expected --from: this is no repository of git with a commit, and there is no dist/; see --help'],
  [['diff', '--from', 'broken.yaml', '--to', 'values'], 'broken.yaml:1:'],
  [['diff', '--env', 'dev', '--from', '-'], 'standard input: expected manifests, found no object'],
  [['diff', '--env', 'prd', '--from', 'dev'], 'there is no environment prd: no file of values/ is called so'],
  [['preflight'], 'expected a RELEASE, such as mlflow; helm list -A has those that there are'],
  [['preflight', 'mlflow', '-n', 'a', '-f', 'missing.yaml'], 'there is no file or folder missing.yaml'],
  [['preflight', 'mlflow', '-n', 'a'], 'nobody could look: '],
  [['doctor'], 'expected a RELEASE, such as mlflow; helm list -A has those that there are'],
  [['doctor', 'mlflow', '-n', 'a'], 'nobody could look: '],
  [['backups'], 'expected --env NAME, or --values FILE with --namespace; see --help'],
  [['backups', '--env', 'dev'], 'nothing is backed up: in these values'],
  [['restore'], 'expected --env NAME, or --values FILE with --namespace; see --help'],
  [['restore', '--env', 'dev'], 'nobody could say what is there: kubectl says: no cluster'],
  [['report'], 'expected --env NAME, or --values FILE with --namespace; see --help'],
  [['report', '--env', 'dev'], 'nobody could look: kubectl says: no cluster'],
  [['load'], 'expected the URI of a tracking server; see --help'],
  [
    ['load', 'mlflow.example.com'],
    'expected the address of a tracking server, such as https://mlflow.example.com, got mlflow.example.com',
  ],
  [
    ['load', 'http://127.0.0.1:1'],
    'http://127.0.0.1:1/ does not do its part (experiments/create): connect ECONNREFUSED 127.0.0.1:1. Is it a tracking server’s address, and is it running?',
  ],
  [['images'], 'expected --env NAME, or --values FILE; see --help'],
  [['images', '-f', 'missing.yaml'], 'there is no file or folder missing.yaml'],
  [['publish'], 'expected '],
  [['publish', 'oci://a.example.com/b', '--ca-file', 'missing.pem'], 'there is no file or folder missing.pem'],
  [['completion'], 'expected a shell: bash, zsh, fish'],
  [['completion', 'csh'], 'there is no completion for csh; did you mean zsh?'],
  [['completion', 'powershell'], 'there is no completion for powershell; there is for bash, zsh, fish'],
  [['completion', 'bash', 'zsh'], 'expected one shell, got bash and zsh'],
])('%j is 2: %s', (args, words) => {
  const { code, stdout, stderr } = run(...args);
  expect({ code, stdout, begins: stderr.slice(0, words.length) }).toEqual({ code: 2, stdout: '', begins: words });
  noStack(stderr);
});

describe.each(['bash', 'zsh', 'fish'] as const)('completion %s', (shell) => {
  const why = missing(shell);
  (why === undefined ? test : test.skip)(
    `it is read by the shell, and has every command${why === undefined ? '' : ` (skipped: ${why})`}`,
    () => {
      const { code, stdout, stderr } = run('completion', shell);
      expect([code, stderr]).toEqual([0, '']);
      for (const name of COMMANDS) expect(stdout).toContain(name);
      const script = join(folder, `script.${shell}`);
      writeFileSync(script, stdout);
      const read = spawnSync(shell, ['-n', script], { encoding: 'utf8' });
      expect([read.status, read.stderr]).toEqual([0, '']);
    },
  );
});
