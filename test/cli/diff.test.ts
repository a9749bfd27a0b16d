/** `mlflow-chart diff` as its user meets it: in a repository, with another chart than ours. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { diffCommand } from '../../lib/cli/diff';
import { synth } from '../../lib/cli/synth';
import { symbolicModel } from '../../lib/synth/model';
import { tinyChart } from '../synth/tiny-chart';

const silent = { write: () => undefined };
const ours = process.cwd();
let folder = '';
/** A repository with two environments, as it was committed. */
let committed = '';

function git(...args: readonly string[]): string {
  const identity = [
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@example.com',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'commit.gpgsign=false',
  ];
  return execFileSync('git', [...identity, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

function values(files: Readonly<Record<string, string>>): void {
  mkdirSync('values', { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join('values', `${name}.yaml`), text);
}

async function diff(args: readonly string[] = [], terminal: { readonly isTTY?: boolean } = {}) {
  let stdout = '';
  let stderr = '';
  const code = await diffCommand(
    args,
    {
      output: { write: (text) => (stdout += text) },
      errors: { ...terminal, write: (text) => (stderr += text) },
      environment: process.env,
      tool: { name: 'mlflow-chart', version: '1.0.0' },
    },
    { model: () => symbolicModel(tinyChart), folders: { root: '.', values: 'values', dist: 'dist' } },
  );
  return { code, stdout, stderr };
}

beforeAll(() => {
  committed = mkdtempSync(join(tmpdir(), 'diff-committed-'));
  process.chdir(committed);
  values({ dev: 'greeting: Hi\n', prod: 'replicas: 2\n' });
  expect(synth(tinyChart, { args: [], output: silent, errors: silent })).toBe(0);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  git('tag', 'v1');
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
  cpSync(committed, folder, { recursive: true });
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(ours);
  rmSync(folder, { recursive: true });
});

afterAll(() => {
  process.chdir(ours);
  rmSync(committed, { recursive: true });
});

describe('since a commit', () => {
  test('nothing: every environment is named, and the end is 0', async () => {
    const { code, stdout, stderr } = await diff();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^dev {2}HEAD \([0-9a-f]{8}\) → values\/dev\.yaml\n {2}nothing differs: \d+ objects the same\n\nprod {2}HEAD/,
    );
  });

  test('a value: the field, its cause and place, and what else it reaches', async () => {
    values({ prod: 'enabled: true\nreplicas: 5\n' });
    const { code, stdout } = await diff(['--env', 'prod']);
    expect(code).toBe(1);
    expect(stdout).toContain('    replicas: 2 → 5  (values/prod.yaml:2:11: 1 field)\n');
    expect(stdout).toContain('spec.replicas: 2 → 5  ← replicas\n');
    expect(stdout).toContain('  Elsewhere\n    dev: nothing changes\n');
  });

  test('a value that went back to its default, and one that the chart has no more', async () => {
    values({ prod: '{}\n' });
    const { stdout } = await diff(['--env', 'prod']);
    expect(stdout).toContain('replicas: 2 → 1  (the chart’s default: 1 field)');
  });

  test('of a tag, a hash, and what leads to them', async () => {
    values({ dev: 'greeting: Hey\n' });
    git('commit', '--quiet', '--all', '--message', 'second');
    const hash = git('rev-parse', 'v1');
    for (const from of ['v1', hash, 'HEAD~1', 'refs/tags/v1']) {
      const { code, stdout } = await diff(['--env', 'dev', '--from', from]);
      expect(code).toBe(1);
      const name = from === hash ? '' : `${from} (`;
      expect(stdout).toContain(`dev  ${name}${hash.slice(0, 8)}${name === '' ? '' : ')'} → values/dev.yaml\n`);
      expect(stdout).toContain('greeting: Hi → Hey');
    }
  });

  test('between two commits: what each of them has written', async () => {
    values({ dev: 'greeting: Hey\n' });
    expect(synth(tinyChart, { args: [], output: silent, errors: silent })).toBe(0);
    git('commit', '--quiet', '--all', '--message', 'second');
    const { code, stdout } = await diff(['--from', 'v1', '--to', 'HEAD']);
    expect(code).toBe(1);
    expect(stdout).toContain('greeting: Hi → Hey  (HEAD (');
    expect((await diff(['--from', 'v1', '--to', 'v1'])).code).toBe(0);
  });

  test('who commits no dist/ compares values alone, and is told', async () => {
    git('rm', '--quiet', '-r', '--cached', 'dist');
    git('commit', '--quiet', '--message', 'values only');
    values({ dev: 'greeting: Hey\n' });
    const { stdout } = await diff(['--env', 'dev']);
    expect(stdout).toMatch(/^dev {2}HEAD \([0-9a-f]{8}\), values\/dev\.yaml with this chart → values\/dev\.yaml\n/);
    expect(stdout).toContain('greeting: Hi → Hey  (values/dev.yaml:1:11: ');
  });

  test('a new environment is all new; one whose file is gone is named, and that nobody deletes it', async () => {
    values({ trial: '{}\n' });
    rmSync('values/dev.yaml');
    const { code, stdout } = await diff();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^trial {2}HEAD \(\S+\), which has no trial → values\/trial\.yaml\n {2}\d+ come\n/m);
    expect(stdout).toMatch(
      /^dev {2}HEAD \(\S+\) → values\/ has no dev any more\n {2}\d+ go\n {2}Nothing deletes what is in the cluster/m,
    );
  });

  test('a change of the chart itself is laid to no value', async () => {
    const manifest =
      execFileSync('ls', ['dist/dev/manifests'], { encoding: 'utf8' })
        .split('\n')
        .find((file) => file.includes('configmap')) ?? '';
    const path = join('dist/dev/manifests', manifest);
    writeFileSync(path, `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: an-old-one}\n`);
    git('commit', '--quiet', '--all', '--message', 'as an older chart would have it');
    const { stdout } = await diff(['--env', 'dev']);
    expect(stdout).toContain('the chart itself  (with the values as they were: 2 whole objects)');
    expect(stdout).toMatch(/- ConfigMap an-old-one {2}\(3 fields\) {2}← the chart itself\n/);
  });
});

describe('other sides', () => {
  test('another environment, as if it were this one', async () => {
    const { code, stdout } = await diff(['--env', 'prod', '--from', 'dev']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^prod {2}values\/dev\.yaml → values\/prod\.yaml\n/);
    expect(stdout).toContain('greeting: Hi → Hello');
    expect(stdout).not.toContain('Elsewhere');
  });

  test('a file of values, before or after', async () => {
    writeFileSync('trial.yaml', 'replicas: 9\n');
    expect((await diff(['--env', 'prod', '--to', 'trial.yaml'])).stdout).toContain(
      'replicas: 2 → 9  (trial.yaml:1:11: 1 field)',
    );
    expect((await diff(['--env', 'prod', '--from', './trial.yaml'])).stdout).toContain('replicas: 9 → 2');
  });

  test('more values over an environment’s: of both, or of one side', async () => {
    writeFileSync('both.yaml', 'greeting: Both\n');
    writeFileSync('trial.yaml', 'replicas: 9\n');
    const { stdout } = await diff(['--env', 'prod', '--from', 'prod', '-f', 'both.yaml', '--to-values', 'trial.yaml']);
    expect(stdout).toMatch(
      /^prod {2}values\/prod\.yaml with both\.yaml → values\/prod\.yaml with both\.yaml with trial\.yaml\n/,
    );
    expect(stdout).toContain('replicas: 2 → 9  (trial.yaml:1:11: 1 field)');
    expect(stdout).not.toContain('greeting');
    expect((await diff(['--env', 'prod', '-f', 'both.yaml'])).stdout).toContain(
      'greeting: Hello → Both  (both.yaml:1:11: ',
    );
  });

  test('what synth has written: all of it, or one environment’s', async () => {
    values({ prod: 'replicas: 3\n' });
    for (const from of ['dist', 'dist/', 'dist/prod', './dist/prod/']) {
      expect((await diff(['--env', 'prod', '--from', from])).stdout).toContain('replicas: 2 → 3');
    }
  });

  test('a folder of one environment says by its name which one it is about', async () => {
    values({ prod: 'replicas: 3\n' });
    expect((await diff(['--from', 'dist/prod'])).stdout).toMatch(
      /^prod {2}dist\/prod → values\/prod\.yaml\n {2}1 object changes/,
    );
    const { stdout } = await diff(['dist/dev', 'dist/prod']);
    // Each is in its own namespace, which is no difference.
    expect(stdout).toMatch(/^prod {2}dist\/dev → dist\/prod\n {2}2 objects change in 2 fields, 1 stays as it is\n/);
  });

  test('a null that deletes a default is no other chart', async () => {
    writeFileSync('before.yaml', 'resources: {limits: {memory: null}}\n');
    writeFileSync('after.yaml', 'resources: {limits: {memory: 128Mi}}\n');
    const { stdout } = await diff(['--env', 'prod', '--from', 'before.yaml', '--to', 'after.yaml']);
    expect(stdout).toContain('resources.limits.memory: none → 128Mi  (after.yaml:1:30: 1 field)');
    expect(stdout).not.toContain('the chart itself');
  });

  test('a value that reaches nothing is said, also where nothing else differs', async () => {
    writeFileSync('unused.yaml', 'languages: {fr: {greeting: Bonjour}}\nenabled: false\n');
    writeFileSync('before.yaml', 'enabled: false\n');
    const { code, stdout } = await diff(['--env', 'prod', '--from', 'before.yaml', '--to', 'unused.yaml']);
    expect(stdout).toMatch(/languages\.fr\.greeting: none → Bonjour\n {6}unused\.yaml:1:28: changes nothing here\n/);
    expect(code).toBe(0);
  });

  test('what was written before somebody changed the values, and committed that', async () => {
    values({ prod: 'replicas: 3\n' });
    git('commit', '--quiet', '--all', '--message', 'without synth');
    const { stdout } = await diff(['--env', 'prod']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'dist/prod is not what values/prod.yaml says there: synth had not been run. Compared is what was written.',
    );
    expect(stdout).toContain('replicas: 2 → 3');
  });

  test('manifests alone have no causes, and say so', async () => {
    values({ prod: 'replicas: 3\n' });
    const { stdout } = await diff(['--env', 'prod', '--from', 'dist/prod/manifests']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Which values are the cause is not known: of dist/prod/manifests there are manifests only.',
    );
    expect(stdout).toContain('spec.replicas: 2 → 3\n');
  });

  test('two folders of manifests need no environment', async () => {
    const { code, stdout } = await diff(['dist/dev/manifests', 'dist/prod/manifests']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^dist\/dev\/manifests → dist\/prod\/manifests\n/);
  });

  test('two charts, whose values Helm tells apart', async () => {
    const { code, stdout } = await diff(['dist/dev/greeter-0.1.0.tgz', 'dist/prod/greeter-0.1.0.tgz']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^dist\/dev\/greeter-0\.1\.0\.tgz 0\.1\.0 → dist\/prod\/greeter-0\.1\.0\.tgz 0\.1\.0\n/);
    expect(stdout).toMatch(/replicas: 1 → 2 .*\n?.*dist\/prod\/greeter-0\.1\.0\.tgz\/values\.yaml:\d+:\d+: 1 field/);
  });

  test('what Helm installs once and never changes, it does not here: definitions in crds/', async () => {
    cpSync('dist/chart/greeter', 'chart', { recursive: true });
    mkdirSync('chart/crds');
    writeFileSync(
      'chart/crds/a.yaml',
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.example.com}\n',
    );
    expect(await diff(['dist/chart/greeter', 'chart'])).toMatchObject({ code: 0 });
  });

  test('a chart whose schema refuses the earlier values is asked nevertheless: what it does itself is its own doing', async () => {
    cpSync('dist/chart/greeter', 'chart', { recursive: true });
    writeFileSync('chart/values.schema.json', '{"properties": {"replicas": {"minimum": 5}}}');
    writeFileSync('chart/templates/more.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n');
    writeFileSync('five.yaml', 'replicas: 5\n');
    const { stdout } = await diff(['dist/chart/greeter', 'chart', '--to-values', 'five.yaml']);
    expect(stdout).toMatch(/\+ ConfigMap more {2}\(3 fields\) {2}← the chart itself\n/);
    expect(stdout).toContain('spec.replicas: 1 → 5  ← replicas\n');
  });

  test('two charts for an environment are rendered as it is installed, and asked themselves', async () => {
    cpSync('dist/chart/greeter', 'chart', { recursive: true });
    writeFileSync('five.yaml', 'replicas: 5\n');
    const { stdout } = await diff(['dist/chart/greeter', 'chart', '--env', 'prod', '--to-values', 'five.yaml']);
    expect(stdout).toContain('~ Deployment greeter\n        spec.replicas: 1 → 5  ← replicas\n');
  });

  test('what is random in a chart is no value’s doing', async () => {
    cpSync('dist/chart/greeter', 'chart', { recursive: true });
    writeFileSync(
      'chart/templates/random.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: r}\ndata: {a: {{ randAlphaNum 20 | quote }}}\n',
    );
    writeFileSync('five.yaml', 'replicas: 5\n');
    const { stdout } = await diff(['chart', 'chart', '--to-values', 'five.yaml']);
    expect(stdout).toMatch(/data\.a: \w+ → \w+\n {10}← random: each rendering gives another\n/);
    expect(stdout).toContain('spec.replicas: 1 → 5  ← replicas\n');
  });

  test('a chart gives what was written of it, to the last line break', async () => {
    const { code, stdout } = await diff([
      'dist/prod/manifests',
      'dist/prod/greeter-0.1.0.tgz',
      '--release',
      'greeter',
      '--namespace',
      'prod',
    ]);
    expect(stdout).toContain('nothing differs: 3 objects the same');
    expect(code).toBe(0);
  });

  test('one chart with two files of values, and one for both', async () => {
    writeFileSync('both.yaml', 'greeting: Both\n');
    writeFileSync('later.yaml', 'replicas: 4\n');
    const { stdout } = await diff([
      'dist/chart/greeter',
      'dist/chart/greeter',
      '-f',
      'both.yaml',
      '--to-values',
      'later.yaml',
    ]);
    expect(stdout).toMatch(
      /^dist\/chart\/greeter 0\.1\.0 with both\.yaml → dist\/chart\/greeter 0\.1\.0 with both\.yaml with later\.yaml\n/,
    );
    expect(stdout).toContain('replicas: 1 → 4  (later.yaml:1:11: 1 field)');
    expect(stdout).not.toContain('greeting');
  });

  test('outside a repository: since what was written', async () => {
    rmSync('.git', { recursive: true });
    values({ dev: 'greeting: Hey\n' });
    expect((await diff(['--env', 'dev'])).stdout).toMatch(/^dev {2}dist\/dev → values\/dev\.yaml\n/);
  });
});

describe('the end', () => {
  test.each([
    ['difference', 1],
    ['error', 0],
    ['never', 0],
  ])('--fail-on %s of a difference that does no harm: %d', async (level, expected) => {
    values({ prod: 'replicas: 3\n' });
    expect((await diff(['--env', 'prod', '--fail-on', level])).code).toBe(expected);
  });

  test.each(['warning', 'error'])('--fail-on %s of one that does', async (level) => {
    writeFileSync(
      'before.yaml',
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n',
    );
    writeFileSync(
      'after.yaml',
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}\n',
    );
    expect((await diff(['before.yaml', 'after.yaml', '--fail-on', level])).code).toBe(1);
  });

  test.each<[readonly string[], string]>([
    [
      ['--from', 'nothing-of-that-name'],
      '--from: nothing-of-that-name is no environment (dev, prod), no file or folder, and no commit of git\n',
    ],
    [
      ['--to', 'prd'],
      '--to: prd is no environment (dev, prod), no file or folder, and no commit of git. Did you mean prod?\n',
    ],
    [['--from', '--output=x'], '--from needs a value: --from WHAT\n'],
    [['--env', 'prd'], 'there is no environment prd: no file of values/ is called so; did you mean prod?\n'],
    [['prod'], 'expected two of them, what there is and what there will be, or --env, --from and --to; got prod\n'],
    [
      ['a', 'b', 'c'],
      'expected two of them, what there is and what there will be, or --env, --from and --to; got a b c\n',
    ],
    [['--from', 'dev'], 'expected --env NAME: the environment that this is about (dev, prod)\n'],
    [['--output', 'html'], '--output: expected text, markdown, json, got html\n'],
    [['--fail-on', 'info'], '--fail-on: expected difference, warning, error, never, got info\n'],
    [['--from', 'v1', '--from', 'HEAD'], '--from is given more than once; once is enough\n'],
    [
      ['--env', 'prod', '--from', 'dist', '--from-values', 'values/dev.yaml'],
      'values/dev.yaml: more values are for environments, files of values and charts, and that side is none\n',
    ],
    [
      ['dist/dev', 'dist/dev/manifests', '--namespace', 'No'],
      '--namespace is for charts of others: an environment has its own\n',
    ],
    [
      ['dist/dev/manifests', 'dist/dev/manifests', '--namespace', 'No'],
      'namespace: expected the name of a namespace: at most 63 lower-case letters, digits and -, got "No"\n',
    ],
    [['--env', 'prod', '--release', 'a'], '--release is for charts of others: an environment has its own\n'],
    [['--frm', 'v1'], 'there is no option --frm; did you mean --from?\n'],
    [
      ['--env', 'prod', '--from', 'dist/dev/namespace.yaml/x'],
      '--from: dist/dev/namespace.yaml/x is no environment (dev, prod), no file or folder, and no commit of git\n',
    ],
  ])('%j is bad usage', async (args, expected) => {
    expect(await diff(args)).toEqual({ code: 2, stdout: '', stderr: expected });
  });

  test('what cannot be read: in words, with its place, and nothing on standard output', async () => {
    values({ prod: 'replicas: many\n' });
    expect(await diff(['--env', 'prod'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'values/prod.yaml:1:11: replicas: expected an integer from 0 to 10000000, got "many"\n',
    });
    writeFileSync('broken.yaml', 'kind: [\n');
    expect((await diff(['broken.yaml', 'dist/dev/manifests'])).stderr).toMatch(/^broken\.yaml:\d+:\d+: /);
    mkdirSync('empty');
    expect((await diff(['empty', 'dist/dev/manifests'])).stderr).toBe(
      'empty:1:1: no .yaml, .yml or .json file and no chart in this folder\n',
    );
    writeFileSync('no.tgz', 'x');
    expect((await diff(['no.tgz', 'dist/dev/manifests'])).stderr).toBe(
      'no.tgz: not a chart archive: not a gzip-compressed archive\n',
    );
  });

  test('what is no object, and what is there twice or made by others, is never left out in silence', async () => {
    const one = (name: string, more = '') => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\n`;
    writeFileSync('one.yaml', one('a'));
    for (const [text, words] of [
      [`${one('a')}---\n- a\n`, 'odd.yaml:6: expected an object with apiVersion, kind and a name that is a text\n'],
      [one('n'), 'odd.yaml:2: expected an object with apiVersion, kind and a name that is a text, found a ConfigMap\n'],
      ['apiVersion: v1\nkind: List\nitems: []\n', 'odd.yaml: expected manifests, found no object\n'],
    ] as const) {
      writeFileSync('odd.yaml', text);
      expect(await diff(['one.yaml', 'odd.yaml'])).toEqual({ code: 2, stdout: '', stderr: words });
    }
    writeFileSync('twice.yaml', one('a') + one('a', ', labels: {b: c}'));
    expect((await diff(['one.yaml', 'twice.yaml'])).stdout.replace(/\s+/g, ' ')).toContain(
      'Of ConfigMap a, twice.yaml has more than one: the last counts, as for kubectl apply.',
    );
    writeFileSync('made.yaml', one('a') + one('b', ', ownerReferences: [{uid: c}]') + one('kube-root-ca.crt'));
    const made = await diff(['one.yaml', 'made.yaml']);
    expect(made.code).toBe(0);
    expect(made.stdout.replace(/\s+/g, ' ')).toContain(
      '2 objects of made.yaml are left out: controllers have made them of others.',
    );
    const job = (image: string) =>
      `apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: run-}\nspec: {template: {spec: {containers: [{name: a, image: ${image}}]}}}\n`;
    writeFileSync('one.yaml', job('a:1'));
    writeFileSync('odd.yaml', job('a:2'));
    expect((await diff(['one.yaml', 'odd.yaml'])).stdout).toContain(
      '~ Job run-…\n        spec.template.spec.containers[a].image: a:1 → a:2\n',
    );
    expect((await diff(['-', '-'])).stderr).toBe('standard input can be one of the sides only\n');
  });

  test('another environment that cannot be read is said, and stops nothing', async () => {
    values({ dev: 'nonsense: 1\n', prod: 'replicas: 3\n' });
    const { code, stdout } = await diff(['--env', 'prod']);
    expect(code).toBe(1);
    expect(stdout).toContain('    dev: values/dev.yaml:1:1: nonsense: unknown key');
  });

  test('without a repository and without dist/, nobody knows what there is', async () => {
    rmSync('.git', { recursive: true });
    rmSync('dist', { recursive: true });
    expect((await diff()).stderr).toBe(
      'expected --from: this is no repository of git with a commit, and there is no dist/; see --help\n',
    );
  });

  test('a report in a file, whole, and nothing on standard output', async () => {
    values({ prod: 'replicas: 3\n' });
    const { stdout } = await diff(['--env', 'prod', '--output', 'markdown']);
    expect(await diff(['--env', 'prod', '-o', 'markdown', '--output-file', 'report.md'])).toMatchObject({
      code: 1,
      stdout: '',
    });
    expect(readFileSync('report.md', 'utf8')).toBe(stdout);
  });

  test('--help fits a terminal', async () => {
    const { code, stdout } = await diff(['--help']);
    expect(code).toBe(0);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

test('progress is drawn on a terminal only, and is gone in the end', async () => {
  values({ prod: 'replicas: 3\n' });
  const { stderr } = await diff(['--env', 'prod'], { isTTY: true });
  expect(stderr).toContain('prod looking for causes: 0 of 1 values');
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
});
