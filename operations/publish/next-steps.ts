/** What whoever has published, or wants to install, types next. */
import type { ChartPackage } from './package';
import { registryFlags, repositoryOf, type Registry } from './registry';

export interface PublishedToRegistry {
  /** `sha256:…` of the manifest. */
  readonly digest: string;
  readonly isSigned: boolean;
  /** The file with the bill of materials, where one was written. */
  readonly sbom: string | undefined;
}

/** For cosign 3, which would use the public services without one. */
const CONFIG = 'no-log.json';

export function registrySteps(
  chartPackage: ChartPackage,
  registry: Registry,
  { digest, isSigned, sbom }: PublishedToRegistry,
): string {
  const { name, version } = chartPackage;
  const repository = repositoryOf(registry, chartPackage);
  const from = [`oci://${repository}`, '--version', version, ...registryFlags(registry)].join(' ');
  const pinned = `${repository}@${digest}`;
  return steps([
    ['Install', [`helm install ${name} ${from} -n mlflow -f values.yaml`]],
    ['Verify its signature', isSigned ? [`helm pull ${from} --verify --keyring keyring.gpg`] : []],
    [
      'Sign the manifest, and verify it, with cosign; nothing of it in the public log',
      [
        `cosign signing-config create --out ${CONFIG}`,
        `cosign sign --key cosign.key --signing-config ${CONFIG} ${pinned}`,
        `cosign verify --key cosign.pub --insecure-ignore-tlog ${pinned}`,
      ],
    ],
    [
      'Attest the bill of materials',
      sbom === undefined
        ? []
        : [
            `cosign attest --key cosign.key --signing-config ${CONFIG} --type cyclonedx --predicate ${sbom} ${pinned}`,
            `cosign verify-attestation --key cosign.pub --insecure-ignore-tlog --type cyclonedx ${pinned}`,
          ],
    ],
  ]);
}

export function folderSteps(
  { name, version }: ChartPackage,
  { url, isSigned }: { readonly url: string | undefined; readonly isSigned: boolean },
): string {
  const address = url ?? 'https://charts.example.com';
  const from = `${name} --repo ${address} --version ${version}`;
  return steps([
    ['Install, once it is served', [`helm install ${name} ${from} -n mlflow -f values.yaml`]],
    ['Verify its signature', isSigned ? [`helm pull ${from} --verify --keyring keyring.gpg`] : []],
  ]);
}

function steps(all: readonly (readonly [title: string, commands: readonly string[]])[]): string {
  return all
    .filter(([, commands]) => commands.length > 0)
    .map(([title, commands]) => `\n${title}:\n${commands.map((command) => `  ${command}\n`).join('')}`)
    .join('');
}
