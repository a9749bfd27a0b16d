/** Provenance files, as Helm writes and reads them: https://helm.sh/docs/topics/provenance/ */
import { join } from 'node:path';
import type { ScratchFolder } from '../../lib/files/scratch-folder';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { writeYaml } from '../../lib/yaml/write';
import type { ChartPackage } from './package';
import { lastWords, runProgram, type ProgramEnvironment } from './program';
import type { SecretKey } from './secret-key';

export interface Signer {
  /** The one that is meant, and no other that gpg may find by the same words. */
  readonly key: SecretKey;
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

/** The text of the provenance file. @throws SettingsError that says what gpg says */
export async function signed(
  chartPackage: ChartPackage,
  { key, passphraseFile }: Signer,
  environment: ProgramEnvironment,
): Promise<string> {
  const passphrase =
    passphraseFile === undefined ? [] : ['--pinentry-mode', 'loopback', '--passphrase-file', passphraseFile];
  const args = [
    '--batch',
    '--armor',
    '--digest-algo',
    'SHA512',
    ...passphrase,
    '--local-user',
    key.fingerprint,
    '--clear-sign',
  ];
  const input = provenanceText(chartPackage);
  const result = await runProgram('gpg', args, { environment, input, seconds: PATIENCE });
  if (result.code === 0) return result.stdout;
  const words = lastWords(result);
  const hint = /inappropriate ioctl|no pinentry|no tty|cannot open '\/dev\/tty'/i.test(words)
    ? '. Nobody can be asked for the passphrase here: --passphrase-file FILE has it'
    : '';
  throw new SettingsError(`--sign ${key.said}: gpg did not sign: ${words}${hint}`);
}

/**
 * Asks Helm itself whether the provenance file is of these bytes and of that key: it is given a keyring with no other one.
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
  const exported = await runProgram('gpg', ['--batch', '--yes', '--output', keyring, '--export', key.fingerprint], {
    environment,
    seconds: PATIENCE,
  });
  if (exported.code !== 0)
    throw new SettingsError(`--sign ${key.said}: gpg gave no public key: ${lastWords(exported)}`);
  const archive = join(scratch.path, 'verified', chartPackage.file);
  const verified = await runProgram(helm, ['verify', '--keyring', keyring, archive], {
    environment,
    seconds: PATIENCE,
  });
  return verified.code === 0 ? undefined : lastWords(verified);
}
