/** Publishing to an OCI registry, with the user's own Helm and its logins. */
import { mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { ScratchFolder } from '../../lib/files/scratch-folder';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { otherBytes, type Outcome } from './outcome';
import { isSame, sha256, type ChartPackage } from './package';
import { lastWords, runProgram, type ProgramEnvironment, type ProgramResult } from './program';
import { faultOf, provenanceFile, signed, type Signer } from './provenance';

export interface Registry {
  /** `registry.example.com/charts`: Helm adds the chart's name. */
  readonly path: string;
  readonly plainHttp: boolean;
  /** Certificate authorities of its own. */
  readonly caFile: string | undefined;
}

export interface RegistryPublishing {
  readonly signer: Signer | undefined;
  readonly dryRun: boolean;
  /** Helm's binary. */
  readonly helm: string;
  readonly scratch: ScratchFolder;
  readonly environment: ProgramEnvironment;
}

export const SCHEME = 'oci://';

/** Seconds: a slow line has its time. */
const PATIENCE = { pull: 60, push: 300 } as const;

/** Helm gives the manifest the archive's date: with this one, it has the same digest whoever pushes, and whenever. */
const DATE = new Date('2020-01-01T00:00:00Z');

/** `registry.example.com/charts/mlflow`. */
export function repositoryOf({ path }: Registry, { name }: ChartPackage): string {
  return `${path}/${name}`;
}

/** What Helm's commands about this registry need. */
export function registryFlags({ plainHttp, caFile }: Registry): readonly string[] {
  return [...(plainHttp ? ['--plain-http'] : []), ...(caFile === undefined ? [] : ['--ca-file', caFile])];
}

/** @throws SettingsError where Helm, gpg or the registry does not do its part */
export async function publishToRegistry(
  chartPackage: ChartPackage,
  registry: Registry,
  { signer, dryRun, helm, scratch, environment }: RegistryPublishing,
): Promise<Outcome> {
  const where = `${SCHEME}${repositoryOf(registry, chartPackage)}`;
  const host = registry.path.split('/')[0] ?? '';
  const run = (args: readonly ['pull' | 'push', ...string[]], since: string) =>
    runProgram(helm, [...args, ...registryFlags(registry)], {
      environment,
      seconds: PATIENCE[args[0]],
      late: `does ${host} answer? ${since}`,
    });
  const pull = (name: string, since: string) =>
    pulled(chartPackage, registry, join(scratch.path, name), (args) => run(args, since));
  const before = await pull('before', 'Nothing was pushed');
  if (before !== undefined) {
    if (!isSame(before.bytes, chartPackage.bytes)) return otherBytes(chartPackage, where, sha256(before.bytes));
    if (signer === undefined) return { is: 'already there', digest: before.digest };
    const fault =
      before.provenance === undefined
        ? 'it has no provenance file'
        : await faultOf(before.provenance, chartPackage, signer, helm, scratch, environment);
    if (fault === undefined) return { is: 'already there', digest: before.digest };
    return {
      is: 'refused',
      why:
        `${chartPackage.name} ${chartPackage.version} is in ${where} already, the same bytes, but not signed by ${signer.key.said}: ${fault}. ` +
        'A provenance file would be another manifest in its place. Sign the digest instead, with cosign, or sign the next version',
    };
  }
  if (dryRun) return { is: 'possible' };

  const archive = join(scratch.path, 'pushed', chartPackage.file);
  scratch.write(`pushed/${chartPackage.file}`, chartPackage.bytes);
  utimesSync(archive, DATE, DATE);
  const provenance = signer && (await checkedSignature(chartPackage, signer, helm, scratch, environment));
  if (provenance !== undefined) scratch.write(`pushed/${provenanceFile(chartPackage)}`, provenance);
  const pushed = await run(
    ['push', archive, `${SCHEME}${registry.path}`],
    'The same command again says whether the chart is there by now',
  );
  if (pushed.code !== 0) throw new SettingsError(`cannot push to ${where}: ${withHint(pushed, registry)}`);

  const after = await pull('after', 'The chart was pushed, and nobody has compared it: the same command again does');
  if (after === undefined || !isSame(after.bytes, chartPackage.bytes) || after.provenance !== provenance) {
    throw new SettingsError(
      `${where}: what the registry gives back is not what was pushed to it; see who else pushes ${chartPackage.version}`,
    );
  }
  return { is: 'published', digest: after.digest };
}

/** A provenance file that Helm takes. @throws SettingsError where gpg makes none, or Helm does not take it */
export async function checkedSignature(
  chartPackage: ChartPackage,
  signer: Signer,
  helm: string,
  scratch: ScratchFolder,
  environment: ProgramEnvironment,
): Promise<string> {
  const provenance = await signed(chartPackage, signer, environment);
  const fault = await faultOf(provenance, chartPackage, signer, helm, scratch, environment);
  if (fault === undefined) return provenance;
  const hint = fault.includes('unsupported feature: public key type')
    ? '. Helm 3 knows no keys of elliptic curves: take an RSA key'
    : '';
  throw new SettingsError(`--sign ${signer.key.said}: helm verify does not take what gpg signed: ${fault}${hint}`);
}

interface Pulled {
  readonly bytes: Uint8Array;
  readonly provenance: string | undefined;
  readonly digest: string;
}

/** Nothing where the registry has no such version. */
async function pulled(
  chartPackage: ChartPackage,
  registry: Registry,
  folder: string,
  run: (args: readonly ['pull', ...string[]]) => Promise<ProgramResult>,
): Promise<Pulled | undefined> {
  const repository = repositoryOf(registry, chartPackage);
  const { version } = chartPackage;
  mkdirSync(folder);
  const result = await run(['pull', `${SCHEME}${repository}`, '--version', version, '--prov', '--destination', folder]);
  const said = `${result.stdout}\n${result.stderr}`;
  // Tags have no +. What else Helm says may mean that it is there.
  const isMissing = said.includes(`${repository}:${version.replace('+', '_')}: not found`);
  if (result.code !== 0 && isMissing) return undefined;
  if (result.code !== 0) {
    throw new SettingsError(
      `cannot tell whether ${version} is in ${SCHEME}${repository} already, and nothing was pushed: ${withHint(result, registry)}`,
    );
  }
  const [archive, provenance] = ['.tgz', '.prov'].map((end) => readdirSync(folder).find((file) => file.endsWith(end)));
  const [, digest] = /^Digest: (sha256:[0-9a-f]{64})$/m.exec(said) ?? [];
  if (archive === undefined || digest === undefined) {
    throw new SettingsError(`helm pull ${SCHEME}${repository} gave no archive with a digest: ${lastWords(result)}`);
  }
  return {
    bytes: readFileSync(join(folder, archive)),
    provenance: provenance && readFileSync(join(folder, provenance), 'utf8'),
    digest,
  };
}

function withHint(result: ProgramResult, registry: Registry): string {
  const words = lastWords(result);
  // As it was said: "credential not found" looks like a credential.
  const hint = hintFor(result.stderr, registry);
  return hint === undefined ? words : `${words}. ${hint}`;
}

function hintFor(words: string, { path, caFile }: Registry): string | undefined {
  const host = path.split('/')[0] ?? '';
  if (/\b(?:401|403)\b|unauthorized|denied|forbidden|credential not found|no basic auth/i.test(words)) {
    return `Log in: helm registry login ${host}`;
  }
  if (words.includes('server gave HTTP response to HTTPS client')) return 'It has no TLS: --plain-http';
  if (!/unknown authority|certificate is not trusted/i.test(words)) return undefined;
  return caFile === undefined
    ? `Where ${host} has a certificate authority of its own: --ca-file FILE`
    : `${caFile} has no authority that has signed for ${host}`;
}
