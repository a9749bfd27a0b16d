/** `validate` as a user meets it: what it prints, where, and its exit code. */
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { command, type FurtherCommand } from '../../lib/cli/command';
import { command as validating } from '../../lib/cli/validate';
import { formatNames } from '../../lib/validate/report/formats';
import { helms } from '../support/helm';

const home = process.cwd();
let folder: string;

const pod = (image: string) => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      image: ${image}
`;

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Only with the rules that these tests are about: what else is wrong with a pod is no matter here. */
const only = ['--only', 'latest-tag', '--only', 'suppression', '--only', 'missing-name'];

async function run(
  args: readonly string[],
  terminal: { isTTY?: boolean; environment?: Record<string, string> } = {},
): Promise<Run> {
  let out = '';
  let err = '';
  const context = {
    output: { isTTY: terminal.isTTY ?? false, write: (text: string) => (out += text) },
    errors: { write: (text: string) => (err += text) },
    environment: terminal.environment ?? {},
    tool: { name: 'tool', version: '1.2.3' },
  };
  const code = await command(args, context, { validate: VALIDATE });
  return { code, out, err };
}

const VALIDATE: FurtherCommand = {
  group: 'Check',
  usage: 'PATH…',
  summary: 'check',
  load: () => Promise.resolve({ command: validating }),
};

const validate = (...args: readonly string[]): Promise<Run> => run(['validate', ...only, ...args]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'));
  process.chdir(folder);
});
beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(join(folder, 'deploy'), { recursive: true });
  process.chdir(folder);
  writeFileSync('good.yaml', pod('nginx:1.29.3'));
  writeFileSync('warned.yaml', pod('nginx'));
  writeFileSync('wrong.yaml', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: app, image: "nginx:1"}]}\n');
  writeFileSync('broken.yaml', 'a: [');
  writeFileSync('deploy/web.yaml', pod('nginx'));
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

describe('exit code', () => {
  test.each([
    [0, ['good.yaml']],
    [0, ['warned.yaml']],
    [1, ['warned.yaml', '--fail-on', 'warning']],
    [1, ['warned.yaml', '--fail-on=info']],
    [1, ['warned.yaml', '--rule', 'latest-tag=error']],
    [0, ['warned.yaml', '--rule', 'latest-tag=info', '--fail-on', 'warning']],
    [1, ['wrong.yaml']],
    [0, ['wrong.yaml', '--rule', 'missing-name=warning']],
    [2, ['broken.yaml']],
    [2, ['wrong.yaml', 'broken.yaml']],
    [1, ['deploy', '--fail-on', 'warning']],
  ])('%d: %j', async (code, args) => {
    expect((await validate(...args)).code).toBe(code);
  });

  test('a rule that is off finds nothing', async () => {
    const { out } = await run(['validate', 'warned.yaml', '--only', 'missing-name']);
    expect(out).not.toContain('latest-tag');
  });
});

describe('what cannot be meant is said, with exit code 2', () => {
  test.each([
    [['validate'], 'expected a PATH: a file, a folder, a chart, or - for standard input; see --help'],
    [['validate', 'god.yaml'], 'there is no file or folder god.yaml; did you mean good.yaml?'],
    [['validate', 'deploy/wbe.yaml'], 'there is no file or folder deploy/wbe.yaml; did you mean deploy/web.yaml?'],
    [['validate', 'nowhere/a.yaml'], 'there is no file or folder nowhere/a.yaml'],
    [['validate', '--outptu', 'json'], 'there is no option --outptu; did you mean --output?'],
    [['validate', '-x'], 'there is no option -x; --help lists all options'],
    [['validate', '--__proto__'], 'there is no option --__proto__; --help lists all options'],
    [['validate', '--output'], '--output needs a value: --output FORMAT'],
    [['validate', '--output', '--quiet'], '--output needs a value: --output FORMAT'],
    [['validate', '--output', 'jsno'], 'there is no --output jsno; there are text, json, sarif, junit, github'],
    [['validate', '--output', 'json', '-o', 'text'], '--output is given 2 times; once is enough'],
    [['validate', '--quiet=yes'], '--quiet takes no value'],
    [['validate', '--quiet', '--verbose'], '--quiet and --verbose exclude each other'],
    [['validate', '--fail-on', 'never'], 'there is no --fail-on never; there are error, warning, info'],
    [['validate', '--kubernetes-version', '2'], '--kubernetes-version: expected 1.N, such as 1.34, got 2'],
    [['validate', '--kubernetes-version', '1.34x'], '--kubernetes-version: expected 1.N, such as 1.34, got 1.34x'],
    [
      ['validate', '--kubernetes-version', '1.999'],
      '--kubernetes-version: 1.999 is not known here; known are 1.27 to 1.36',
    ],
    [
      ['validate', 'good.yaml', '--rule', 'latest-tag'],
      '--rule: expected ID=SETTING, such as latest-tag=off, got latest-tag',
    ],
    [['validate', 'good.yaml', '--rule', 'lates-tag=off'], 'there is no rule lates-tag; did you mean latest-tag?'],
    [
      ['validate', 'good.yaml', '--rule', 'latest-tag=of'],
      'there is no setting of rule latest-tag, of; did you mean off?',
    ],
    [
      ['validate', 'good.yaml', '--only', 'supression'],
      'there is no rule or group supression; did you mean suppression?',
    ],
    [['validate', '--explain', 'lates-tag'], 'there is no rule lates-tag; did you mean latest-tag?'],
    [['validate', 'good.yaml', '--config', 'no.yaml'], 'there is no file or folder no.yaml'],
    [
      ['validate', 'good.yaml', '--baseline', 'good.yaml'],
      'good.yaml: a baseline is JSON, and this is not; write it with --write-baseline',
    ],
    [['validate', 'good.yaml', '--output-file', 'no/where'], 'cannot write no/where: no such file or directory'],
    [['validate', 'good.yaml', '--config', 'deploy'], 'cannot read deploy: this is a folder'],
    [
      ['validate', 'good.yaml', '-f', 'good.yaml', '--set', 'a=b'],
      '--values, --set: there is no chart among the input',
    ],
    [['validate', 'good.yaml', '--matrix'], '--matrix: there is no chart among the input'],
    [
      ['validate', 'good.yaml', '--release=--help'],
      'release: expected the name of a release: at most 53 lower-case letters, digits, - and ., got "--help"',
    ],
    [
      ['validate', 'good.yaml', '--namespace=A'],
      'namespace: expected the name of a namespace: at most 63 lower-case letters, digits and -, got "A"',
    ],
    [['validate', 'good.yaml', '--values=-'], 'there is no file or folder -'],
    [['validate', 'good.yaml', '--schema=-'], 'there is no file or folder -'],
    [['validate', 'good.yaml', '--schema=wrong.yaml'], 'wrong.yaml:1:1: expected a folder, this is a file'],
    [['validate', 'good.yaml', '--baseline=deploy'], 'cannot read deploy: this is a folder'],
    [['validate', '--', '--help'], 'there is no file or folder --help'],
    [['validate', 'good.yaml', '--max-per-rule', '0'], '--max-per-rule: expected a number, got 0'],
    [['valdate'], 'there is no command valdate; did you mean validate?'],
    // Names stay on their line, and steer neither a terminal nor a CI server.
    [['validate', 'a\n::stop-commands::x'], 'there is no file or folder a\\n::stop-commands::x'],
    [['validate', '--\n::error::x'], 'there is no option --\\n::error::x; --help lists all options'],
    [['validate', 'good.yaml', '--only', '\u001B[2J\u009B'], 'there is no rule or group \\u001B[2J\\u009B'],
    [['validate', 'good.yaml', '--output-file', 'no/##[x]'], 'cannot write no/#\\u0023[x]: no such file or directory'],
    [['::stop-commands::x'], 'there is no command ::stop-commands::x; see tool --help'],
    [['a\n::stop-commands::x'], 'there is no command a\\n::stop-commands::x; see tool --help'],
  ])('%j', async (args, message) => {
    expect(await run(args)).toEqual({ code: 2, out: '', err: `${message}\n` });
  });
});

describe('pages', () => {
  test('help fits a terminal and lists every option', async () => {
    const { code, out } = await run(['validate', '--help']);
    expect(code).toBe(0);
    expect(out).toMatchSnapshot();
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([[['--version']], [['validate', '--version']]])('%j', async (args) => {
    expect(await run(args)).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  test.each([[['--help']], [['help']], [['-h']]])('%j', async (args) => {
    expect(await run(args)).toMatchObject({ code: 0, err: '' });
  });

  test('no command is bad usage', async () => {
    expect(await run([])).toMatchObject({ code: 2, out: '' });
  });

  test('--list has a line for each rule', async () => {
    expect((await run(['validate', '--list'])).out).toMatch(
      /^supply-chain\n( {2}.*\n)*? {2}latest-tag +warning +An image has/m,
    );
  });

  test('--explain says what a rule is about', async () => {
    const { code, out } = await run(['validate', '--explain', 'latest-tag']);
    expect(code).toBe(0);
    for (const part of [
      'warning, supply-chain',
      'Name the version',
      'https://',
      'Fails:',
      'Passes:',
      'image: nginx:latest',
    ]) {
      expect(out).toContain(part);
    }
  });
});

describe('output', () => {
  test.each(formatNames)('--output-file holds what --output %s prints', async (format) => {
    const { out } = await validate('warned.yaml', '--output', format);
    expect(await validate('warned.yaml', '--output', format, '--output-file', 'out')).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(readFileSync('out', 'utf8')).toBe(out);
    expect(out).toContain('latest-tag');
  });

  test('a file that cannot be replaced leaves nothing behind', async () => {
    expect((await validate('warned.yaml', '--output-file', 'deploy')).code).toBe(2);
    expect(readdirSync('.')).toEqual(['broken.yaml', 'deploy', 'good.yaml', 'warned.yaml', 'wrong.yaml']);
  });

  test.each(['--output-file', '--write-baseline'])('%s is a regular file, and stays what it is', async (option) => {
    execFileSync('mkfifo', ['pipe']);
    symlinkSync('pipe', 'to-pipe');
    symlinkSync('nowhere', 'to-nowhere');
    for (const [path, what] of [
      ['pipe', 'expected a regular file or a new one, this is a named pipe'],
      ['to-pipe', 'expected a regular file or a new one, this is a named pipe'],
      ['deploy', 'expected a regular file or a new one, this is a folder'],
      ['to-nowhere', 'a link that leads nowhere'],
    ] as const) {
      const err = `cannot write ${path}: ${what}\n`;
      expect(await validate('warned.yaml', option, path)).toEqual({ code: 2, out: '', err });
    }
    expect(lstatSync('pipe').isFIFO()).toBe(true);
  });

  test('through a link, the file that it leads to is written', async () => {
    writeFileSync('deploy/report', 'old');
    symlinkSync('deploy/report', 'link');
    expect(await validate('warned.yaml', '--output-file', 'link')).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync('deploy/report', 'utf8')).toContain('latest-tag');
    expect(lstatSync('link').isSymbolicLink()).toBe(true);
  });

  const escape = '\u001B[';
  const colored = async (isTTY: boolean, environment: Record<string, string>, ...args: readonly string[]) =>
    (await run(['validate', ...only, 'warned.yaml', ...args], { isTTY, environment })).out.includes(escape);

  test.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR says nothing', true, { NO_COLOR: '' }, true],
    ['FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['NO_COLOR wins', true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
  ])('colours: %s', async (_, isTTY, environment, expected) => {
    expect(await colored(isTTY, environment)).toBe(expected);
  });

  test('colours: never with --no-color, nor in a file', async () => {
    expect(await colored(true, {}, '--no-color')).toBe(false);
    await colored(true, { FORCE_COLOR: '1' }, '--output-file', 'out');
    expect(readFileSync('out', 'utf8')).not.toContain(escape);
  });
});

test('--schema gives kinds a schema', async () => {
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
    },
  };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Thing', plural: 'things' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
  mkdirSync('crds');
  writeFileSync('crds/things.json', JSON.stringify(definition));
  writeFileSync('thing.yaml', 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {size: big}\n');
  const found = async (...args: readonly string[]) =>
    (await run(['validate', '--only', 'schema', 'thing.yaml', ...args])).out;
  expect(await found()).toContain('unknown-kind');
  expect(await found('--schema', 'crds')).toMatch(/wrong-type {2}thing\.yaml:4:8/);
  expect((await validate('thing.yaml', '--schema', 'deploy')).err).toContain('deploy: no CustomResourceDefinition');
});

test.each<[string, () => void, string]>([
  [
    'a link that leads out of it',
    () => {
      symlinkSync('../wrong.yaml', 'crds/a.yaml');
    },
    'crds/a.yaml:1:1: a link that leads out of the folder (to ../wrong.yaml): what is outside is not read; copy it here',
  ],
  [
    'a pipe',
    () => execFileSync('mkfifo', ['crds/a.json']),
    'crds/a.json:1:1: this is a named pipe: use - for standard input',
  ],
  [
    'no UTF-8',
    () => {
      writeFileSync('crds/a.yaml', Buffer.from('a: \xe9', 'latin1'));
    },
    'crds/a.yaml:1:4: the byte 0xE9 is not valid UTF-8: convert the file to UTF-8',
  ],
])('a folder of schemas with %s', async (_, prepare, err) => {
  mkdirSync('crds');
  prepare();
  expect(await validate('good.yaml', '--schema', 'crds')).toEqual({ code: 2, out: '', err: `${err}\n` });
});

test('a folder of schemas has a name of one line', async () => {
  mkdirSync('crds\n::error::x');
  const err = 'crds\\n::error::x: no CustomResourceDefinition (YAML, JSON) and no JSON Schema in it\n';
  expect(await validate('good.yaml', '--schema', 'crds\n::error::x')).toEqual({ code: 2, out: '', err });
});

describe('configuration', () => {
  test('.validate.yaml of the working directory is found', async () => {
    writeFileSync('.validate.yaml', 'paths: ["dep*"]\nfailOn: warning\n');
    const { code, out } = await validate();
    expect(code).toBe(1);
    expect(out).toContain('deploy/web.yaml:7:7');
  });

  test('arguments win', async () => {
    writeFileSync('.validate.yaml', 'paths: [deploy]\nfailOn: warning\nrules: {latest-tag: off}\n');
    expect((await validate('good.yaml')).code).toBe(0);
    expect((await run(['validate', 'warned.yaml', '--rule', 'latest-tag=error', '--only', 'latest-tag'])).code).toBe(1);
    expect((await validate('deploy', '--fail-on', 'error')).code).toBe(0);
  });

  test('excluded files are not read when a folder is', async () => {
    writeFileSync('.validate.yaml', 'exclude: ["**/web.yaml"]\n');
    writeFileSync('deploy/broken.yaml', 'a: [');
    writeFileSync('deploy/web.yaml', 'a: [');
    expect((await validate('deploy')).out).not.toContain('web.yaml');
  });

  test('a link that leads nowhere is not the same as none', async () => {
    symlinkSync('nowhere.yaml', '.validate.yaml');
    expect(await validate('good.yaml')).toEqual({
      code: 2,
      out: '',
      err: '.validate.yaml is a link that leads nowhere\n',
    });
  });

  test.each([
    ['paths', '/dev/null/*', '/dev/null/*'],
    ['paths', '../out/p.yaml', '../out/p.yaml'],
    ['paths', 'deploy/*/../../../out', 'deploy/*/../../../out'],
    ['paths', '../own-2/p.yaml', '../own-2/p.yaml'],
    ['paths', 'link.yaml', 'link.yaml'],
    ['paths', 'l*.yaml', 'link.yaml'],
    ['paths', 'folder/*', 'folder'],
    ['paths', 'fold*/*', 'folder'],
    ['values', '../out/p.yaml', '../out/p.yaml'],
    ['values', 'link.yaml', 'link.yaml'],
    ['schemas', 'folder', 'folder'],
  ])('%s: what it names is in its folder: %s', async (key, path, led) => {
    mkdirSync('out');
    mkdirSync('own/deploy', { recursive: true });
    mkdirSync('own-2');
    writeFileSync('own-2/p.yaml', pod('nginx'));
    writeFileSync('out/p.yaml', 'token: secret\n');
    process.chdir('own');
    writeFileSync('good.yaml', pod('nginx:1.29.3'));
    symlinkSync('../out/p.yaml', 'link.yaml');
    symlinkSync('../out', 'folder');
    writeFileSync('.validate.yaml', `failOn: warning\n${key}: [good.yaml, '${path}']\n`);
    const what = `${led} is outside of the working directory and of the folder of this file; give it on the command line`;
    expect(await validate(...(key === 'paths' ? [] : ['good.yaml']))).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(/^\.validate\.yaml:2:\d+: /),
    });
    const { err } = await validate(...(key === 'paths' ? [] : ['good.yaml']));
    expect(err).toContain(`: ${key}[1]: ${what}\n`);
  });

  test('a link within its folder is fine, and so is anything on the command line', async () => {
    mkdirSync('own');
    symlinkSync('../good.yaml', 'deploy/link.yaml');
    writeFileSync('.validate.yaml', 'paths: [deploy/link.yaml]\n');
    expect((await validate()).code).toBe(0);
    process.chdir('own');
    expect((await validate('../good.yaml', '--config', '../.validate.yaml')).code).toBe(0);
  });

  test('a configuration in a folder of its own names what lies in the working directory', async () => {
    mkdirSync('ci');
    writeFileSync('ci/validate.yaml', 'paths: [good.yaml]\n');
    expect((await validate('--config', 'ci/validate.yaml')).code).toBe(0);
  });

  test('or beside itself', async () => {
    mkdirSync('own');
    process.chdir('own');
    writeFileSync('../own.yaml', 'paths: [../good.yaml]\n');
    expect((await validate('--config', '../own.yaml')).code).toBe(0);
  });

  test('found by itself, it is no link that leads out of its folder', async () => {
    writeFileSync('own.yaml', 'failOn: warning\n');
    process.chdir('deploy');
    symlinkSync('../own.yaml', '.validate.yaml');
    expect(await validate('web.yaml')).toEqual({
      code: 2,
      out: '',
      err: '.validate.yaml is a link that leads out of its folder: give it with --config if it is meant\n',
    });
    expect((await validate('web.yaml', '--config', '.validate.yaml')).code).toBe(1);
  });

  test.each(['config', 'baseline'])('a %s file is UTF-8', async (option) => {
    writeFileSync('own', Buffer.from('{\n"a\xe9": 1}', 'latin1'));
    const err = 'own:2:3: the byte 0xE9 is not valid UTF-8: convert the file to UTF-8\n';
    expect(await validate('good.yaml', `--${option}`, 'own')).toEqual({ code: 2, out: '', err });
  });

  test('a namespace is a name', async () => {
    writeFileSync('.validate.yaml', 'namespace: --help\n');
    const form = 'the name of a namespace: at most 63 lower-case letters, digits and -';
    const err = `.validate.yaml:1:1: namespace: expected ${form}, got "--help"\n`;
    expect(await validate('good.yaml')).toEqual({ code: 2, out: '', err });
  });

  test('its mistakes have their place', async () => {
    writeFileSync('own.yaml', 'rules: {}\nfailon: error\n');
    expect(await validate('good.yaml', '--config', 'own.yaml')).toEqual({
      code: 2,
      out: '',
      err: 'own.yaml:2:1: failon: unknown key, did you mean failOn?\n',
    });
  });
});

describe('what strangers have written', () => {
  const written = ['::stop-commands::x', '  ::error::y', '##[add-path]z', '\u001B[2J', '\u009B', '\u202E'];
  const name = written.join('\n');
  // YAML takes such characters only as escapes.
  const quoted = (value: unknown) =>
    JSON.stringify(value).replace(
      /[\u007F-\uFFFF]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );

  test.each(formatNames)('%s: no line of it is a command', async (format) => {
    writeFileSync(`${name}.yaml`, 'a: [');
    mkdirSync(`${name}/templates`, { recursive: true });
    const document = { apiVersion: 'v1', kind: name, metadata: { name }, [name]: name };
    writeFileSync(`${name}/templates/${name}.yaml`, quoted(document));
    const { out, err } = await run(['validate', '.', '--output', format, '--verbose']);
    const ours = /^::(?:error|notice|warning) file=/;
    const lines = `${out}${err}`.split('\n');
    const commands = lines.filter((line) => /^\s*::/.test(line) && !(format === 'github' && ours.test(line)));
    expect(commands).toEqual([]);
    expect(lines.filter((line) => /##\[|[\p{Cc}\p{Cf}]/u.test(line))).toEqual([]);
    expect(out).toContain('stop-commands');
  });

  test('nor what a chart or Helm says', async () => {
    const message = JSON.stringify(`a\n${name}`);
    for (const [file, text] of Object.entries({
      'chart/Chart.yaml': `apiVersion: v2\nname: chart\nversion: 0.1.0\n`,
      'chart/templates/a.yaml': `{{ fail ${message} }}\n`,
    })) {
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, text);
    }
    const { out } = await run(['validate', 'chart', '--only', 'rendering']);
    expect(out).toContain('the chart stops with: a ::stop-commands::x');
    expect(out.split('\n').filter((line) => /^\s*::|##\[|[\p{Cc}\p{Cf}]/u.test(line))).toEqual([]);
  });

  test('a mistake of a configuration has one line', async () => {
    writeFileSync('own.yaml', `${quoted(name)}: 1\n`);
    const { err } = await validate('good.yaml', '--config', 'own.yaml');
    expect(err.split('\n')).toHaveLength(2);
    expect(err).toMatch(/^own\.yaml:1:1: \["::stop-commands::x\\n {2}::error::y\\n#\\u0023\[add-path\]z/);
  });
});

describe('charts', () => {
  beforeEach(() => {
    const files = {
      'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'values.yaml': 'image: nginx\n',
      'templates/web.yaml': pod('{{ .Values.image }}').replace('web', '{{ .Release.Name }}'),
    };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join('shop', path, '..'), { recursive: true });
      writeFileSync(join('shop', path), content);
    }
    // A real Helm: the one that this machine has, or the pinned one.
    process.env['HELM'] = helms()[0]?.file;
  });

  test('findings are at the line of the template', async () => {
    const { code, out } = await validate('shop', '--fail-on', 'warning');
    expect(out).toContain('shop/templates/web.yaml:7:7');
    expect(out).toContain('image: {{ .Values.image }}');
    expect(code).toBe(1);
  });

  test('no chart can have another file shown as its own', async () => {
    writeFileSync('secret.yaml', 'password: hunter2\n'.repeat(20));
    // Helm prints such files as they are.
    mkdirSync('shop/crds');
    writeFileSync('shop/crds/a.yaml', `${pod('nginx')}\n---\n# Source: ${folder}/secret.yaml\n${pod('nginx')}`);
    const { out } = await validate('shop');
    expect(out).toContain(`latest-tag  ${folder}/secret.yaml`);
    expect(out).not.toContain('hunter2');
  });

  test('with values, and with the name of the release', async () => {
    writeFileSync('own.yaml', 'image: nginx:1\n');
    expect((await validate('shop', '-f', 'own.yaml', '--fail-on', 'warning')).code).toBe(0);
    expect((await validate('shop', '--set', 'image=redis', '--release', 'mine')).out).toContain('Pod default/mine');
  });

  test('with what the cluster is to know', async () => {
    const asking = '{{ if .Capabilities.APIVersions.Has "example.com/v1" }}asked{{ else }}web{{ end }}';
    writeFileSync('shop/templates/web.yaml', pod('nginx').replace('web', asking));
    expect((await validate('shop')).out).toContain('Pod default/web');
    const { out } = await validate('shop', '--api-versions', 'other.io/v1', '--api-versions', 'example.com/v1');
    expect(out).toContain('Pod default/asked');
  });

  test('the matrix says how much it tried', async () => {
    const { out } = await validate('shop', '--matrix');
    expect(out).toMatch(/^10 sets of values tried in \d+\.\d s$/m);
    // Helm starts a dozen times.
  });

  test('what the configuration suppresses in one input is not unused in the others', async () => {
    writeFileSync('.validate.yaml', 'suppress: [{rule: latest-tag, reason: a demo}]\n');
    const { out } = await validate('good.yaml', 'shop', '--verbose');
    expect(out).toContain('suppressed by configuration: a demo');
    expect(out).not.toContain('unused-suppression');
    expect((await validate('good.yaml', 'shop', '--set', 'image=a:1')).out.split('unused-suppression')).toHaveLength(2);
  });
});

test('--max-per-rule: what is not listed fails the run all the same, and a baseline has everything', async () => {
  for (const name of ['a', 'b', 'c']) writeFileSync(`deploy/${name}.yaml`, pod('nginx').replace('web', name));
  const few = ['deploy', '--max-per-rule', '1', '--fail-on', 'warning'];
  const { code, out } = await validate(...few);
  expect(code).toBe(1);
  expect(out).toContain('warning latest-tag  3 more findings of this rule, not listed here');
  expect(out).toContain('4 objects checked for Kubernetes 1.36: 0 errors, 4 warnings, 0 info');
  await validate(...few, '--write-baseline', 'base.json');
  expect(await validate(...few, '--baseline', 'base.json')).toMatchObject({
    code: 0,
    out: expect.stringContaining('4 suppressed'),
  });
});

test('a baseline makes yesterday’s findings pass, and no new ones', async () => {
  expect(await validate('deploy', '--write-baseline', 'base.json', '--fail-on', 'warning')).toEqual({
    code: 0,
    out: '',
    err: '',
  });
  const again = ['deploy', '--baseline', 'base.json', '--fail-on', 'warning'];
  expect(await validate(...again)).toMatchObject({ code: 0, out: expect.stringContaining('1 suppressed') });
  writeFileSync('deploy/new.yaml', pod('redis').replace('web', 'new'));
  expect(await validate(...again)).toMatchObject({ code: 1, out: expect.stringContaining('Pod default/new') });
});

test('a named pipe is refused, and not opened for an excerpt either', async () => {
  execFileSync('mkfifo', ['pipe.yaml']);
  const { code, out } = await validate('pipe.yaml');
  expect(code).toBe(2);
  expect(out).toContain('this is a named pipe');
});
