/** Helm, a registry and gpg as shell scripts, for what `publish` does and says; test/cluster/publishing has the real ones. */
import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishCommand } from '../../../operations/publish';
import { name, version } from '../../../package.json';
import { withFolder } from '../../support/chart-folder';

export const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** How a refusal to overwrite ends. */
export const REFUSED =
  'What is published is never overwritten. Publish what was released, from the commit with its tag, or release the next version: npm run release -- VERSION\n';

/** A registry is the folder `remote` beside it; `fails-<command>` has what it says instead. */
const HELM = `#!/bin/sh
d=\${0%/*}
if [ "$1" = version ]; then cat "$d/version" 2>/dev/null || echo v4.1.4; exit; fi
echo "$*" >>"$d/calls"
if [ -f "$d/fails-$1" ]; then cat "$d/fails-$1" >&2; exit 1; fi
case $1 in
pull)
  for to; do :; done
  case "$*" in *--destination*) to=$(echo "$*" | sed 's/.*--destination \\([^ ]*\\).*/\\1/') ;; esac
  if [ ! -f "$d/remote/mlflow-${version}.tgz" ]; then echo "Error: \${2#oci://}:${version}: not found" >&2; exit 1; fi
  cp "$d"/remote/* "$to" && echo "Digest: ${DIGEST}" >&2 ;;
push) cp "$2"* "$d/remote" ;;
verify) grep -q 'by the right key' "$4.prov" || { echo 'Error: signature made by unknown entity' >&2; exit 1; } ;;
repo)
  printf 'entries: {mlflow: [{version: ${version}, digest: %s}]}\\n' "$(sha256sum "$3"/*.tgz | cut -d' ' -f1)" >"$3/index.yaml" ;;
esac
`;

const GPG = `#!/bin/sh
d=\${0%/*}
echo "$*" >>"$d/gpg-calls"
case "$*" in
*--list-secret-keys*) cat "$d/secret-keys" ;;
*--clear-sign*) [ ! -f "$d/fails-sign" ] || { cat "$d/fails-sign" >&2; exit 2; }; cat; echo 'by the right key' ;;
*--export*) : ;;
esac
`;

/** That of `me`, and of nobody else. */
export const FINGERPRINT = 'C18CDEB3F98187A561A3E8CC37D9DD979AA03BF1';

/** As gpg --with-colons lists it. */
export function listedKey(fingerprint: string, userIds: readonly string[], validity = 'u'): string {
  const ids = userIds.map((userId) => `uid:${validity}::::1795960955::7A0D6C2B::${userId}::::::::::0:\n`).join('');
  const sec = `sec:${validity}:2048:1:${fingerprint.slice(-16)}:1795960955:::u:::scSC:::+:::23::0:\n`;
  return `${sec}fpr:::::::::${fingerprint}:\ngrp:::::::::CF22511F:\n${ids}`;
}

export interface StandIns {
  readonly folder: string;
  /** The names of the files in the registry. */
  readonly remote: () => readonly string[];
  /** What Helm was called with, a line each. */
  readonly calls: () => readonly string[];
  readonly publish: (...args: readonly string[]) => Promise<Said>;
  readonly publishIn: (environment: Readonly<Record<string, string>>, ...args: readonly string[]) => Promise<Said>;
}

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param files beside the scripts: `remote/…`, `fails-push` */
export async function withStandIns(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (standIns: StandIns) => Promise<void>,
): Promise<void> {
  await withFolder(
    { helm: HELM, gpg: GPG, calls: '', 'secret-keys': listedKey(FINGERPRINT, ['Me <me@example.com>', 'me']), ...files },
    async (folder) => {
      for (const script of ['helm', 'gpg']) chmodSync(join(folder, script), 0o755);
      mkdirSync(join(folder, 'remote'), { recursive: true });
      const publishIn: StandIns['publishIn'] = async (environment, ...args) => {
        let stdout = '';
        let stderr = '';
        const context = {
          output: { write: (text: string) => (stdout += text) },
          errors: { write: (text: string) => (stderr += text) },
          environment,
          tool: { name, version },
        };
        // As of an installed package: no changelog lies beside it, unless the test has put one there.
        const code = await publishCommand(args, context, folder);
        return { code, stdout, stderr };
      };
      const environment = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder };
      await use({
        folder,
        remote: () => readdirSync(join(folder, 'remote')).sort(),
        calls: () => readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean),
        publish: (...args) => publishIn(environment, ...args),
        publishIn,
      });
    },
  );
}
