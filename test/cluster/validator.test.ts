/** The validator's examples of what only the API server knows, given to real ones: they must agree on each. */
import { describe, expect, test } from '@jest/globals';
import type { Example } from '../../lib/validate/check';
import { groups } from '../../lib/validate/checks';
import { remark } from '../support/proofs';
import type { Cluster } from './cluster';
import { eachCluster } from './running-clusters';

const GROUP = 'server';

interface Case {
  readonly name: string;
  readonly yaml: string;
}

function cases(kind: 'passes' | 'fails'): readonly Case[] {
  return (groups[GROUP] ?? []).flatMap((check) =>
    check.scope === 'chart'
      ? []
      : check.examples[kind].map((example: string | Example, index) => ({
          name: `${check.id} ${String(index + 1)}`,
          yaml: typeof example === 'string' ? example : example.yaml,
        })),
  );
}

/** What the server said against it; nothing if it would take it. */
async function refusal(cluster: Cluster, yaml: string): Promise<string> {
  // A create needs no earlier object, and takes generateName.
  const { code, stderr } = await cluster.kubectl(['create', '--dry-run=server', '--validate=strict', '-f', '-'], yaml);
  return code === 0 ? '' : stderr;
}

describe.each(eachCluster())('%s', (_, cluster) => {
  test('what fails here is refused there', async () => {
    const accepted: string[] = [];
    for (const { name, yaml } of cases('fails')) {
      if ((await refusal(cluster, yaml)) === '') accepted.push(name);
    }
    remark(`${String(cases('fails').length)} manifests`);
    expect(accepted).toEqual([]);
  });

  test('what passes here is accepted there', async () => {
    const refused: string[] = [];
    for (const { name, yaml } of cases('passes')) {
      const reason = await refusal(cluster, yaml);
      if (reason !== '') refused.push(`${name}: ${reason}`);
    }
    remark(`${String(cases('passes').length)} manifests`);
    expect(refused).toEqual([]);
  });
});
