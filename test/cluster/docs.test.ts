/** What the documents show for a cluster, typed into one as it stands there, in the order of reading. */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { version } from '../../package.json';
import { COMMANDS, type Flow } from '../docs/commands';
import { secretsNeededBy } from '../docs/secrets';
import { filesIn, textOf } from '../docs/shown';
import { manifestsOf } from '../support/dist';
import { locateHelm, type HelmMajor } from '../support/helm-binary';
import { environmentNames } from '../support/platform';
import { remark } from '../support/proofs';
import { root } from '../support/root';
import type { Cluster } from './cluster';
import { Namespace, quiet, quietAsShown } from './namespace';
import { eachClusterAndHelm } from './running-clusters';

const flows = Object.entries(COMMANDS).flatMap(([document, entries]) =>
  entries.flatMap(([command, proof]) => ('cluster' in proof ? [{ document, command, flow: proof.cluster }] : [])),
);

describe.each(eachClusterAndHelm())('%s', (_, cluster, helm) => {
  test.each([...new Set(flows.map(({ flow }) => flow))])('%s', async (flow) => {
    await withShell(cluster, helm, flow, async (namespace, run) => {
      const own = flows.filter((one) => one.flow === flow);
      for (const { command } of own) await run(command);
      await hasItsSecrets(namespace);
      const [released] = await namespace.released();
      expect(released === undefined).toBe(!own.some(({ command }) => command.startsWith('helm ')));
      remark(`${own.length} commands of ${[...new Set(own.map(({ document }) => document))].join(', ')}`);
    });
  });
});

type Run = (command: string) => Promise<void>;

/** A folder with what the documents assume to be there, and the namespace of the flow, which its commands make. */
async function withShell(
  cluster: Cluster,
  helm: HelmMajor,
  flow: Flow,
  use: (namespace: Namespace, run: Run) => Promise<void>,
): Promise<void> {
  const [name = ''] = flow.split(',');
  await cluster.kubectl(['wait', '--for=delete', `namespace/${name}`, '--timeout=120s']);
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    cpSync(join(root, 'test/docs/typed/fixtures'), folder, { recursive: true });
    symlinkSync(join(root, 'dist'), join(folder, 'dist'));
    for (const [file, text] of filesIn('docs/install.md')) writeFileSync(join(folder, file), text);
    writeFileSync(join(folder, 'my-values.yaml'), theLeast());
    symlinkSync(locateHelm(helm).file, join(folder, 'helm'));
    quiet(await cluster.helm(helm, ['package', join(root, 'dist/chart/mlflow'), '--destination', folder]));
    await use(new Namespace(cluster, name), async (command) => {
      const typed = `PATH="$PWD:$PATH"; ${command.replaceAll('<version>', version)}`;
      // npm wants the project; what its scripts write is not in the way of the others.
      const cwd = command.startsWith('npm ') ? root : folder;
      quietAsShown(command, await cluster.run('bash', ['-e', '-o', 'pipefail', '-c', typed], { cwd }));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await cluster.kubectl(['delete', 'namespace', name, '--wait=false', '--ignore-not-found']);
  }
}

/** The values that the chart's README calls the least that it needs. */
function theLeast(): string {
  return /```yaml\n([^]*?)```/.exec(textOf('charts/readme.ts'))?.[1] ?? '';
}

/** Every Secret that the environment's objects read is there, with every key. */
async function hasItsSecrets(namespace: Namespace): Promise<void> {
  const environment = environmentNames.find((name) => namespace.name === `mlflow-${name}`);
  if (environment === undefined) return;
  const needed = secretsNeededBy(manifestsOf(environment));
  const stored = (await namespace.get(['secrets'])) as readonly { metadata: { name: string }; data?: object }[];
  const found = new Map(stored.map(({ metadata, data = {} }) => [metadata.name, Object.keys(data).sort()]));
  for (const [name, keys] of needed) expect([name, found.get(name)]).toEqual([name, [...keys].sort()]);
}
