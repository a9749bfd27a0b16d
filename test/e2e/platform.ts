/** A running platform for one test file: started before its tests, ended after them. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from './images/catalogue';
import { Cluster } from './node/cluster';

export function newCluster(): Cluster {
  return new Cluster(catalogue, mkdtempSync(join(process.env['E2E_FOLDER'] ?? tmpdir(), 'cluster-')));
}

/** For headings: what really runs behind these image references. */
export function versionsOf(...references: readonly string[]): string {
  return references.map((reference) => catalogue(reference).version).join(', ');
}
