/** The Pod Security Standards as Kubernetes' own admission tests them: its fixtures, given to the validator. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents } from '../../lib/validate/example';
import type { PodSecurityLevel } from '../../lib/validate/security/pod-security-levels';
import { validate } from '../../lib/validate/validate';
import { goSources } from '../support/go-build';
import { remark } from '../support/proofs';
import { POD_SECURITY_ADMISSION } from './versions';

const RULE = 'pod-security-violates-namespace';
const LEVELS: readonly PodSecurityLevel[] = ['baseline', 'restricted'];
const MINORS = [27, 28, 29, 30, 31, 32, 33, 34, 35, 36];

let folderOfModule = '';

beforeAll(async () => {
  folderOfModule = await goSources(POD_SECURITY_ADMISSION);
});

interface Fixture {
  /** `restricted/fail/runasuser0.yaml`. */
  readonly name: string;
  readonly yaml: string;
  readonly level: PodSecurityLevel;
}

function fixtures(minor: number, outcome: 'pass' | 'fail'): readonly Fixture[] {
  return LEVELS.flatMap((level) => {
    const folder = join(folderOfModule, 'test/testdata', level, `v1.${minor}`, outcome);
    return readdirSync(folder).map((file) => ({
      name: `${level}/${outcome}/${file}`,
      yaml: readFileSync(join(folder, file), 'utf8'),
      level,
    }));
  });
}

/** Whether a namespace that enforces the level would refuse the pod, as far as the validator knows. */
function isRefused({ yaml, level }: Fixture, minor: number): boolean {
  const label = `pod-security.kubernetes.io/enforce: ${level}`;
  const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {${label}}}\n`;
  const { findings } = validate([{ name: 'pod.yaml', text: () => documents(namespace, yaml) }], { minor });
  return findings.some(({ rule }) => rule === RULE);
}

describe(`Pod Security Standards, fixtures of ${POD_SECURITY_ADMISSION.module} ${POD_SECURITY_ADMISSION.version}`, () => {
  test.each(MINORS)('what 1.%i refuses is refused here, and nothing else', (minor) => {
    const [good, bad] = [fixtures(minor, 'pass'), fixtures(minor, 'fail')];
    expect(good).not.toHaveLength(0);
    expect(bad).not.toHaveLength(0);
    const named = (list: readonly Fixture[]) => list.map(({ name }) => name);
    expect({
      missed: named(bad.filter((fixture) => !isRefused(fixture, minor))),
      refusedWrongly: named(good.filter((fixture) => isRefused(fixture, minor))),
    }).toEqual({ missed: [], refusedWrongly: [] });
    remark(`${good.length} pods that pass, ${bad.length} that fail`);
  });
});
