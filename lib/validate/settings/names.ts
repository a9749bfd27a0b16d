/** Names that go to Helm, or into objects: Helm and Kubernetes would refuse others, later and in other words. */
import { SettingsError } from './settings-error';

export interface Names {
  readonly release: string;
  readonly namespace: string;
  /** 34 for 1.34. */
  readonly minor: number;
  readonly apiVersions: readonly string[];
}

export const namespacePattern = '^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$';
export const namespaceForm = 'the name of a namespace: at most 63 lower-case letters, digits and -';

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
/** Helm's own pattern, and its own limit. */
const releasePattern = new RegExp(`^(?=.{1,53}$)${label}(?:\\.${label})*$`);
/** `v1`, `apps/v1`, `apps/v1/Deployment`; Helm takes several, with commas. */
const apiVersionPattern = /^(?:[\w.-]+\/){0,2}[\w.-]+(?:,(?:[\w.-]+\/){0,2}[\w.-]+)*$/;

/** @throws SettingsError for what cannot be such a name */
export function requireNames({ release, namespace, minor, apiVersions }: Names): void {
  const require = (is: boolean, what: string, expected: string, got: unknown): void => {
    if (!is) throw new SettingsError(`${what}: expected ${expected}, got ${JSON.stringify(got)}`);
  };
  const releaseForm = 'the name of a release: at most 53 lower-case letters, digits, - and .';
  require(releasePattern.test(release), 'release', releaseForm, release);
  require(new RegExp(namespacePattern).test(namespace), 'namespace', namespaceForm, namespace);
  require(Number.isSafeInteger(minor) && minor >= 0, 'Kubernetes', 'a minor version such as 34', minor);
  for (const each of apiVersions) {
    require(apiVersionPattern.test(each) && !each.startsWith('-'), 'api-versions', 'a version such as apps/v1', each);
  }
}
