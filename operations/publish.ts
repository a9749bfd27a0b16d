/** `mlflow-chart publish`: the chart to an OCI registry, or to a static repository; signed, with a bill of materials. */
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import type { Command } from '../lib/cli/command';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import type { CommandContext } from '../lib/cli/context';
import { working } from '../lib/cli/working';
import { requirePath } from '../lib/cli/missing-path';
import { writeWholeFile, writingReason } from '../lib/cli/write-file';
import { ScratchFolder } from '../lib/files/scratch-folder';
import { findHelm, NoHelmError } from '../lib/helm/find';
import { visible } from '../lib/text/visible';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { single } from './installation-options';
import { folderSteps, registrySteps } from './publish/next-steps';
import { chartPackage, type ChartPackage } from './publish/package';
import type { Outcome, Place } from './publish/outcome';
import { lastWords, runProgram } from './publish/program';
import type { Signer } from './publish/provenance';
import { publishToRegistry, repositoryOf, type RegistryPublishing } from './publish/registry';
import { packageRoot, unreleasedIn } from './publish/released-tree';
import { publishToFolder } from './publish/repository';
import { sbomOf } from './publish/sbom';
import { secretKey } from './publish/secret-key';
import { certificatesIn, isRegistry, registryPath, servedAt, targetIn } from './publish/target';

const GROUPS = {
  'To a registry': {
    'plain-http': { help: 'it has no TLS' },
    'ca-file': { value: 'FILE', completes: 'file', help: 'certificate authorities that it is trusted by' },
  },
  'To a folder': {
    url: { value: 'URL', help: 'where it is served; without, the index names files beside it' },
  },
  Signature: {
    sign: { value: 'KEY', help: 'gpg signs a provenance file with this key: an e-mail address, a fingerprint' },
    'passphrase-file': { value: 'FILE', completes: 'file', help: 'with the passphrase, where no agent asks for it' },
  },
  Output: {
    sbom: { value: 'FILE', completes: 'file', help: 'write the bill of materials there: CycloneDX 1.6' },
    'dry-run': { help: 'only say what would be done' },
    unreleased: { help: 'even if the chart has changed since that version was released' },
  },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'publish',
  usage: ['oci://REGISTRY/PATH [OPTION…]', 'FOLDER [OPTION…]'],
  about: [
    'Publishes the chart, with its default values: to an OCI registry, by your own Helm and its logins (helm registry login), or to the folder of a repository, whose index.yaml gets an entry. A version that is there is never overwritten. In a clone, what was released is published: from the tag of that version.',
  ],
  options: GROUPS,
  operands: 'folder',
  examples: (program) => [
    `${program} publish oci://registry.example.com/charts --sign you@example.com`,
    `${program} publish ./charts --url https://charts.example.com`,
  ],
  exit: {
    0: 'it is there',
    1: 'refused: that version is there with other bytes or another signature, or this is not what was released',
    2: 'bad usage, or Helm, gpg or the registry refuses',
  },
  document: 'docs/publishing.md',
};

/**
 * @param source the folder of this program: where it is a repository, what was released is published from it
 * @returns the exit code: 0 it is there, 1 refused: that version is there and is another, or this is not what was released,
 *   2 bad usage, or somebody does not do their part
 */
export async function publishCommand(
  args: readonly string[],
  context: CommandContext,
  source = packageRoot(),
): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context, source));
}

export const command: Command = { page: PAGE, run: publishCommand };

async function run(
  args: readonly string[],
  { output, errors, environment, tool }: CommandContext,
  source: string,
): Promise<0 | 1> {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  const one = single(given);
  const target = targetIn(positionals);
  const registry = isRegistry(target)
    ? {
        path: registryPath(target),
        plainHttp: given.has('plain-http'),
        caFile: ifGiven(one('ca-file'), certificatesIn),
      }
    : undefined;
  const url = ifGiven(one('url'), servedAt);
  refuseOther(given, registry !== undefined);
  const sbom = one('sbom');
  if (sbom !== undefined) requireFolderOf(sbom);
  const key = one('sign');
  const passphraseFile = ifGiven(one('passphrase-file'), readable);
  if (key === undefined && passphraseFile !== undefined) {
    throw new SettingsError('--passphrase-file without --sign KEY: nothing is signed');
  }
  const isDry = given.has('dry-run');

  const chart = chartPackage();
  const unreleased = given.has('unreleased') ? undefined : await unreleasedIn(source, chart.version, environment);
  if (unreleased !== undefined) {
    errors.write(`${visible(unreleased)}\n`);
    return 1;
  }
  const bill = sbomOf(chart, tool);
  const helm = await helmFor(environment, (version) =>
    errors.write(`There is no Helm here: fetching Helm ${version}, once\n`),
  );
  const signer: Signer | undefined =
    key === undefined ? undefined : { key: await secretKey(key, environment), passphraseFile };
  const scratch = scratchFolder();
  try {
    const options: RegistryPublishing = { signer, dryRun: isDry, helm, scratch, environment };
    const outcome =
      registry === undefined
        ? await publishToFolder(chart, { folder: target, url, sbom: bill }, options)
        : await working(errors, `asking ${registry.path}`, publishToRegistry(chart, registry, options));
    if (outcome.is === 'refused') {
      errors.write(`${visible(outcome.why)}\n`);
      return 1;
    }
    if (sbom !== undefined && !isDry) writeWholeFile(sbom, bill);
    const place = registry === undefined ? target : `oci://${repositoryOf(registry, chart)}`;
    output.write(said(outcome, chart, { place, url, signer }));
    if (outcome.is !== 'possible') {
      output.write(
        registry === undefined
          ? folderSteps(chart, { url: served(outcome.address) ?? url, isSigned: signer !== undefined })
          : registrySteps(chart, registry, { digest: outcome.digest ?? '', isSigned: signer !== undefined, sbom }),
      );
    }
    return 0;
  } finally {
    scratch.dispose();
  }
}

interface Asked {
  readonly place: string;
  readonly url: string | undefined;
  readonly signer: Signer | undefined;
}

function said(
  outcome: Exclude<Outcome, { is: 'refused' }>,
  { name, version, sha256, bytes, file }: ChartPackage,
  { place, url, signer }: Asked,
): string {
  const where = visible(place);
  const first = {
    published: `${name} ${version} is published: ${where}`,
    'already there': `${name} ${version} is already there, the same bytes: ${where}`,
    possible: `${name} ${version} is not there yet, and would be published: ${where}`,
  }[outcome.is];
  const { digest, address }: Place = outcome.is === 'possible' ? {} : outcome;
  const isElsewhere = address !== undefined && url !== undefined && address !== `${url.replace(/\/+$/, '')}/${file}`;
  const lines = [
    first,
    `  archive   sha256:${sha256}  ${file}, ${String(bytes.length)} bytes`,
    digest === undefined ? undefined : `  manifest  ${digest}`,
    signer === undefined ? undefined : `  key       ${signer.key.fingerprint}  ${visible(signer.key.userId)}`,
    // The index has an address of its own for each entry, which stays as it was published.
    isElsewhere ? `  address   ${visible(address)}, as its index has had it: --url ${url} is not written` : undefined,
  ];
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`;
}

/** The folder of an archive's address; nothing where it is none of the web. */
function served(address: string | undefined): string | undefined {
  return /^(https?:\/\/.+)\/[^/]+$/.exec(address ?? '')?.[1];
}

function ifGiven(value: string | undefined, check: (value: string) => string): string | undefined {
  return value === undefined ? undefined : check(value);
}

/** Nothing is passed over in silence. */
function refuseOther(given: ReadonlyMap<string, readonly string[]>, toRegistry: boolean): void {
  const others = Object.keys(GROUPS[toRegistry ? 'To a folder' : 'To a registry']);
  const wrong = others.filter((name) => given.has(name)).map((name) => `--${name}`);
  if (wrong.length === 0) return;
  throw new SettingsError(
    `${wrong.join(', ')}: only for publishing to ${toRegistry ? 'a folder, this is a registry' : 'a registry (oci://…), this is a folder'}`,
  );
}

function readable(path: string): string {
  requirePath(path);
  return path;
}

/** @throws SettingsError where the system has no place for it */
function scratchFolder(): ScratchFolder {
  try {
    return ScratchFolder.create();
  } catch (error) {
    throw new SettingsError(
      `no folder can be made in ${tmpdir()}, for temporary files: ${writingReason(error)}; set TMPDIR to one that can be written`,
    );
  }
}

/** Before anything is published: afterwards it would be too late to say. */
function requireFolderOf(file: string): void {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new SettingsError(`--sbom ${file}: there is no folder ${folder}`);
}

/** Seconds: it has only to say its version. */
const PATIENCE = 60;

/** @throws SettingsError where there is none, or one that has no registries */
async function helmFor(
  environment: CommandContext['environment'],
  onDownload: (version: string) => void,
): Promise<string> {
  try {
    const { file } = await findHelm({ environment, onDownload });
    const args = ['version', '--template', '{{.Version}}'];
    const answer = await runProgram(file, args, { environment, seconds: PATIENCE });
    if (answer.code === 0 && /^v?[34]\.\d/.test(answer.stdout.trim())) return file;
    const words = answer.stdout.trim().split('\n')[0] ?? '';
    const got = answer.code === 0 && words !== '' ? words : lastWords(answer);
    throw new SettingsError(
      `${file}: expected Helm 3 or 4, and asked for its version: ${visible(got)}. Install one (https://helm.sh/docs/intro/install/), or set HELM to the path of its binary`,
    );
  } catch (error) {
    throw error instanceof NoHelmError ? new SettingsError(error.message) : error;
  }
}
