/** Other validators, as their users run them. Each says what it has against a file, as texts that can be compared. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { execute, outputOf } from '../../test/support/execute';
import { goBuild, goFolder, type GoCommands } from '../../test/support/go-build';
import { userCache } from '../../test/support/user-cache';
import { checks } from '../../lib/validate/checks';
import { validate } from '../../lib/validate/validate';
import { fileSource } from './corpus';

/** What all are asked about: the newest version that all of them have schemas for. */
export const KUBERNETES = 36;

export interface Tool {
  readonly name: string;
  /** For each file (by its name), what the tool reports. */
  readonly reports: (folder: string, files: readonly string[]) => Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}

const kubeconform: GoCommands = {
  name: 'kubeconform',
  module: 'github.com/yannh/kubeconform',
  version: '0.8.0',
  commands: { kubeconform: '/cmd/kubeconform' },
};
const kubeScore: GoCommands = {
  name: 'kube-score',
  module: 'github.com/zegl/kube-score',
  version: '1.20.0',
  commands: { 'kube-score': '/cmd/kube-score' },
};
const CHECKOV = '3.3.30';
const KUBERNETES_VALIDATE = '1.37.0';
const python = join(userCache, 'validators', `checkov-${CHECKOV}`);

type Reports = ReadonlyMap<string, ReadonlySet<string>>;

/** Builds or installs what is missing, once. What can't be had here is said, and left out. */
export async function peers(say: (line: string) => void): Promise<readonly Tool[]> {
  const tools: Tool[] = [ours];
  for (const [commands, tool] of [
    [kubeconform, kubeconformTool],
    [kubeScore, kubeScoreTool],
  ] as const) {
    try {
      await goBuild(commands, say);
      tools.push(tool);
    } catch (error) {
      say(`${commands.name} is not here: ${(error as Error).message}`);
    }
  }
  try {
    await installPython(say);
    tools.push(kubernetesValidateTool, checkovTool);
  } catch (error) {
    say(`checkov and kubernetes-validate are not here: ${(error as Error).message}`);
  }
  return tools;
}

export function kubeconformCommand(): { readonly file: string; readonly args: readonly string[] } {
  const location = join(kubeconformSchemas(), '{{ .ResourceKind }}{{ .KindSuffix }}.json');
  return {
    file: join(goFolder(kubeconform), 'kubeconform'),
    args: ['-strict', '-schema-location', location, '-n', '2'],
  };
}

interface Schema {
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/**
 * The strict JSON Schemas that kubernetes-validate carries, each complete in itself as those are that kubeconform would
 * download: it can not follow their references.
 */
function kubeconformSchemas(): string {
  const folder = join(python, `standalone-1.${String(KUBERNETES)}`);
  if (existsSync(folder)) return folder;
  const source = join(python, 'schemas', `v1.${String(KUBERNETES)}.0-local-strict`);
  const read = (file: string) => JSON.parse(readFileSync(join(source, file), 'utf8')) as Schema;
  const { $defs = {} } = read('_definitions.json');
  const unfinished = mkdtempSync(join(python, '.standalone-'));
  for (const file of readdirSync(source)) {
    if (file === '_definitions.json') continue;
    const schema = read(file);
    const needed = new Map<string, Schema>();
    const follow = (part: Schema): void => {
      for (const [, name = ''] of JSON.stringify(part).matchAll(/"[^"]*#\/\$defs\/([^"]+)"/g)) {
        const definition = $defs[name];
        if (definition === undefined || needed.has(name)) continue;
        needed.set(name, definition);
        follow(definition);
      }
    };
    follow(schema);
    const text = JSON.stringify({ ...schema, $defs: Object.fromEntries(needed) });
    writeFileSync(join(unfinished, file), text.replaceAll(/"\/api\/_definitions\.json#/g, '"#'));
  }
  renameSync(unfinished, folder);
  return folder;
}

async function installPython(say: (line: string) => void): Promise<void> {
  const done = join(python, 'done');
  if (existsSync(done)) return;
  say(`Installing checkov ${CHECKOV} and kubernetes-validate ${KUBERNETES_VALIDATE}; they are kept in ${python}`);
  rmSync(python, { recursive: true, force: true });
  mkdirSync(python, { recursive: true });
  outputOf(await execute('python3', ['-m', 'venv', join(python, 'venv')]));
  const pip = join(python, 'venv/bin/pip');
  const packages = [`checkov==${CHECKOV}`, `kubernetes-validate==${KUBERNETES_VALIDATE}`];
  outputOf(await execute(pip, ['install', '--quiet', ...packages]));
  const where = 'import kubernetes_validate, os; print(os.path.dirname(kubernetes_validate.__file__))';
  const folder = outputOf(await execute(join(python, 'venv/bin/python'), ['-c', where])).trim();
  outputOf(await execute('ln', ['-s', join(folder, 'kubernetes-json-schema'), join(python, 'schemas')]));
  writeFileSync(done, '');
}

/** checkov has no checks that are off unless asked for. */
const optionalRules = Object.fromEntries(
  checks.filter(({ optional }) => optional === true).map(({ id, severity }) => [id, severity]),
);

const ours: Tool = {
  name: 'this validator',
  reports: (folder, files) =>
    Promise.resolve(
      new Map(
        files.map((file) => {
          const options = { minor: KUBERNETES, settings: optionalRules };
          const { findings, unreadable } = validate([fileSource(join(folder, file))], options);
          const found = findings.map(({ rule, object, path }) => [rule, object?.kind, object?.name, path].join(' '));
          return [file, new Set([...found, ...unreadable.map(({ reason }) => reason)])];
        }),
      ),
    ),
};

const kubeconformTool: Tool = {
  name: 'kubeconform',
  async reports(folder, files) {
    const { file, args } = kubeconformCommand();
    const { stdout } = await execute(file, [...args, '-output', 'json', folder]);
    const { resources = [] } = JSON.parse(stdout) as {
      readonly resources?: readonly { readonly filename: string; readonly name: string; readonly msg: string }[];
    };
    return collect(
      files,
      resources.map((each) => [basename(each.filename), `${each.name} ${each.msg}`]),
    );
  },
};

const kubeScoreTool: Tool = {
  name: 'kube-score',
  async reports(folder, files) {
    const rows: [string, string][] = [];
    for (const file of files) {
      const args = ['score', '--output-format', 'ci', join(folder, file)];
      const { stdout, stderr, code } = await execute(join(goFolder(kubeScore), 'kube-score'), args);
      const lines = stdout.split('\n').filter((line) => /^\[(CRITICAL|WARNING)\]/.test(line));
      // What it can't read, it says on stderr.
      if (lines.length === 0 && code !== 0) lines.push(stderr.split('\n')[0] ?? '');
      rows.push(...lines.map((line): [string, string] => [file, line]));
    }
    return collect(files, rows);
  },
};

interface CheckovReport {
  readonly results?: {
    readonly failed_checks?: readonly {
      readonly check_id: string;
      readonly resource: string;
      readonly file_path: string;
    }[];
    readonly parsing_errors?: readonly string[];
  };
}

/** Its memory grows with the square of the files: 305 of them take more than 12 GiB. */
const CHECKOV_FILES = 20;

const checkovTool: Tool = {
  name: 'checkov',
  async reports(folder, files) {
    const rows: [string, string][] = [];
    for (let start = 0; start < files.length; start += CHECKOV_FILES) {
      const some = files.slice(start, start + CHECKOV_FILES).flatMap((file) => ['-f', join(folder, file)]);
      const args = [...some, '--framework', 'kubernetes', '-o', 'json', '--quiet', '--compact', '--skip-download'];
      const { stdout } = await execute(join(python, 'venv/bin/checkov'), args);
      const { results = {} } = JSON.parse(stdout) as CheckovReport;
      for (const each of results.failed_checks ?? []) {
        rows.push([basename(each.file_path), `${each.check_id} ${each.resource}`]);
      }
      for (const path of results.parsing_errors ?? []) rows.push([basename(path), 'can not be read']);
    }
    return collect(files, rows);
  },
};

const kubernetesValidateTool: Tool = {
  name: 'kubernetes-validate',
  async reports(folder, files) {
    return collect(files, await kubernetesValidate(folder, files));
  },
};

/** The command ends at the first file that it can't read; its functions, one file after the other, don't. */
async function kubernetesValidate(folder: string, files: readonly string[]): Promise<readonly [string, string][]> {
  const args = ['-c', KUBERNETES_VALIDATE_ALL, `1.${String(KUBERNETES)}.0`, ...files];
  const { stdout } = await execute(join(python, 'venv/bin/python'), args, { cwd: folder });
  return JSON.parse(stdout) as readonly [string, string][];
}

const KUBERNETES_VALIDATE_ALL = `
import json, sys
from kubernetes_validate.utils import resources_from_file, validate
version, *files = sys.argv[1:]
found = []
for file in files:
    try:
        resources = resources_from_file(file)
    except (Exception, SystemExit) as error:
        found.append((file, str(error)))
        continue
    for resource in resources:
        try:
            validate(resource, version, strict=True)
        except Exception as error:
            found.append((file, str(error)))
print(json.dumps(found))
`;

function collect(files: readonly string[], rows: readonly (readonly [string, string])[]): Reports {
  const reports = new Map(files.map((file) => [file, new Set<string>()]));
  for (const [file, text] of rows) reports.get(file)?.add(text);
  return reports;
}
