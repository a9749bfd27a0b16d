/** The validator's examples of what only the API server knows, given to real ones: they must agree on each. */
import { describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import type { Cluster } from './cluster';
import { eachCluster } from './running-clusters';
import { examplesOf } from './validator-examples';

/** Examples that a server cannot judge, and why. */
const leftOut: Readonly<Record<string, string>> = {
  'missing-name passes 1': 'the configuration of a tool, which reads it itself: no server knows its kind',
};

const all = examplesOf('server');
const examples = all.filter(({ name }) => leftOut[name] === undefined);
const ofKind = (wanted: 'passes' | 'fails') => examples.filter(({ kind }) => kind === wanted);

/** What the server said against it; nothing if it would take it. */
async function refusal(cluster: Cluster, yaml: string): Promise<string> {
  // A create needs no earlier object, and takes generateName.
  const { code, stderr } = await cluster.kubectl(['create', '--dry-run=server', '--validate=strict', '-f', '-'], yaml);
  return code === 0 ? '' : stderr;
}

test('what is left out of those for servers exists', () => {
  expect(Object.keys(leftOut).filter((key) => !all.some(({ name }) => name === key))).toEqual([]);
});

describe.each(eachCluster())('%s', (_, cluster) => {
  test('what fails here is refused there', async () => {
    const accepted: string[] = [];
    for (const { name, yaml } of ofKind('fails')) {
      if ((await refusal(cluster, yaml)) === '') accepted.push(name);
    }
    remark(`${ofKind('fails').length} manifests`);
    expect(accepted).toEqual([]);
  });

  test('what passes here is accepted there', async () => {
    const refused: string[] = [];
    for (const { name, yaml } of ofKind('passes')) {
      const reason = await refusal(cluster, yaml);
      if (reason !== '') refused.push(`${name}: ${reason}`);
    }
    remark(`${ofKind('passes').length} manifests`);
    expect(refused).toEqual([]);
  });
});
