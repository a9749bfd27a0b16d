/** MLflow of some version with what its "-full" image has beside it, in a Python virtual environment. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { userCache } from '../../support/user-cache';
import type { Image } from '../node/image';

/** Drivers for PostgreSQL and S3, and the exporter of metrics. */
const DRIVERS = ['psycopg2-binary==2.9.13', 'boto3==1.44.5', 'prometheus-flask-exporter==0.23.2'];

/** What a version needs to be held back from, because it is older than that. */
const BOUNDS: Readonly<Record<string, readonly string[]>> = {
  '2.9.0': ['sqlalchemy<2.1', 'setuptools<80'],
};

const folderOf = (version: string) => join(userCache, 'mlflow', version);
/** Written last: what was installed, and the Python it runs on. */
const markerOf = (version: string) => join(folderOf(version), 'installed.json');

interface Installed {
  /** For people: "MLflow 3.18.0". */
  readonly version: string;
  /** Where Python itself is. */
  readonly python: string;
}

export function mlflowImage(version: string): Image | undefined {
  const marker = markerOf(version);
  if (!existsSync(marker)) return undefined;
  const installed = JSON.parse(readFileSync(marker, 'utf8')) as Installed;
  const folder = folderOf(version);
  return {
    version: installed.version,
    folders: installed.python.startsWith('/usr') ? [folder] : [folder, installed.python],
    files: { '/etc/passwd': join(__dirname, 'passwd') },
    env: { PATH: `${folder}/bin:/usr/local/bin:/usr/bin:/bin`, LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1' },
    entrypoint: [],
    command: ['python3'],
  };
}

/** Needs Python 3.10 or newer with venv; downloads half a gigabyte. */
export async function installMlflow(version: string, python: string): Promise<void> {
  const folder = folderOf(version);
  rmSync(folder, { recursive: true, force: true });
  await run(python, ['-m', 'venv', folder]);
  const pip = (...args: readonly string[]) => run(join(folder, 'bin/pip'), ['install', '--quiet', ...args]);
  const others = [...DRIVERS, ...(BOUNDS[version] ?? [])];
  try {
    await pip(`mlflow==${version}`, ...others);
  } catch (error) {
    // Some indexes have a release before its companion: then on the companion before it, and the name says so.
    const companion = newestCompanion(error);
    if (companion === undefined) throw error;
    await pip(`mlflow==${companion}`, ...others);
    await pip('--no-deps', `mlflow==${version}`);
  }
  const inside = join(folder, 'bin/python');
  const skinny = await run(inside, [
    '-c',
    `from importlib.metadata import version; print(version("mlflow-skinny"))`,
  ]).catch(() => version);
  const prefix = await run(inside, ['-c', 'import sys; print(sys.base_prefix)']);
  const beside = skinny.trim() === version ? '' : ` (with mlflow-skinny ${skinny.trim()})`;
  const installed: Installed = { version: `MLflow ${version}${beside}`, python: prefix.trim() };
  writeFileSync(markerOf(version), JSON.stringify(installed));
}

async function run(file: string, args: readonly string[]): Promise<string> {
  return outputOf(await execute(file, args));
}

/** From pip's complaint that it cannot find mlflow-skinny: the newest version that there is. */
function newestCompanion(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  if (!message.includes('No matching distribution found for mlflow-skinny')) return undefined;
  return /\(from versions: [^)]*?([\d.]+)\)/.exec(message)?.[1];
}
