/** `mlflow-chart publish`: the chart to an OCI registry, or to a static repository; signed, with a bill of materials. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { optionLines } from '../lib/cli/option-lines';
import { readOptions, type OptionDeclaration } from '../lib/cli/options';
import { reportErrors } from '../lib/cli/report-errors';
import type { CommandContext } from '../lib/cli/validate';
import { requirePath } from '../lib/cli/missing-path';
import { writeWholeFile, writingReason } from '../lib/cli/write-file';
import { ScratchFolder } from '../lib/files/scratch-folder';
import { findHelm, NoHelmError } from '../lib/helm/find';
import { visible } from '../lib/text/visible';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { single } from './installation-options';
import { folderSteps, registrySteps } from './publish/next-steps';
import { chartPackage, type ChartPackage } from './publish/package';
import type { Outcome } from './publish/outcome';
import { requireKey, type Signer } from './publish/provenance';
import { isRegistry, publishToRegistry, registryPath, repositoryOf, type RegistryPublishing } from './publish/registry';
import { publishToFolder } from './publish/repository';
import { sbomOf } from './publish/sbom';

const GROUPS = {
  'To a registry': {
    'plain-http': { help: 'it has no TLS' },
    'ca-file': { value: 'FILE', help: 'certificate authorities that it is trusted by' },
  },
  'To a folder': {
    url: { value: 'URL', help: 'where it is served; without, the index names files beside it' },
  },
  Signature: {
    sign: { value: 'KEY', help: 'gpg signs a provenance file with this key, and helm verify checks it' },
    'passphrase-file': { value: 'FILE', help: 'with the passphrase, where no agent asks for it' },
  },
  Output: {
    sbom: { value: 'FILE', help: 'write the bill of materials there: CycloneDX 1.6' },
    'dry-run': { help: 'only say what would be done' },
  },
  Help: { help: { short: 'h', help: 'this page' } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, OptionDeclaration>>>>;

const DECLARED = Object.assign({}, ...Object.values(GROUPS)) as Readonly<Record<string, OptionDeclaration>>;

/** @returns the exit code: 0 it is there, 1 refused: that version is there and is another, 2 bad usage, or somebody does not do their part */
export async function publishCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context));
}

async function run(args: readonly string[], { output, errors, environment, tool }: CommandContext): Promise<0 | 1> {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(help(tool.name));
    return 0;
  }
  const one = single(given);
  const target = targetOf(positionals);
  const registry = isRegistry(target)
    ? { path: registryPath(target), plainHttp: given.has('plain-http'), caFile: readable(one('ca-file')) }
    : undefined;
  const url = one(
    'url',
    /^https?:\/\/\S+$/,
    'the address that the folder is served at, such as https://charts.example.com',
  );
  refuseOther(given, registry !== undefined);
  const sbom = one('sbom');
  if (sbom !== undefined) requireFolderOf(sbom);
  const signer = signerOf(one('sign'), readable(one('passphrase-file')));
  const isDry = given.has('dry-run');

  const chart = chartPackage();
  const bill = sbomOf(chart, tool);
  const helm = await helmFor(environment, (version) =>
    errors.write(`There is no Helm here: fetching Helm ${version}, once\n`),
  );
  if (signer !== undefined) await requireKey(signer, environment);
  const scratch = ScratchFolder.create();
  try {
    const options: RegistryPublishing = { signer, dryRun: isDry, helm, scratch, environment };
    const outcome =
      registry === undefined
        ? await publishToFolder(chart, { folder: target, url, sbom: bill }, options)
        : await publishToRegistry(chart, registry, options);
    if (outcome.is === 'refused') {
      errors.write(`${visible(outcome.why)}\n`);
      return 1;
    }
    if (sbom !== undefined && !isDry) write(sbom, bill);
    output.write(said(outcome, chart, registry === undefined ? target : `oci://${repositoryOf(registry, chart)}`));
    if (outcome.is !== 'possible') {
      output.write(
        registry === undefined
          ? folderSteps(chart, { url, isSigned: signer !== undefined })
          : registrySteps(chart, registry, { digest: outcome.digest ?? '', isSigned: signer !== undefined, sbom }),
      );
    }
    return 0;
  } finally {
    scratch.dispose();
  }
}

function said(outcome: Exclude<Outcome, { is: 'refused' }>, chart: ChartPackage, where: string): string {
  const { name, version, sha256, bytes, file } = chart;
  const place = visible(where);
  const first = {
    published: `${name} ${version} is published: ${place}`,
    'already there': `${name} ${version} is already there, the same bytes: ${place}`,
    possible: `${name} ${version} is not there yet, and would be published: ${place}`,
  }[outcome.is];
  const digest = outcome.is === 'possible' || outcome.digest === undefined ? '' : `  manifest  ${outcome.digest}\n`;
  return `${first}\n  archive   sha256:${sha256}  ${file}, ${String(bytes.length)} bytes\n${digest}`;
}

function targetOf([target, second]: readonly string[]): string {
  if (target === undefined)
    throw new SettingsError('expected where to publish: oci://REGISTRY/PATH, or a FOLDER; see --help');
  if (second !== undefined) throw new SettingsError(`expected one place to publish to, got ${target} and ${second}`);
  return target;
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

function signerOf(key: string | undefined, passphraseFile: string | undefined): Signer | undefined {
  if (key !== undefined) return { key, passphraseFile };
  if (passphraseFile === undefined) return undefined;
  throw new SettingsError('--passphrase-file without --sign KEY: nothing is signed');
}

function readable(path: string | undefined): string | undefined {
  if (path !== undefined) requirePath(path);
  return path;
}

/** Before anything is published: afterwards it would be too late to say. */
function requireFolderOf(file: string): void {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new SettingsError(`--sbom ${file}: there is no folder ${folder}`);
}

async function helmFor(
  environment: CommandContext['environment'],
  onDownload: (version: string) => void,
): Promise<string> {
  try {
    return (await findHelm({ environment, onDownload })).file;
  } catch (error) {
    throw error instanceof NoHelmError ? new SettingsError(error.message) : error;
  }
}

function write(path: string, content: string): void {
  try {
    writeWholeFile(path, content);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw new SettingsError(`cannot write ${path}: ${writingReason(error)}`);
  }
}

/** Fits 80 columns. */
function help(program: string): string {
  return `Usage: ${program} publish oci://REGISTRY/PATH [OPTION…]
       ${program} publish FOLDER [OPTION…]

Publishes the chart, with its default values: to an OCI registry, by your own
Helm and its logins (helm registry login), or to the folder of a repository,
whose index.yaml gets an entry. A version that is there is never overwritten.
${optionLines(GROUPS)}
Examples:
  ${program} publish oci://registry.example.com/charts --sign you@example.com
  ${program} publish ./charts --url https://charts.example.com

Exit code: 0 it is there, 1 refused: that version is there with other bytes or
another signature, 2 bad usage, or Helm, gpg or the registry refuses.
`;
}
