/**
 * A person's machine beside the cluster: MLflow's client, kubectl, helm, npm and curl, the project, and names that lead into the
 * cluster. What a page shows is typed there, from top to bottom, in one shell.
 */
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Typed } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { locateHelm } from '../../support/helm-binary';
import { root } from '../../support/root';
import { installedMlflow } from '../images/installed-mlflow';
import { MLFLOW } from '../images/versions';
import { addressesOf } from '../nodes/network';
import type { RealCluster } from '../nodes/real-cluster';

export interface Typing {
  readonly blocks: readonly Typed[];
  /** What stands there, as it is called here. */
  readonly here: (text: string) => string;
  /** Files that the reader has. */
  readonly files: Readonly<Record<string, string>>;
  /** Names that are in no DNS, with their addresses. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Whose state explains a failure. */
  readonly namespaces: readonly string[];
}

/** It sees names as the cluster's pods do, and is the only one that does: it has file systems of its own. */
const WITH_NAMES =
  'mount --bind hosts /etc/hosts; mount --bind resolv.conf /etc/resolv.conf; exec bash -e -o pipefail typed.sh';

/** Between what one block prints and what the next one does. */
const MARK = '\u001e';

/** Types all of it; each block has to end well, and to print what the page says. @throws an Error with all that was printed, where one fails */
export async function typeBlocks(cluster: RealCluster, typing: Typing): Promise<readonly string[]> {
  const { blocks, here, files, hosts, namespaces } = typing;
  expect(blocks.length).toBeGreaterThan(0);
  const [names = ''] = addressesOf(cluster.realAddress.families, 'names');
  const own = {
    ...files,
    hosts: ['127.0.0.1 localhost', ...Object.entries(hosts).map(([name, address]) => `${address} ${name}`), ''].join(
      '\n',
    ),
    'resolv.conf': `nameserver ${names}\nsearch svc.cluster.local cluster.local\noptions ndots:5\n`,
    'typed.sh': script(blocks.map((block) => ({ ...block, text: here(block.text) }))),
  };
  return withFolder(own, async (folder) => {
    for (const entry of readdirSync(root)) if (!(entry in own)) symlinkSync(join(root, entry), join(folder, entry));
    writeFileSync(join(folder, 'setup.sh'), setup(folder));
    const ran = await cluster.run('unshare', ['--mount', 'bash', '-e', '-c', `. ./setup.sh; ${WITH_NAMES}`], {
      cwd: folder,
    });
    const printed = ran.stdout.split(MARK).slice(1);
    if (ran.code !== 0 || printed.length !== blocks.length) {
      const complaints = await Promise.all(namespaces.map((namespace) => cluster.complaints(namespace)));
      throw new Error(
        `${blocks[printed.length - 1]?.text ?? ''}ended with ${String(ran.code)}:\n${printed.at(-1) ?? ''}${ran.stderr.slice(-3000)}\n${complaints.join('\n')}`,
      );
    }
    return printed;
  });
}

/** The programs, in a folder that nobody else has: MLflow's own, and Helm. */
function setup(folder: string): string {
  const mlflow = installedMlflow(MLFLOW)?.folder;
  if (mlflow === undefined) throw new Error(`MLflow ${MLFLOW} is not installed`);
  symlinkSync(locateHelm('4').file, join(folder, 'helm'));
  return `export PATH="${folder}:${mlflow}/bin:$PATH"\nunset MLFLOW_TRACKING_URI\n`;
}

/** Blocks of Python that follow each other are one session. */
function script(blocks: readonly Typed[]): string {
  const parts = blocks.map(({ language, text }, index) => {
    if (language === 'sh') return `printf '\\x1e'\n${text}`;
    const goesOn = blocks[index - 1]?.language === 'python';
    const ends = blocks[index + 1]?.language !== 'python';
    const mark = "print('\\x1e', end='', flush=True)";
    return `${goesOn ? '' : "python3 - <<'END OF PYTHON'\n"}${mark}\n${text}${ends ? 'END OF PYTHON\n' : ''}`;
  });
  return parts.join('');
}
