/** Publishing to a static repository: a folder that some web server serves, with an index. */
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGiven } from '../../lib/cli/given-file';
import { writeWholeFile } from '../../lib/cli/write-file';
import { readBytes } from '../../lib/files/read-file';
import type { ScratchFolder } from '../../lib/files/scratch-folder';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { YamlError } from '../../lib/yaml/error';
import { readDocuments } from '../../lib/yaml/read';
import { writeNewFiles } from '../secrets/write-new';
import { ARTIFACT_HUB, ARTIFACT_HUB_FILE } from './artifact-hub';
import { otherBytes, type Outcome } from './outcome';
import { isSame, sha256, type ChartPackage } from './package';
import { lastWords, runProgram } from './program';
import { faultOf, provenanceFile } from './provenance';
import { checkedSignature, type RegistryPublishing } from './registry';
import { sbomFile } from './sbom';

export interface Repository {
  readonly folder: string;
  /** Where it is served; without, the index names archives by their files, beside it. */
  readonly url: string | undefined;
  /** The bill of materials that lies beside the archive. */
  readonly sbom: string;
}

const INDEX = 'index.yaml';
/** Seconds. */
const PATIENCE = 60;
/** A web server runs as somebody else. */
const MODES = { file: 0o644, folder: 0o755 } as const;

/** @throws SettingsError where Helm, gpg or the file system does not do its part: then the folder is as it was */
export async function publishToFolder(
  chartPackage: ChartPackage,
  { folder, url, sbom }: Repository,
  options: RegistryPublishing,
): Promise<Outcome> {
  const { signer, dryRun, helm, scratch, environment } = options;
  const { file, bytes } = chartPackage;
  const archive = present(join(folder, file));
  if (archive !== undefined && !isSame(archive, bytes)) return otherBytes(chartPackage, folder, sha256(archive));
  const index = present(join(folder, INDEX)) === undefined ? undefined : readGiven(join(folder, INDEX));
  const listed = index === undefined ? undefined : listedIn(index, chartPackage, join(folder, INDEX));
  if (listed !== undefined && listed.sha256 !== '' && listed.sha256 !== chartPackage.sha256) {
    return otherBytes(chartPackage, `${folder}/${INDEX}`, listed.sha256);
  }
  const signature = present(join(folder, provenanceFile(chartPackage)));
  if (signer !== undefined && signature !== undefined) {
    const text = Buffer.from(signature).toString();
    const fault = await faultOf(text, chartPackage, signer, helm, scratch, environment);
    if (fault !== undefined) {
      const why = `${join(folder, provenanceFile(chartPackage))} is there already, and not of ${signer.key.said}: ${fault}. It is not overwritten: remove it to sign anew, or leave out --sign`;
      return { is: 'refused', why };
    }
  }
  const isSigned = signer === undefined || signature !== undefined;
  if (archive !== undefined && listed !== undefined && isSigned) {
    return { is: 'already there', address: listed.address };
  }
  if (dryRun) return { is: 'possible' };

  const wanted: readonly (readonly [string, Uint8Array | string | undefined])[] = [
    [file, bytes],
    [
      provenanceFile(chartPackage),
      isSigned ? undefined : await checkedSignature(chartPackage, signer, helm, scratch, environment),
    ],
    [sbomFile(chartPackage), sbom],
    [ARTIFACT_HUB_FILE, ARTIFACT_HUB],
  ];
  const missing = new Map(
    wanted.flatMap(([name, content]) =>
      content === undefined || present(join(folder, name)) !== undefined ? [] : [[name, content] as const],
    ),
  );
  const next = listed === undefined ? await newIndex(chartPackage, url, index, options) : undefined;
  const undo = writeNewFiles(folder, missing, MODES);
  try {
    if (next !== undefined) writeWholeFile(join(folder, INDEX), next);
  } catch (error) {
    undo();
    throw error;
  }
  return { is: 'published', address: listed?.address };
}

/**
 * Helm makes it, of this archive alone, and merges what was there: entries of others keep their dates and addresses.
 *
 * @throws SettingsError that says what Helm says
 */
async function newIndex(
  { file, bytes }: ChartPackage,
  url: string | undefined,
  index: string | undefined,
  {
    helm,
    scratch,
    environment,
  }: { readonly helm: string; readonly scratch: ScratchFolder } & Pick<RegistryPublishing, 'environment'>,
): Promise<string> {
  scratch.write(`index/${file}`, bytes);
  if (index !== undefined) scratch.write('before.yaml', index);
  const folder = join(scratch.path, 'index');
  const merge = index === undefined ? [] : ['--merge', join(scratch.path, 'before.yaml')];
  const args = ['repo', 'index', folder, ...(url === undefined ? [] : ['--url', url]), ...merge];
  const result = await runProgram(helm, args, { environment, seconds: PATIENCE });
  if (result.code !== 0) throw new SettingsError(`helm repo index makes no ${INDEX}: ${lastWords(result)}`);
  return readFileSync(join(folder, INDEX), 'utf8');
}

interface Listed {
  /** Empty where the index has none. */
  readonly sha256: string;
  /** Of the archive, as it stands there. */
  readonly address: string | undefined;
}

interface Entry {
  readonly version?: string;
  readonly digest?: string;
  readonly urls?: readonly string[];
}

/** What an index has of this version; nothing where it does not have the version. */
function listedIn(text: string, { name, version }: ChartPackage, path: string): Listed | undefined {
  try {
    const document = readDocuments(text, path)[0]?.value as
      | {
          readonly entries?: Readonly<Record<string, readonly Entry[] | null>>;
        }
      | null
      | undefined;
    const entry = document?.entries?.[name]?.find((each) => each.version === version);
    return entry && { sha256: (entry.digest ?? '').replace(/^sha256:/, ''), address: entry.urls?.[0] };
  } catch (error) {
    if (error instanceof YamlError || error instanceof TypeError) {
      throw new SettingsError(`${path} is no index of a repository: ${error.message}`);
    }
    throw error;
  }
}

/** What is in that file; nothing where there is none. @throws SettingsError for what is there and is no file */
function present(path: string): Uint8Array | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    return readBytes(path);
  } catch (error) {
    throw error instanceof YamlError ? new SettingsError(`cannot read ${path}: ${error.reason}`) : error;
  }
}
