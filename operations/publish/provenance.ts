/** Provenance files, as Helm writes and reads them: https://helm.sh/docs/topics/provenance/ */
import { join } from 'node:path';
import type { ScratchFolder } from '../../lib/files/scratch-folder';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { writeYaml } from '../../lib/yaml/write';
import type { ChartPackage } from './package';
import { lastWords, runProgram, type ProgramEnvironment } from './program';

export interface Signer {
  /** What gpg knows the key by: a fingerprint, an address. */
  readonly key: string;
  /** With the key's passphrase, where no agent asks for it. */
  readonly passphraseFile: string | undefined;
}

/** The user types a passphrase meanwhile. */
const PATIENCE = 300;

/** `<archive>.prov`, where Helm looks for it. */
export function provenanceFile({ file }: ChartPackage): string {
  return `${file}.prov`;
}

/** What is signed: the chart's metadata, and the archive's sum. */
export function provenanceText({ chartYaml, file, sha256 }: ChartPackage): string {
  return `${chartYaml}\n...\n${writeYaml({ files: { [file]: `sha256:${sha256}` } })}`;
}

/** @throws SettingsError where gpg has no such secret key */
export async function requireKey({ key }: Signer, environment: ProgramEnvironment): Promise<void> {
  const found = await runProgram('gpg', ['--batch', '--list-secret-keys', key], { environment, seconds: PATIENCE });
  if (found.code === 0) return;
  throw new SettingsError(
    `--sign ${key}: gpg has no secret key of that name (${lastWords(found)}); gpg --list-secret-keys lists those that it has`,
  );
}

/** The text of the provenance file. @throws SettingsError that says what gpg says */
export async function signed(
  chartPackage: ChartPackage,
  { key, passphraseFile }: Signer,
  environment: ProgramEnvironment,
): Promise<string> {
  const passphrase =
    passphraseFile === undefined ? [] : ['--pinentry-mode', 'loopback', '--passphrase-file', passphraseFile];
  const args = ['--batch', '--armor', '--digest-algo', 'SHA512', ...passphrase, '--local-user', key, '--clear-sign'];
  const input = provenanceText(chartPackage);
  const result = await runProgram('gpg', args, { environment, input, seconds: PATIENCE });
  if (result.code === 0) return result.stdout;
  throw new SettingsError(`--sign ${key}: gpg did not sign: ${lastWords(result)}`);
}

/**
 * Asks Helm itself whether the provenance file is of these bytes and of that key.
 *
 * @param scratch a folder that this may write to
 * @returns what Helm says against it; undefined where it says nothing
 */
export async function faultOf(
  provenance: string,
  chartPackage: ChartPackage,
  { key }: Signer,
  helm: string,
  scratch: ScratchFolder,
  environment: ProgramEnvironment,
): Promise<string | undefined> {
  const keyring = join(scratch.path, 'verified/keyring.gpg');
  scratch.write(`verified/${chartPackage.file}`, chartPackage.bytes);
  scratch.write(`verified/${provenanceFile(chartPackage)}`, provenance);
  const exported = await runProgram('gpg', ['--batch', '--yes', '--output', keyring, '--export', key], {
    environment,
    seconds: PATIENCE,
  });
  if (exported.code !== 0) throw new SettingsError(`--sign ${key}: gpg gave no public key: ${lastWords(exported)}`);
  const archive = join(scratch.path, 'verified', chartPackage.file);
  const verified = await runProgram(helm, ['verify', '--keyring', keyring, archive], {
    environment,
    seconds: PATIENCE,
  });
  return verified.code === 0 ? undefined : lastWords(verified);
}
