/** MLflow of some version with what its "-full" image has beside it, in a Python virtual environment: what its image is made of. */
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { userCache } from '../../support/user-cache';

/** Drivers for PostgreSQL and S3, and the exporter of metrics. */
const DRIVERS = ['psycopg2-binary==2.9.13', 'boto3==1.44.5', 'prometheus-flask-exporter==0.23.2'];

/** What a version needs to be held back from, because it is older than that. */
const BOUNDS: Readonly<Record<string, readonly string[]>> = {
  '2.9.0': ['sqlalchemy<2.1', 'setuptools<80'],
};

const FOLDER = join(userCache, 'mlflow');
/** Written last: what was installed, where, and the Python it runs on. */
const markerOf = (version: string) => join(FOLDER, `${version}.json`);

export interface Installed {
  /** The virtual environment: it cannot be moved, so each installation has a folder of its own. */
  readonly folder: string;
  /** For people: "MLflow 3.18.0". */
  readonly version: string;
  /** Where Python itself is. */
  readonly python: string;
}

export function installedMlflow(version: string): Installed | undefined {
  const marker = markerOf(version);
  return existsSync(marker) ? (JSON.parse(readFileSync(marker, 'utf8')) as Installed) : undefined;
}

/**
 * Needs Python 3.10 or newer with venv; downloads half a gigabyte. Of two that install at the same time, the first to finish
 * is the one that counts.
 */
export async function installMlflow(version: string, python: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, `${version}-`));
  // Pods run as somebody else.
  chmodSync(folder, 0o755);
  try {
    const installed = await installInto(folder, version, python);
    const draft = join(folder, 'installed.json');
    writeFileSync(draft, JSON.stringify(installed));
    linkSync(draft, markerOf(version));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(markerOf(version))) throw error;
  }
}

async function installInto(folder: string, version: string, python: string): Promise<Installed> {
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
  return { folder, version: `MLflow ${version}${beside}`, python: prefix.trim() };
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
