/** `npm run synth` as a user meets it: what it writes, says, and leaves alone. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SYNTH } from '../../operations/synth';
import { synth as synthesise, type SynthOptions } from '../../lib/cli/synth';
import { isOwnOfCompose } from '../../lib/synth/compose/own-files';
import { tinyChart } from '../synth/tiny-chart';
import { helms } from '../support/helm';
import { definition, environmentNames } from '../support/platform';
import { root } from '../support/root';
import { unprivileged } from '../support/unprivileged';

let folder: string;
/** What was said, on standard error and standard output alike. */
const said: string[] = [];
const output = { write: (text: string) => said.push(text) };

type Program = (options: SynthOptions) => number;
const ours: Program = (options) => synthesise(definition, { command: SYNTH, ...options });
let program = ours;

/** The exit code, with the arguments after `npm run synth --`. */
function synth(...args: readonly string[]): number {
  said.length = 0;
  return program({ args, root: folder, output, errors: output });
}

/** Path → bytes, of everything below a folder. */
function contentOf(target: string): ReadonlyMap<string, string> {
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter(
    (path) => statSync(join(target, path)).isFile() && !isOwnOfCompose(path),
  );
  return new Map(files.sort().map((path) => [path, readFileSync(join(target, path)).toString('base64')]));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-'));
  cpSync(join(root, 'values'), join(folder, 'values'), { recursive: true });
  cpSync(join(root, 'gitops.yaml'), join(folder, 'gitops.yaml'));
  expect(synth()).toBe(0);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the committed dist/ is up to date, byte for byte', () => {
  expect([...contentOf(join(folder, 'dist')).keys()]).toEqual([...contentOf(join(root, 'dist')).keys()]);
  expect(contentOf(join(folder, 'dist'))).toEqual(contentOf(join(root, 'dist')));
});

test('says one line for each environment, after what there is to warn of', () => {
  const [warning, ...lines] = said;
  expect(warning).toMatch(
    /^values\/prod\.yaml:\d+:1: warning: backup\.destination\.bucket: is empty: NOTHING IS BACKED UP/,
  );
  expect(lines.map((line) => line.split(' ')[0])).toEqual([...environmentNames].sort());
});

test('an environment that Compose cannot have says why, and has no folder for it', () => {
  const file = join(folder, 'values/operated.yaml');
  const store = 'objectStore: {engine: garage, garage: {existingSecret: g}}';
  const open = 'networkPolicy: {externalCidrs: {kubernetes: [{cidr: 192.0.2.10/32}]}}';
  writeFileSync(file, `database: {engine: cloudnative-pg}\n${store}\n${open}\n`);
  expect(synth('operated')).toBe(0);
  expect(said.join('')).toMatch(/^values\/operated\.yaml: no Compose file: database\.engine is cloudnative-pg, whose/m);
  expect(readdirSync(join(folder, 'dist/operated')).sort()).toEqual([
    'kustomization.yaml',
    'manifests',
    expect.stringMatching(/\.tgz$/),
    'namespace.yaml',
    'values.yaml',
  ]);
  rmSync(file);
  expect(synth()).toBe(0);
});

test('passwords that somebody has put beside a Compose file stay, and are nobody else’s', () => {
  const own = ['.env', 'secrets/mlflow-users/htpasswd'].map((path) => join(folder, 'dist/dev/compose', path));
  for (const path of own) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'mine', { mode: 0o600 });
  }
  for (const names of [[], ['dev']]) {
    writeFileSync(join(folder, 'dist/dev/compose/stray'), '');
    expect(synth(...names)).toBe(0);
    expect(readdirSync(join(folder, 'dist/dev/compose')).sort()).toEqual([
      '.env',
      'compose.yaml',
      'files',
      'mounts',
      'secrets',
    ]);
    for (const path of own) expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['mine', 0o600]);
  }
  for (const path of own) rmSync(path);
});

test('no template, and no definition among the helpers, is longer than a person reads', () => {
  const templates = join(folder, 'dist/chart/mlflow/templates');
  // Programs are files of their own.
  for (const name of readdirSync(templates).filter((file) => !/-(scripts|programs)\.yaml$/.test(file))) {
    const text = readFileSync(join(templates, name), 'utf8');
    // The rules for values and the warnings, each a few lines by itself, the names of all objects and the alerts are lists; the server’s pod has
    // most parts; the pod of helm test brings its program, since a hook that is no pod breaks --logs.
    const most =
      {
        '_helpers.tpl': 200,
        'checks.yaml': 1200,
        'NOTES.txt': 760,
        'tracking-deployment.yaml': 600,
        'smoke-test.yaml': 900,
      }[name] ?? 440;
    const isList = (part: string) => /^\{\{- define "mlflow\.(twins|alerts)"/.test(part);
    const parts = name === '_helpers.tpl' ? text.split('\n\n').filter((part) => !isList(part)) : [text];
    for (const part of parts) expect(part.split('\n').length).toBeLessThan(most);
  }
});

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test.each(['chart/mlflow', ...environmentNames.map((name) => `${name}/mlflow-${definition.metadata.version}.tgz`)])(
    'lint --strict has nothing to say of %s',
    async (path) => {
      const { code, stdout } = await helm.run(['lint', '--strict', join(folder, 'dist', path)]);
      expect(stdout).not.toMatch(/\[(ERROR|WARNING|INFO)\]/);
      expect(code).toBe(0);
    },
  );

  test('without a password, an installation is refused in the words of the rules', async () => {
    const { code, stderr } = await helm.run(['template', 'mlflow', join(folder, 'dist/chart/mlflow')]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      'postgresql.auth.password: is empty, and there is no postgresql.auth.existingSecret. ' +
        'Name a Secret in existingSecret, or, for development, set the password.',
    );
  });

  test('an unknown key is refused by the schema', async () => {
    const chart = join(folder, `dist/dev/mlflow-${definition.metadata.version}.tgz`);
    const { code, stderr } = await helm.run(['template', 'mlflow', chart, '--set', 'mlflow.replicaCout=2']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('replicaCout');
  });
});

test('wrong values are all named, with their place, and dist/ stays as it is', () => {
  const before = contentOf(join(folder, 'dist'));
  const file = join(folder, 'values', 'wrong.yaml');
  writeFileSync(file, 'mlflow:\n  replicaCout: 2\n  workers: many\npostgresql:\n  enabled: [\n');
  expect(synth()).toBe(2);
  expect(said.join('')).toMatch(/^values\/wrong\.yaml:\d+:\d+: /);
  writeFileSync(file, 'mlflow:\n  replicaCout: 2\n  workers: many\n');
  expect(synth()).toBe(2);
  expect(said.join('')).toBe(
    'values/wrong.yaml:2:3: mlflow.replicaCout: unknown key. Did you mean replicaCount?\n' +
      'values/wrong.yaml:3:12: mlflow.workers: expected an integer from 1 to 64, got "many"\n',
  );
  rmSync(file);
  expect(contentOf(join(folder, 'dist'))).toEqual(before);
});

/** Lines of environments, without warnings: prod has one as long as nobody names a bucket. */
const synthesised = () => said.filter((line) => !line.includes(': warning: ')).map((line) => line.split(' ')[0]);

test('what is warned about is said with its place, and the environment is made all the same', () => {
  const file = join(folder, 'values', 'scaled.yaml');
  const prod = readFileSync(join(folder, 'values', 'prod.yaml'), 'utf8');
  writeFileSync(file, prod.replace('replicaCount: 3', 'replicaCount: 12'));
  expect(synth()).toBe(0);
  expect(said.find((text) => text.startsWith('values/scaled.yaml') && text.includes('postgresql'))).toMatch(
    /^values\/scaled\.yaml:\d+:\d+: warning: postgresql\.resources\.requests\.memory: is enough for 307 connections of 10 MiB beside the shared buffers, but 556 connections can be open: .* Raise it, lower mlflow\.databasePool or mlflow\.workers, or connect through a pooler in session mode, as the externalDatabase\.\n$/,
  );
  expect(synthesised()).toEqual([...environmentNames, 'scaled'].sort());
  expect(readdirSync(join(folder, 'dist/scaled'))).not.toEqual([]);
  rmSync(file);
});

test('a warning is one line, and no command to a CI server, whatever values are in it', () => {
  const rules: typeof definition.rules = (values) => [
    ...definition.rules(values),
    { level: 'warned', path: 'mlflow', violated: true, problem: 'is a\n::error::b ##[c]', remedy: 'Change it' },
  ];
  const errors: string[] = [];
  const chart = { ...definition, rules };
  const written = { write: (text: string) => errors.push(text) };
  expect(synthesise(chart, { args: ['dev'], root: folder, output, errors: written })).toBe(0);
  expect(errors[0]).toMatch(
    /^values\/dev\.yaml:\d+:\d+: warning: mlflow: is a\\n::error::b #\\u0023\[c\]\. Change it\.\n$/,
  );
});

test('an object that the chart makes itself is refused, and dist/ stays as it is', () => {
  const before = contentOf(join(folder, 'dist'));
  const file = join(folder, 'values', 'wrong.yaml');
  const twin = 'extraObjects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: mlflow-scripts}}]\n';
  writeFileSync(file, `${readFileSync(join(folder, 'values', 'dev.yaml'), 'utf8')}\n${twin}`);
  expect(synth()).toBe(2);
  expect(said.join('')).toContain(
    'values/wrong.yaml: extraObjects: there would be two of v1 ConfigMap mlflow-wrong/mlflow-scripts. Rename one, or leave it out.\n',
  );
  rmSync(file);
  expect(contentOf(join(folder, 'dist'))).toEqual(before);
});

test('a new values file is a new environment, and a removed one goes', () => {
  const file = join(folder, 'values', 'team-a.yaml');
  cpSync(join(folder, 'values', 'dev.yaml'), file);
  expect(synth()).toBe(0);
  expect(readdirSync(join(folder, 'dist'))).toContain('team-a');
  rmSync(file);
  expect(synth()).toBe(0);
  expect(readdirSync(join(folder, 'dist'))).not.toContain('team-a');
});

test.each([
  ['chart', 'an environment cannot be called chart: dist/chart/ holds the unpacked chart. Rename the file.'],
  [
    'Team A',
    '"Team A" cannot name an environment: expected lower-case letters, digits and dashes, at most 40. Rename the file.',
  ],
  [
    'a'.repeat(41),
    `"${'a'.repeat(41)}" cannot name an environment: expected lower-case letters, digits and dashes, at most 40. Rename the file.`,
  ],
])('values/%s.yaml is refused', (name, message) => {
  const file = join(folder, 'values', `${name}.yaml`);
  cpSync(join(folder, 'values', 'dev.yaml'), file);
  expect(synth()).toBe(2);
  expect(said.join('')).toBe(`values/${name}.yaml:1:1: ${message}\n`);
  rmSync(file);
});

/** Does something to the folder, and takes it back. */
function having(paths: Readonly<Record<string, (file: string) => void>>, check: () => void): void {
  const files = Object.entries(paths).map(([path, make]) => [join(folder, path), make] as const);
  try {
    for (const [file, make] of files) make(file);
    check();
  } finally {
    for (const [file] of files) rmSync(file, { recursive: true, force: true });
  }
}

const like =
  (environment: string) =>
  (file: string): void => {
    cpSync(join(folder, 'values', `${environment}.yaml`), file);
  };
const containing =
  (content: string | Uint8Array) =>
  (file: string): void => {
    writeFileSync(file, content);
  };
const folderOf =
  (...names: readonly string[]) =>
  (file: string): void => {
    mkdirSync(file);
    for (const name of names) writeFileSync(join(file, name), '');
  };
const linkTo =
  (target: string) =>
  (file: string): void => {
    symlinkSync(target, file);
  };
const pipe = (file: string): void => {
  execFileSync('mkfifo', [file]);
};
const socket = (file: string): void => {
  const listen = 'require("net").createServer().listen(process.argv[1], () => process.exit())';
  execFileSync(process.execPath, ['-e', listen, file]);
};

const NO_ENVIRONMENT =
  'no environment is made of it, as its name does not end in .yaml. Rename it, or move it out of values/.';

describe('what lies in values/', () => {
  // Of any chart: one that is made in no time.
  const before = { folder: '', program };
  beforeAll(() => {
    Object.assign(before, { folder, program });
    folder = mkdtempSync(join(tmpdir(), 'synth-'));
    mkdirSync(join(folder, 'values'));
    writeFileSync(join(folder, 'values/dev.yaml'), 'greeting: Hi\n');
    program = (options) => synthesise(tinyChart, options);
    expect(synth()).toBe(0);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    ({ folder, program } = before);
  });

  test.each(['qa.yml', 'qa.YAML', 'qa.Yml'])('%s is an environment as qa.yaml is', (file) => {
    having({ [`values/${file}`]: like('dev') }, () => {
      expect(synth()).toBe(0);
      expect(contentOf(join(folder, 'dist/qa/manifests'))).toEqual(contentOf(join(folder, 'dist/dev/manifests')));
    });
  });

  test.each([
    ['dist', [], 'dist: a link to ../elsewhere'],
    ['dist/dev', ['dev'], 'dist/dev: a link to ../../elsewhere'],
  ])('%s that is a link: what it leads to is left alone', (path, args, words) => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    writeFileSync(join(elsewhere, 'precious'), 'mine');
    const kept = join(folder, `${path}-before`);
    renameSync(join(folder, path), kept);
    const target = relative(dirname(join(folder, path)), elsewhere);
    symlinkSync(target, join(folder, path));
    try {
      expect(synth(...args)).toBe(2);
      expect(said.join('')).toBe(
        `${words.replace(/(\.\.\/)+elsewhere/, target)}, where everything would be replaced: expected a folder, or nothing. Remove the link.\n`,
      );
      expect(readdirSync(elsewhere)).toEqual(['precious']);
    } finally {
      rmSync(join(folder, path));
      renameSync(kept, join(folder, path));
      rmSync(elsewhere, { recursive: true });
    }
  });

  test('a link to a file is that file', () => {
    having({ 'qa.values': like('dev'), 'values/qa.yaml': linkTo('../qa.values') }, () => {
      expect(synth('qa')).toBe(0);
    });
  });

  test.each<[string, Readonly<Record<string, (file: string) => void>>, string]>([
    [
      'two files for one environment',
      { 'values/qa.yaml': like('dev'), 'values/qa.yml': like('dev') },
      'values/qa.yml:1:1: a second file for qa, beside values/qa.yaml. Remove one of them.',
    ],
    [
      'capital letters',
      { 'values/QA.YAML': like('dev') },
      'values/QA.YAML:1:1: "QA" cannot name an environment: expected lower-case letters, digits and dashes, at most 40. Rename the file.',
    ],
    ['JSON', { 'values/qa.json': containing('{}') }, `values/qa.json:1:1: ${NO_ENVIRONMENT}`],
    ['a misspelt ending', { 'values/qa.yalm': like('dev') }, `values/qa.yalm:1:1: ${NO_ENVIRONMENT}`],
    ['no ending', { 'values/qa': like('dev') }, `values/qa:1:1: ${NO_ENVIRONMENT}`],
    [
      'a folder',
      { 'values/qa.yaml': folderOf('values.yaml') },
      'values/qa.yaml:1:1: expected a file of values, found a folder',
    ],
    [
      'a folder with values in it',
      { 'values/qa': folderOf('values.yaml') },
      'values/qa:1:1: no environment is made of values.yaml in this folder: environments are files directly in values/. Move it there, or out of values/.',
    ],
    [
      'a dangling link',
      { 'values/qa.yaml': linkTo('../gone.yaml') },
      'values/qa.yaml:1:1: a link to ../gone.yaml: no such file or folder',
    ],
    [
      'a link to itself',
      { 'values/qa.yaml': linkTo('qa.yaml') },
      'values/qa.yaml:1:1: a link to qa.yaml: the link leads in circles',
    ],
    ['a pipe', { 'values/qa.yaml': pipe }, 'values/qa.yaml:1:1: expected a file of values, found a named pipe'],
    ['a pipe of another name', { 'values/qa': pipe }, `values/qa:1:1: ${NO_ENVIRONMENT}`],
    ['a socket', { 'values/qa.yaml': socket }, 'values/qa.yaml:1:1: expected a file of values, found a socket'],
    [
      'a device without an end',
      { 'values/qa.yaml': linkTo('/dev/zero') },
      'values/qa.yaml:1:1: expected a file of values, found a device',
    ],
    [
      'Latin-1',
      { 'values/qa.yaml': containing(Buffer.from('mlflow:\n  workers: 2 # caf\xe9\n', 'latin1')) },
      'values/qa.yaml:2:19: the byte 0xE9 is not valid UTF-8: convert the file to UTF-8',
    ],
    [
      'UTF-16',
      { 'values/qa.yaml': containing(Buffer.from('\ufeffmlflow: {}\n', 'utf16le')) },
      'values/qa.yaml:1:1: UTF-16 (little-endian), not UTF-8: convert it',
    ],
  ])('%s is refused, and dist/ stays as it is', (_name, paths, message) => {
    const before = contentOf(join(folder, 'dist'));
    having(paths, () => {
      expect(synth()).toBe(2);
      expect(said).toEqual([`${message}\n`]);
    });
    expect(contentOf(join(folder, 'dist'))).toEqual(before);
  });

  test('no permission', () => {
    chmodSync(folder, 0o755);
    const locked = (file: string) => {
      like('dev')(file);
      chmodSync(file, 0);
    };
    having({ 'values/qa.yaml': locked }, () => {
      expect(unprivileged(synth)).toBe(2);
      expect(said).toEqual(['values/qa.yaml:1:1: no permission to read it\n']);
    });
  });

  test('what can be nothing but something else is let be', () => {
    const ignored = ['fields.ts', 'README.md', '.gitkeep', '.dev.yaml', 'dev.yaml~'];
    ignored.push(...['orig', 'rej', 'bak'].map((ending) => `dev.yaml.${ending}`));
    const paths = ignored.map((name) => [`values/${name}`, containing('')] as const);
    having({ ...Object.fromEntries(paths), 'values/notes': folderOf('notes.txt') }, () => {
      expect(synth()).toBe(0);
      expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['chart', 'dev']);
    });
  });

  test.each<[string, (values: string) => void, string]>([
    [
      'is empty',
      folderOf('schema.ts'),
      'values/: no file for any environment, such as values/dev.yaml: dist/ would lose all it has',
    ],
    [
      'is not there',
      () => undefined,
      'values/: no such file or folder: expected a folder with a file for each environment',
    ],
    [
      'is a file',
      containing(''),
      'values/: no such file or folder: expected a folder with a file for each environment',
    ],
  ])('a values/ that %s takes nothing from dist/', (_name, make, message) => {
    const before = contentOf(join(folder, 'dist'));
    const values = join(folder, 'values');
    renameSync(values, join(folder, 'kept'));
    try {
      make(values);
      expect(synth()).toBe(2);
      expect(said).toEqual([`${message}\n`]);
      expect(contentOf(join(folder, 'dist'))).toEqual(before);
    } finally {
      rmSync(values, { recursive: true, force: true });
      renameSync(join(folder, 'kept'), values);
    }
  });
});

describe('with environments', () => {
  /** Makes every file of dist/ something that no run would write. */
  function spoil(): ReadonlyMap<string, string> {
    for (const path of contentOf(join(folder, 'dist')).keys()) writeFileSync(join(folder, 'dist', path), path);
    return contentOf(join(folder, 'dist'));
  }
  const isOf = (names: readonly string[], path: string): boolean => names.includes(path.split('/')[0] ?? '');

  test.each([[['dev']], [['prod', 'dev', 'prod']]])('%j only their folders are written', (names) => {
    const committed = contentOf(join(root, 'dist'));
    const spoilt = spoil();
    expect(synth(...names)).toBe(0);
    const expected = [...spoilt].map(([path, content]) => [path, isOf(names, path) ? committed.get(path) : content]);
    expect([...contentOf(join(folder, 'dist'))]).toEqual(expected);
    expect(synthesised()).toEqual([...new Set(names)].sort());
  });

  test('a new one is added, and needs no dist/', () => {
    having({ 'values/qa.yml': like('dev') }, () => {
      rmSync(join(folder, 'dist'), { recursive: true });
      expect(synth('qa')).toBe(0);
      expect(readdirSync(join(folder, 'dist'))).toEqual(['qa']);
    });
  });

  test('mistakes in the files of others do not matter, those in its own do', () => {
    having({ 'values/qa.yaml': containing('mlflow: {workers: 0}\n'), 'values/notes.txt': containing('') }, () => {
      expect(synth('dev')).toBe(0);
      const before = contentOf(join(folder, 'dist'));
      expect(synth('dev', 'qa')).toBe(2);
      expect(said).toEqual(['values/qa.yaml:1:19: mlflow.workers: expected an integer from 1 to 64, got 0\n']);
      expect(contentOf(join(folder, 'dist'))).toEqual(before);
    });
  });

  test.each<[readonly string[], string]>([
    [['prodd'], 'there is no environment prodd: no file of values/ is called so; did you mean prod?'],
    [
      ['values/dev.yaml'],
      'there is no environment values/dev.yaml: no file of values/ is called so; did you mean dev?',
    ],
    [
      ['dev', 'blue', 'green'],
      'there is no environment blue: no file of values/ is called so; known are: dev, prod, staging\n' +
        'there is no environment green: no file of values/ is called so; known are: dev, prod, staging',
    ],
    [['blue', 'blue'], 'there is no environment blue: no file of values/ is called so; known are: dev, prod, staging'],
    [['chart'], 'there is no environment chart: no file of values/ is called so; known are: dev, prod, staging'],
    [
      ['##[blue]\n::error::x'],
      'there is no environment #\\u0023[blue]\\n::error::x: no file of values/ is called so; known are: dev, prod, staging',
    ],
    [['--hel', 'dev'], 'there is no option --hel; did you mean --help?'],
    [['--environment=dev'], 'there is no option --environment; --help lists all options'],
    [['-x'], 'there is no option -x; --help lists all options'],
    [['--help=dev'], '--help takes no value'],
  ])('%j is refused, and dist/ stays as it is', (args, message) => {
    const before = contentOf(join(folder, 'dist'));
    expect(synth(...args)).toBe(2);
    expect(said).toEqual([`${message}\n`]);
    expect(contentOf(join(folder, 'dist'))).toEqual(before);
  });
});

test.each([['--help'], ['-h']])('npm run synth -- %s says what can be done, on standard output', (option) => {
  const run = ['run', '--silent', 'synth', '--', option];
  const page = execFileSync('npm', run, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  expect(page).toMatchSnapshot();
  expect(Math.max(...page.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a dist/ that cannot be written is said in words', () => {
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true });
  writeFileSync(dist, '');
  expect(synth('dev')).toBe(2);
  expect(said.at(-1)).toMatch(/^cannot write dist\/dev\/: .*\n$/);
  expect(synth()).toBe(2);
  expect(said.at(-1)).toBe(`cannot write dist/: ${dist} is a file; expected a folder, or nothing\n`);
  rmSync(dist);
  expect(existsSync(dist)).toBe(false);
});

test('folders are where the program says they are', () => {
  const other = mkdtempSync(join(tmpdir(), 'synth-'));
  const options = { definition, root: other, values: 'environments', dist: 'made/here', output, errors: output };
  try {
    const write = (...args: readonly string[]) =>
      synthesise(definition, { ...options, args, command: 'node chart.js' });
    said.length = 0;
    expect(write()).toBe(2);
    cpSync(join(root, 'values', 'dev.yaml'), join(other, 'environments', 'dev.yaml'));
    expect(write()).toBe(0);
    expect([...contentOf(join(other, 'made/here')).keys()].filter((path) => path.startsWith('dev/'))).toEqual(
      [...contentOf(join(root, 'dist')).keys()].filter((path) => path.startsWith('dev/')),
    );
    expect(write('dve')).toBe(2);
    expect(write('--help')).toBe(0);
    const text = said.join('');
    expect(text).toContain('environments/: no such file or folder: expected a folder with a file for each environment');
    expect(text).toContain(' made/here/dev/manifests, made/here/dev/mlflow-');
    expect(text).toContain('there is no environment dve: no file of environments/ is called so; known are: dev');
    expect(text).toContain('Usage: node chart.js\n       node chart.js ENVIRONMENT…\n');
    expect(text).not.toMatch(/ (values|dist)\//);
  } finally {
    rmSync(other, { recursive: true });
  }
});

test.each(['.', 'values', '..', 'values/..'])('a folder with sources in it is never written: %s', (dist) => {
  said.length = 0;
  const before = contentOf(folder);
  expect(synthesise(definition, { args: [], root: folder, dist, output, errors: output })).toBe(2);
  expect(said).toEqual([
    `${dist}: everything in it would be replaced, values/ too: expected a folder of its own, such as dist\n`,
  ]);
  expect(contentOf(folder)).toEqual(before);
});
