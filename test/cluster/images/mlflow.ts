/** MLflow's own image is Python's: a slim Debian, Python and what pip installed. So is this one, with Debian's Python. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installedMlflow, type Installed } from './installed-mlflow';
import { execute, outputOf } from '../../support/execute';
import { debian, type DebianPackages } from './debian';
import type { Image } from './image';
import type { Layer } from './layer';
import { MLFLOW, MLFLOW_GUIDE, mlflowImage, TEAM_IMAGE } from './versions';

/** Where the virtual environment is in the image. */
const HOME = '/opt/mlflow';

/** A virtual environment needs the very Python that made it, which is this machine's. */
const SUITES: Readonly<Record<string, DebianPackages['suite']>> = { 'python3.11': 'bookworm', 'python3.13': 'trixie' };

/** What MLflow's own login has its forms from: the "-full" image has it, and the guide's MLflow asks for none. */
const FORMS = ['Flask-WTF==1.3.0', 'WTForms==3.3.2'];

/** What MLflow's client needs for MLFLOW_TRACKING_AUTH=kubernetes, and its image has not. */
const TEAM = [
  'kubernetes==37.0.2',
  'aiohttp-retry==2.9.1',
  'durationpy==0.11',
  'oauthlib==4.0.1',
  'requests-oauthlib==2.0.0',
  'websocket-client==1.9.2',
];

/** Beside what the image of that name has. */
const WITH_DRIVERS: Readonly<Record<string, string>> = { [MLFLOW_GUIDE]: ' and the drivers that its image lacks,' };

/** `undefined` if this version has not been installed (see `installMlflow`). */
export function mlflow(version: string): Image | undefined {
  const installed = installedMlflow(version);
  if (installed === undefined) return undefined;
  const suite = suiteOf(installed);
  if (suite === undefined) return undefined;
  return {
    reference: mlflowImage(version),
    standIn: `${installed.version}${WITH_DRIVERS[version] ?? ''} from PyPI, Python of Debian ${suite}`,
    layers: [
      debian(`python-${suite}`, { suite, variant: 'minbase', packages: ['python3', 'ca-certificates', 'netbase'] }),
      environment(version, installed),
      ...(version === MLFLOW_GUIDE ? [] : [packages('flask-wtf', FORMS, installed)]),
    ],
    config: {
      env: { PATH: `${HOME}/bin:/usr/local/bin:/usr/bin:/bin`, LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1' },
      command: ['python3'],
    },
  };
}

/** The release of Debian with the Python of this virtual environment, if there is one. */
export function suiteOf({ folder, python }: Installed): DebianPackages['suite'] | undefined {
  if (!python.startsWith('/usr') || !existsSync(join(folder, 'lib'))) return undefined;
  const [version = ''] = readdirSync(join(folder, 'lib')).filter((name) => name.startsWith('python3'));
  return SUITES[version];
}

/** As a team builds one on MLflow's. */
export function teamImage(): Image | undefined {
  const [base, installed] = [mlflow(MLFLOW), installedMlflow(MLFLOW)];
  if (base === undefined || installed === undefined) return undefined;
  return {
    ...base,
    reference: TEAM_IMAGE,
    standIn: `${base.standIn}; with the package kubernetes`,
    layers: [...base.layers, packages('kubernetes-client', TEAM, installed)],
  };
}

/** A layer of its own: it is small, and what is below takes a gigabyte for each version. */
function packages(name: string, wanted: readonly string[], { folder }: Installed): Layer {
  const [python = ''] = readdirSync(join(folder, 'lib')).filter((name) => name.startsWith('python3'));
  return {
    name,
    inputs: [wanted, python, HOME],
    build: async (archive, scratch) => {
      const target = join(scratch, 'packages');
      const install = ['install', '--quiet', '--no-deps', '--no-compile', '--target', target];
      outputOf(await execute(join(folder, 'bin/pip'), [...install, ...wanted]));
      const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
      const at = `--transform=s,^[.],${HOME.slice(1)}/lib/${python}/site-packages,S`;
      outputOf(await execute('tar', [...same, at, '-C', target, '-cf', archive, '.']));
    },
  };
}

function environment(version: string, installed: Installed): Layer {
  const { folder } = installed;
  return {
    name: `mlflow-${version}`,
    inputs: [installed, HOME],
    build: async (archive, scratch) => {
      const bin = join(scratch, 'bin');
      await mkdir(bin);
      for (const entry of readdirSync(join(folder, 'bin'), { withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const [from, to] = [join(folder, 'bin', entry.name), join(bin, entry.name)];
        await copyFile(from, to);
        const content = readFileSync(from);
        // A script names its interpreter by the path it was installed with.
        if (content.subarray(0, 2).toString() === '#!')
          await writeFile(to, (await readFile(from, 'utf8')).replaceAll(folder, HOME));
      }
      for (const name of ['python', 'python3']) await symlink('/usr/bin/python3', join(bin, name));
      const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner'];
      const at = `--transform=s,^[.],${HOME.slice(1)},S`;
      outputOf(await execute('tar', [...same, at, '-C', folder, '--exclude=./bin', '-cf', archive, '.']));
      outputOf(await execute('tar', [...same, at, '-C', scratch, '-rf', archive, './bin']));
    },
  };
}
