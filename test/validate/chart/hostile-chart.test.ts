/** Charts that lead elsewhere, or are not what they seem: nothing outside of the chart is read, and that is said. */
import { execFileSync } from 'node:child_process';
import fs, { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { helmAt } from '../../../lib/helm/find';
import { validateChart, type ChartOptions } from '../../../lib/validate/chart/validate-chart';
import { SettingsError } from '../../../lib/validate/settings/settings-error';
import { CHART_YAML, withFolder } from '../../support/chart-folder';
import { helm, helms } from '../../support/helm';
import { tgz } from '../../support/tgz';

type Files = Readonly<Record<string, string | Uint8Array>>;

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const outside = {
  'outside/secret.yaml': 'password: hunter2\n',
  'outside/folder/a.yaml': configMap,
  'outside/ignore': '.helmignore\n',
  'chart-2/secret.yaml': 'password: hunter2\n',
};

/** `file:line:column: reason` below the chart's folder. */
async function unreadable(files: Files, prepare: (chart: string) => void = () => undefined, each = helm('4')) {
  const all = Object.entries({ 'Chart.yaml': CHART_YAML, ...files }).map(([path, text]) => [`chart/${path}`, text]);
  return withFolder({ ...outside, ...(Object.fromEntries(all) as Files) }, async (folder) => {
    const chart = join(folder, 'chart');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    prepare(chart);
    const result = await validateChart(chart, {}, each);
    expect(JSON.stringify(result)).not.toContain('hunter2');
    return result.unreadable.map(({ file, line, column, reason }) => {
      return `${file.slice(chart.length + 1)}:${line}:${column}: ${reason}`;
    });
  });
}

const link = (target: string, path: string) => (chart: string) => {
  symlinkSync(target, join(chart, path));
};
const leaves = (target: string) =>
  `a link that leads out of the folder (to ${target}): what is outside is not read; copy it here`;

describe('what is no file of the chart', () => {
  test.each<[string, Files, (chart: string) => void, string]>([
    ['a template', {}, link('/etc/passwd', 'templates/a.yaml'), `templates/a.yaml:1:1: ${leaves('/etc/passwd')}`],
    [
      'values',
      {},
      link('../outside/secret.yaml', 'values.yaml'),
      `values.yaml:1:1: ${leaves('../outside/secret.yaml')}`,
    ],
    ['a subchart', {}, link('../outside/folder', 'charts'), `charts:1:1: ${leaves('../outside/folder')}`],
    [
      'what is in a folder whose name begins as its own does',
      {},
      link('../chart-2/secret.yaml', 'values.yaml'),
      `values.yaml:1:1: ${leaves('../chart-2/secret.yaml')}`,
    ],
    [
      'a .helmignore that has itself passed over',
      {},
      link('../outside/ignore', '.helmignore'),
      `.helmignore:1:1: ${leaves('../outside/ignore')}`,
    ],
    ['.helmignore', {}, link('/etc/passwd', '.helmignore'), `.helmignore:1:1: ${leaves('/etc/passwd')}`],
    ['a folder for .helmignore', { '.helmignore/x': '' }, () => undefined, '.helmignore:1:1: this is a folder'],
    ['a device', {}, link('/dev/zero', 'files'), `files:1:1: ${leaves('/dev/zero')}`],
    ['nothing', {}, link('nowhere', 'a.txt'), 'a.txt:1:1: a link that leads nowhere (to nowhere)'],
    ['itself', {}, link('a.txt', 'a.txt'), 'a.txt:1:1: the link leads in circles'],
    [
      'the chart',
      {},
      link('..', 'templates/up'),
      'templates/up:1:1: a link that leads in circles, to a folder around it',
    ],
    [
      'a pipe',
      {},
      (chart) => execFileSync('mkfifo', [join(chart, 'templates/a.yaml')]),
      'templates/a.yaml:1:1: this is a named pipe: use - for standard input',
    ],
    [
      'folders that multiply',
      {},
      (chart) => {
        // Of 2^16 paths, none with more than 16 links: Linux follows 40, and counts them anew, from where it was, if
        // something else changes meanwhile.
        for (let depth = 0; depth < 16; depth++) {
          mkdirSync(join(chart, 'files', String(depth)), { recursive: true });
          for (const name of ['a', 'b'])
            symlinkSync(`../${String(depth + 1)}`, join(chart, 'files', String(depth), name));
        }
        mkdirSync(join(chart, 'files/16'));
      },
      ':1:1: more than 10000 files and folders',
    ],
  ])('%s', async (_, files, prepare, expected) => {
    expect(await unreadable(files, prepare)).toEqual([expected]);
  });

  test.each(helms().map((each) => [each.version, each] as const))(
    'links within the chart are fine, and so is what Helm passes over (Helm %s)',
    async (_, each) => {
      const files = {
        '.helmignore': '# comment\n/private\n*.sock\nnode_modules/\n',
        'files/a.yaml': configMap,
        'files/logo.png': new Uint8Array([0x89, 0x50, 0xff, 0]),
      };
      const prepare = (chart: string) => {
        symlinkSync('../files/a.yaml', join(chart, 'templates/a.yaml'));
        symlinkSync('/etc/passwd', join(chart, 'private'));
        execFileSync('mkfifo', [join(chart, 'x.sock')]);
        symlinkSync('/', join(chart, 'node_modules'));
      };
      expect(await unreadable(files, prepare, each)).toEqual([]);
    },
  );

  test('a dependency in a folder outside is not read', async () => {
    await withFolder(
      {
        'chart/Chart.yaml': `${CHART_YAML}dependencies: [{name: sub, version: 0.1.0, repository: "file://../sub"}]\n`,
        'sub/Chart.yaml': CHART_YAML.replace('tiny', 'sub'),
      },
      async (folder) => {
        const { findings } = await validateChart(join(folder, 'chart'), {}, helm('4'));
        const [found] = findings.filter(({ rule }) => rule === 'chart-does-not-render');
        expect(found?.message).toContain("in Chart.yaml's dependencies, but not in charts/");
      },
    );
  });
});

describe('a schema that leads elsewhere', () => {
  const schema = (text: object) => JSON.stringify(text);
  const values = { 'values.yaml': 'a: 1\n', 'templates/a.yaml': configMap };
  const said = (target: string) =>
    `refers to ${target}, which is not in the file: nothing is fetched, and no values were checked`;
  const web = 'http://127.0.0.1:9/a.json';
  test.each<[string, Files, string]>([
    ['to the network', { 'values.schema.json': schema({ properties: { a: { $ref: web } } }) }, web],
    ['to its own language', { 'values.schema.json': schema({ $schema: web }) }, web],
    ['by where it says it is', { 'values.schema.json': schema({ $id: web, allOf: [{ $ref: 'b.json' }] }) }, 'b.json'],
    [
      'in a subchart',
      {
        'charts/s/Chart.yaml': CHART_YAML.replace('tiny', 's'),
        'charts/s/values.schema.json': schema({ properties: { a: { $ref: web } } }),
      },
      web,
    ],
  ])('%s', async (_, files, target) => {
    await withFolder({ 'Chart.yaml': CHART_YAML, ...values, ...files }, async (folder) => {
      const { findings, unreadable: problems, counts } = await validateChart(folder, {}, helm('4'));
      const found = findings.filter(({ rule }) => rule === 'values-schema-invalid').map(({ message }) => message);
      expect([found, problems, counts.objects]).toEqual([[said(target)], [], 1]);
    });
  });

  test('to another file, whose content no message shows', async () => {
    await withFolder({ 'secret.json': schema({ enum: ['hunter2'] }) }, async (outer) => {
      const target = `file://${outer}/secret.json`;
      const files = { ...values, 'values.schema.json': schema({ properties: { a: { $ref: target } } }) };
      await withFolder({ 'Chart.yaml': CHART_YAML, ...files }, async (folder) => {
        const result = await validateChart(folder, {}, helm('4'));
        expect(JSON.stringify(result)).not.toContain('hunter2');
        expect(result.findings.map(({ message }) => message)).toContain(said(target));
        expect(result.counts.objects).toBe(1);
      });
    });
  });
});

test('a template that wants all memory', async () => {
  const template = `{{- $x := repeat 2000000000 "x" }}\n${configMap}`;
  await withFolder({ 'Chart.yaml': CHART_YAML, 'templates/a.yaml': template }, async (folder) => {
    const { findings } = await validateChart(folder, {}, helm('4'));
    const failed = findings.filter(({ rule }) => rule === 'chart-does-not-render').map(({ message }) => message);
    expect(failed).toEqual(['Helm needs more than 1.5 GiB of memory']);
  });
});

describe('files where folders are expected, and the reverse', () => {
  const sub = (name: string) => CHART_YAML.replace('tiny', name);
  test.each<[string, Files, readonly string[], number]>([
    ['another subchart in a folder of its name', { 'charts/foo-0.1.0/Chart.yaml': sub('other') }, [], 1],
    [
      'a file of its name',
      { 'charts/foo-0.1.0': 'a file' },
      ['error unpacking subchart foo-0.1.0 in tiny: Chart.yaml file is missing'],
      0,
    ],
    [
      'a folder that looks packaged',
      { 'charts/x.tgz/Chart.yaml': sub('x') },
      ['error unpacking subchart tar in tiny: expected x.tgz, got x.tgz/Chart.yaml'],
      0,
    ],
    ['folders for files', { 'values.yaml/x': '', 'values.schema.json/x': '' }, [], 1],
    ['files for folders', { crds: 'a file', templates: 'a file', ci: 'a file' }, [], 1],
  ])('beside a packaged subchart: %s', async (_, files, messages, objects) => {
    await withFolder({ 'Chart.yaml': sub('foo'), 'templates/a.yaml': configMap }, async (packed) => {
      await withFolder({ 'Chart.yaml': CHART_YAML, ...files }, async (folder) => {
        await helm('4').run(['package', packed, '--destination', join(folder, 'charts')]);
        const { findings, unreadable: problems, counts } = await validateChart(folder, {}, helm('4'));
        const failed = findings.filter(({ rule }) => rule === 'chart-does-not-render').map(({ message }) => message);
        expect([problems, failed, counts.objects]).toEqual([[], messages, objects]);
      });
    });
  });

  test('an archive that says both of one path', async () => {
    const archive = tgz([
      { path: 'tiny/Chart.yaml', content: CHART_YAML },
      { path: 'tiny/charts/foo', content: 'a file' },
      { path: 'tiny/charts/foo/Chart.yaml', content: sub('foo') },
    ]);
    await withFolder({ 'tiny.tgz': archive }, async (folder) => {
      const { unreadable: problems } = await validateChart(join(folder, 'tiny.tgz'), {}, helm('4'));
      expect(problems.map(({ reason }) => reason)).toEqual(['charts/foo is in it as a file, and as a folder']);
    });
  });
});

describe('text is UTF-8', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  test.each<[string, Files, string]>([
    ['a template', { 'templates/a.yaml': latin1(`${configMap}# caf\xe9\n`) }, 'templates/a.yaml:4:6: the byte 0xE9'],
    ['Chart.yaml', { 'Chart.yaml': latin1(`${CHART_YAML}description: \xfc\n`) }, 'Chart.yaml:4:14: the byte 0xFC'],
    ['values', { 'values.yaml': latin1('a: \xe9\n') }, 'values.yaml:1:4: the byte 0xE9'],
    ['a definition', { 'crds/a.yaml': Buffer.from(`\uFEFF${configMap}`, 'utf16le') }, 'crds/a.yaml:1:1: UTF-16'],
    ['a subchart', { 'charts/s/templates/_h.tpl': latin1('\xe9') }, 'charts/s/templates/_h.tpl:1:1: the byte 0xE9'],
  ])('%s', async (_, files, expected) => {
    const [first = '', ...others] = await unreadable(files);
    expect(first.slice(0, expected.length)).toBe(expected);
    expect(others).toEqual([]);
  });

  test('a values file', async () => {
    await withFolder({ 'c/Chart.yaml': CHART_YAML, 'v.yaml': latin1('a: 1\nb: \xe9\n') }, async (folder) => {
      const valuesFiles = [join(folder, 'v.yaml')];
      const { unreadable: problems } = await validateChart(join(folder, 'c'), { valuesFiles }, helm('4'));
      expect(problems).toMatchObject([{ file: valuesFiles[0], line: 2, column: 4 }]);
    });
  });

  test('what a template prints', async () => {
    await withFolder(
      { 'Chart.yaml': CHART_YAML, 'templates/a.yaml': `${configMap}# {{ "\\xff" }}\n` },
      async (folder) => {
        const { findings } = await validateChart(folder, {}, helm('4'));
        expect(findings.map(({ rule }) => rule)).toContain('chart-does-not-render');
      },
    );
  });
});

describe('nothing that is given becomes an option of Helm', () => {
  test.each<[Partial<ChartOptions>, string]>([
    [{ release: '--help' }, 'release: expected the name of a release'],
    [{ release: '--post-renderer=/bin/true' }, 'release: expected'],
    [{ release: '' }, 'release: expected'],
    [{ release: 'a'.repeat(54) }, 'release: expected'],
    [{ namespace: '--help' }, 'namespace: expected the name of a namespace'],
    [{ namespace: 'a\nb' }, 'namespace: expected'],
    [{ minor: NaN }, 'Kubernetes: expected a minor version such as 34, got null'],
    [{ minor: -1 }, 'Kubernetes: expected a minor version such as 34, got -1'],
    [{ apiVersions: ['--help'] }, 'api-versions: expected a version such as apps/v1, got "--help"'],
    [{ apiVersions: ['"'] }, 'api-versions: expected'],
  ])('%j', async (options, message) => {
    await withFolder({ 'Chart.yaml': CHART_YAML }, async (folder) => {
      const run = validateChart(folder, options, helm('3'));
      await expect(run).rejects.toThrow(SettingsError);
      await expect(run).rejects.toThrow(message);
    });
  });

  test.each(helms().map((each) => [each.version, each] as const))(
    'names of files, and assignments, are what they are (Helm %s)',
    async (_, each) => {
      const files = {
        '-chart/Chart.yaml': CHART_YAML,
        '-chart/templates/a.yaml': `${configMap}data: {a: {{ .Values.a }}, b: {{ index .Values "--help" }}}\n`,
        '-f,http:x.yaml': 'a: from-file\n',
      };
      await withFolder(files, async (folder) => {
        const options = { valuesFiles: [join(folder, '-f,http:x.yaml')], set: ['--help=1'], settings: {} };
        const { findings, unreadable: problems, counts } = await validateChart(join(folder, '-chart'), options, each);
        expect([problems, counts.objects]).toEqual([[], 1]);
        expect(findings.filter(({ rule }) => /chart-(?:does-not-render|refuses)/.test(rule))).toEqual([]);
        // A number, as --set reads it.
        expect(findings.filter(({ rule }) => rule === 'wrong-type').map(({ path }) => path)).toEqual(['data.b']);
      });
    },
  );

  test('all options stand before --, and each is one word with its value', async () => {
    const script = '#!/bin/sh\nfor word; do echo "[$word]"; done | tr -d "\\n"\n';
    const files = { 'c/Chart.yaml': CHART_YAML, 'c/templates/a.yaml': configMap, script, 'v.yaml': '' };
    await withFolder(files, async (folder) => {
      const program = join(folder, 'script');
      chmodSync(program, 0o755);
      const options = { set: ['--help=1'], apiVersions: ['a/v1'], valuesFiles: [join(folder, 'v.yaml')] };
      const { unreadable: problems } = await validateChart(join(folder, 'c'), options, helmAt(program, folder));
      const words = [
        ...['template', '--namespace=default', '--kube-version=1.36.0', '--include-crds', '--api-versions=a/v1'],
        ...['--values=given-values-0.yaml', '--set=--help=1', '--', 'release', './chart'],
      ];
      expect(problems.map(({ reason }) => reason)).toEqual([expect.stringContaining(`"[${words.join('][')}]"`)]);
    });
  });

  test('what Helm says about a values file names the file', async () => {
    await withFolder({ 'c/Chart.yaml': CHART_YAML, 'mine.yaml': 'a: [\n' }, async (folder) => {
      const file = join(folder, 'mine.yaml');
      const { findings } = await validateChart(join(folder, 'c'), { valuesFiles: [file] }, helm('4'));
      const [found] = findings.filter(({ rule }) => rule === 'chart-does-not-render');
      expect(found?.message).toContain(`failed to parse ${file}: `);
    });
  });
});

test.each([
  ['true', 'exit 0', 'rendered none of its templates, and is not Helm, it seems'],
  ['echo', 'echo "$@"', 'printed what is no manifest, and is not Helm, it seems: "template --namespace=default'],
])('a Helm that is %s', async (_, script, expected) => {
  const files = { 'c/Chart.yaml': CHART_YAML, 'c/templates/a.yaml': configMap, program: `#!/bin/sh\n${script}\n` };
  await withFolder(files, async (folder) => {
    chmodSync(join(folder, 'program'), 0o755);
    const { unreadable: problems } = await validateChart(
      join(folder, 'c'),
      {},
      helmAt(join(folder, 'program'), folder),
    );
    expect(problems.map(({ reason }) => reason)).toEqual([expect.stringContaining(expected)]);
  });
});

const packed = tgz([{ path: 'tiny/Chart.yaml', content: CHART_YAML }]);

test.each<[string, Files, readonly string[]]>([
  ['a run', {}, []],
  // Unpacked, its folder would have a longer name than a file system takes.
  [
    'a copy that cannot be made',
    { [`charts/${'a'.repeat(251)}.tgz`]: packed },
    ['no copy for Helm can be made: the name is too long'],
  ],
])('after %s, nothing is left in the folder for temporary files', async (_, files, reasons) => {
  await withFolder({ 'Chart.yaml': CHART_YAML, ...files }, async (folder) => {
    const made = jest.spyOn(fs, 'mkdtempSync');
    const { unreadable: problems } = await validateChart(folder, {}, helm('4'));
    const folders = made.mock.results
      .map(({ value }) => String(value))
      .filter((path) => path.includes('mlflow-chart-'));
    made.mockRestore();
    expect(problems.map(({ reason }) => reason)).toEqual(reasons);
    expect(folders).toHaveLength(1);
    expect(folders.filter((path) => fs.existsSync(path))).toEqual([]);
  });
});
