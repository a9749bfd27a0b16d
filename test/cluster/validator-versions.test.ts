/**
 * The validator's examples of schemas and deprecations, given to real API servers and, told the server's version, to the
 * validator: where the check speaks, the server refuses or warns; where no check of these groups does, it is silent.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { groups } from '../../lib/validate/checks';
import { remark } from '../support/proofs';
import type { Cluster } from './cluster';
import { eachCluster } from './running-clusters';
import { examplesOf, reportedBy } from './validator-examples';

const GROUPS = ['schema', 'deprecations'];

const itsDefinition = 'about a custom resource: only a server that has its definition can judge it';
const documentedOnly = 'deprecated in the documentation of the API only: no server warns of it';

/** Examples that a server cannot judge, and why. A name without a number means all of that kind. */
const leftOut: Readonly<Record<string, { readonly why: string; readonly before?: number }>> = {
  'cel-rule passes': { why: itsDefinition },
  'cel-rule fails': { why: itsDefinition },
  'unchecked-rule passes': { why: itsDefinition },
  'unchecked-rule fails': { why: itsDefinition },
  'unknown-kind passes': { why: itsDefinition },
  'unknown-kind fails': { why: itsDefinition },
  'no-such-kind passes 2': { why: itsDefinition },
  'out-of-range passes 1': { why: itsDefinition },
  'out-of-range fails 1': { why: itsDefinition },
  'deprecated-api-version fails 3': { why: itsDefinition },
  'removed-api-version passes 2': { why: itsDefinition },
  'removed-api-version fails 4': { why: itsDefinition },
  'deprecated-field fails 1': { why: documentedOnly },
  'deprecated-field fails 3': { why: documentedOnly },
  'deprecated-node-label fails 3': { why: 'servers warn of the old labels of nodes, not of the old taint' },
  'removed-feature fails 3': { why: 'the hook is accepted, and fails on the node' },
  'missing-field fails 4': { why: 'older servers accept the template of a claim, and refuse the claim', before: 34 },
};

/** What reports that there is no such kind. Where nothing does, such an answer means that the server did not look. */
const aboutKinds = ['kind-not-in-version', 'no-such-kind', 'removed-api-version'];

const examples = GROUPS.flatMap(examplesOf);

function isLeftOut(name: string, minor: number): boolean {
  const reason = leftOut[name] ?? leftOut[name.replace(/ \d+$/, '')];
  return reason !== undefined && minor < (reason.before ?? Infinity);
}

/** Checks of what a server looks at; the others are advice. */
const judged = new Set([...GROUPS, 'server'].flatMap((group) => (groups[group] ?? []).map(({ id }) => id)));

interface Answer {
  /** The example's. */
  readonly name: string;
  /** What the server refused it for, or warned of; empty if it would take it in silence. */
  readonly said: string;
  /** Whether it said something about the object, not only that it does not know its kind. */
  readonly isMeant: boolean;
  /** Whether the example's own check reports it. */
  readonly isReported: boolean;
  /** Whether any check of what a server looks at reports it. */
  readonly isJudged: boolean;
}

async function ask(cluster: Cluster): Promise<readonly Answer[]> {
  const minor = Number(cluster.version.split('.')[1]);
  const answers: Answer[] = [];
  for (const { name, check, yaml } of examples) {
    if (isLeftOut(name, minor)) continue;
    const reported = reportedBy(yaml, minor);
    // A create needs no earlier object, and takes generateName.
    const { stderr } = await cluster.kubectl(['create', '--dry-run=server', '--validate=strict', '-f', '-'], yaml);
    const isServed = !stderr.includes('no matches for kind');
    answers.push({
      name,
      said: stderr.trim(),
      isMeant: stderr !== '' && (isServed || aboutKinds.some((id) => reported.has(id))),
      isReported: reported.has(check),
      isJudged: [...reported].some((id) => judged.has(id)),
    });
  }
  return answers;
}

test('what is left out exists', () => {
  const names = new Set(examples.flatMap(({ name }) => [name, name.replace(/ \d+$/, '')]));
  const stale = Object.keys(leftOut).filter((key) => !names.has(key));
  expect(stale).toEqual([]);
});

describe.each(eachCluster())('%s', (_, cluster) => {
  let answers: readonly Answer[] = [];

  beforeAll(async () => {
    answers = await ask(cluster);
  });

  test('what the schema and deprecation checks report, the server refuses or warns of', () => {
    const reported = answers.filter(({ isReported }) => isReported);
    remark(`${reported.length} manifests`);
    expect(reported).not.toHaveLength(0);
    expect(reported.filter(({ isMeant }) => !isMeant).map(({ name, said }) => `${name}: ${said}`)).toEqual([]);
  });

  test('what they say nothing of, the server takes without a warning', () => {
    const silent = answers.filter(({ isJudged }) => !isJudged);
    remark(`${silent.length} manifests`);
    expect(silent).not.toHaveLength(0);
    expect(silent.filter(({ said }) => said !== '').map(({ name, said }) => `${name}: ${said}`)).toEqual([]);
  });
});
