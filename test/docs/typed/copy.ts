/** A copy of the project to run commands in: its sources are links, what commands write is its own. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, type Outcome } from '../../support/execute';
import { helm } from '../../support/helm';
import { locateHelm } from '../../support/helm-binary';
import { root } from '../../support/root';

const FIXTURES = join(__dirname, 'fixtures');

/** The validator takes no link for a configuration that it finds by itself. */
const COPIED = ['package.json', '.validate.yaml'];
/** What commands write to, or what would be taken for the original; the rest are links. */
const OWN = [...COPIED, 'dist', 'docs', 'values', 'lib', 'charts', 'operations', 'build', 'node_modules', '.git'];
/** Those of them that are there from the start; sources that import lib/ are beside its copy, or they would have another one. */
const FOLDERS = ['dist', 'docs', 'values', 'lib', 'charts', 'operations'];

export interface Copy {
  readonly folder: string;
  /** Runs a command as a person would type it there, with Helm 4 and a folder of its own for global packages. */
  run(command: string): Promise<Outcome>;
  remove(): void;
}

export async function copyOfProject(): Promise<Copy> {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  const own = (...path: readonly string[]) => join(folder, ...path);
  for (const name of readdirSync(root)) if (!OWN.includes(name)) symlinkSync(join(root, name), own(name));
  for (const name of COPIED) copyFileSync(join(root, name), own(name));
  for (const name of FOLDERS) cpSync(join(root, name), own(name), { recursive: true });
  mkdirSync(own('node_modules', '.cache'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '.cache') symlinkSync(join(root, 'node_modules', name), own('node_modules', name));
  }
  cpSync(FIXTURES, folder, { recursive: true });
  await helm('4').run(['package', own('chart'), '--destination', folder]);
  copyFileSync(own('web-0.1.0.tgz'), own('chart.tgz'));
  mkdirSync(own('programs', 'bin'), { recursive: true });
  symlinkSync(locateHelm('4').file, own('programs', 'bin', 'helm'));
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(HELM|npm_|NODE_OPTIONS|JEST|FORCE_COLOR)/.test(name),
  );
  const env = {
    ...Object.fromEntries(inherited),
    PATH: [own('programs', 'bin'), process.env['PATH']].join(':'),
    npm_config_prefix: own('programs'),
    npm_config_update_notifier: 'false',
  };
  return {
    folder,
    run: (command) => execute('bash', ['-o', 'pipefail', '-c', command], { cwd: folder, env }),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
