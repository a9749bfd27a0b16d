/** Real Helm, as the tests run it: isolated from the user's repositories, plugins and cluster. */
import { join } from 'node:path';
import { helmAt, type Helm as BareHelm } from '../../lib/helm/find';
import type { HelmResult } from '../../lib/helm/run';
import { cacheDir, locateHelm, type HelmMajor } from './helm-binary';

export type { HelmMajor, HelmResult };

export interface Helm extends BareHelm {
  /** Such as `4.1.4`. */
  readonly version: string;
}

const found = new Map<HelmMajor, Helm>();

/** Every Helm the chart promises to work with. */
export function helms(): readonly Helm[] {
  return [helm('3'), helm('4')];
}

export function helm(major: HelmMajor): Helm {
  const known = found.get(major);
  if (known !== undefined) return known;
  const { file, version } = locateHelm(major);
  const result: Helm = { ...helmAt(file, join(cacheDir, 'home')), version };
  found.set(major, result);
  return result;
}
