/** A page, typed as it stands there: in a folder that has what a reader of it has, the project and the files that it shows. */
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { commandsIn, filesIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { locateHelm } from '../../support/helm-binary';
import { root } from '../../support/root';
import type { RealCluster } from '../nodes/real-cluster';

export interface TypedOptions {
  readonly document: string;
  readonly heading: string;
  /** What stands there, as it is called here. */
  readonly here: (text: string) => string;
  /** Files that the reader has, by their names; those of other pages, too. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the reader changes in them before the next command, after what these have printed. */
  readonly edited?: (printed: readonly string[]) => Readonly<Record<string, string>>;
  /** Whose state explains a failure. */
  readonly namespace: string;
}

/** Each command has a shell of its own; what one has set, the next ones know. */
const VARIABLES = '.variables';
/** The validator takes no links for settings that it finds by itself; these are about our own output. */
const SETTINGS = '.validate.yaml';

/** What each command below the heading prints. */
export async function typed(
  cluster: RealCluster,
  { document, heading, here, files = {}, edited = () => ({}), namespace }: TypedOptions,
): Promise<readonly string[]> {
  const shown = Object.fromEntries([...filesIn(document)].map(([name, text]) => [name, here(text)]));
  return withFolder({ ...shown, ...files }, async (folder) => {
    for (const entry of readdirSync(root).filter((name) => name !== SETTINGS))
      symlinkSync(join(root, entry), join(folder, entry));
    symlinkSync(locateHelm('4').file, join(folder, 'helm'));
    writeFileSync(join(folder, VARIABLES), '');
    const commands = commandsIn(document, heading);
    expect(commands.length).toBeGreaterThan(0);
    const printed: string[] = [];
    for (const command of commands) {
      for (const [name, text] of Object.entries(edited(printed))) writeFileSync(join(folder, name), text);
      const [, variable] = /^(\w+)=/.exec(command) ?? [];
      const kept = variable === undefined ? '' : `; declare -p ${variable} >>${VARIABLES}`;
      const line = `PATH="$PWD:$PATH"; . ./${VARIABLES}; ${here(command)}${kept}`;
      const ran = await cluster.run('bash', ['-e', '-o', 'pipefail', '-c', line], { cwd: folder });
      if (ran.code !== 0) {
        throw new Error(`${command}\n${ran.stdout}${ran.stderr}\n${await cluster.complaints(namespace)}`);
      }
      printed.push(ran.stdout);
    }
    return printed;
  });
}
