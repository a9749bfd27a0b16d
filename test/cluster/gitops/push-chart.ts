/** The chart in a registry, as it is published: with its own defaults. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packArchive } from '../../../lib/synth/archive';
import { chartFiles } from '../../../lib/synth/chart-files';
import { outputOf } from '../../support/execute';
import { defaults, definition, model } from '../../support/platform';
import type { Cluster } from '../cluster';

/** By `helm push`. @param url as gitops.yaml names it */
export async function pushChart(cluster: Cluster, folder: string, url: string): Promise<void> {
  const { name, version } = definition.metadata;
  const archive = join(folder, `${name}-${version}.tgz`);
  writeFileSync(archive, packArchive(name, chartFiles(model, defaults)));
  outputOf(await cluster.helm('4', ['push', archive, url, '--plain-http']));
}
