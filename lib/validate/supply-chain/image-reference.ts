/**
 * Names of images: the grammar of github.com/distribution/reference v0.6, which the kubelet uses, and its way to complete
 * short names.
 */

export interface ImageReference {
  /** `docker.io` where the name has none. */
  readonly registry: string;
  /** `library/nginx` for `nginx`. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…`. */
  readonly digest: string | undefined;
  /** Whether the registry is written out. */
  readonly isQualified: boolean;
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = new RegExp(String.raw`^(?:${domainPart}(?:\.${domainPart})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$`);
const path = new RegExp(`^${component}(?:/${component})*$`);
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
/** The algorithms of go-digest, and how many lower-case hexadecimal digits they have. */
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** The parts of a valid reference, or what is wrong with it. */
export function parseImage(text: string): ImageReference | string {
  if (text === '') return 'it is empty';
  if (/\s/.test(text)) return 'it has white space';
  if (/^[a-f0-9]{64}$/.test(text)) return 'a name of 64 hexadecimal digits is an ID, not a reference';
  const [first, rest, isQualified] = splitRegistry(text);
  const at = rest.indexOf('@');
  const digest = at < 0 ? undefined : rest.slice(at + 1);
  const named = at < 0 ? rest : rest.slice(0, at);
  const colon = named.indexOf(':');
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  const registry = first === 'index.docker.io' ? 'docker.io' : first;
  const repository = registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name;
  // What is no host name, because of a `_`, is taken for a part of the path.
  if (!domain.test(registry) && !path.test(registry)) return `${registry} is no registry`;
  if (name === '') return 'it has no name';
  if (name !== name.toLowerCase()) return `the name ${name} must be in lower case`;
  if (!path.test(name)) return `${name} is no name of a repository: lower-case words, joined by single . _ - or /`;
  const length = domain.test(registry) ? repository.length : registry.length + 1 + repository.length;
  if (length > 255) return 'its name is longer than 255';
  if (tag === '') return 'its tag is empty';
  if (tag !== undefined && !tagPattern.test(tag)) return `${tag} is no tag: at most 128 letters, digits, _ . or -`;
  const problem = digest === undefined ? undefined : digestProblem(digest);
  return problem ?? { registry, repository, tag, digest, isQualified };
}

function splitRegistry(text: string): readonly [string, string, boolean] {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const isRegistry = slash >= 0 && (first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase());
  return isRegistry ? [first, text.slice(slash + 1), true] : ['docker.io', text, false];
}

function digestProblem(digest: string): string | undefined {
  const [algorithm = '', hex = ''] = digest.split(':');
  const length = Object.hasOwn(digestLengths, algorithm) ? digestLengths[algorithm] : undefined;
  if (!digestPattern.test(digest) || length === undefined)
    return `${digest} is no digest: sha256: and 64 hexadecimal digits`;
  if (hex.length === length && /^[a-f0-9]+$/.test(hex)) return undefined;
  return `a digest of ${algorithm} has ${length} lower-case hexadecimal digits, this one ${hex.length}`;
}
