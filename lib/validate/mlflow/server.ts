/** MLflow tracking servers among the containers of the input: their options, and the variables that they are set with. */
import type { ConfigMap } from '../../../imports/kubernetes/types';
import type { Corpus } from '../corpus';
import { typed } from '../object';
import { podKinds, type PodContainer } from '../pod';
import { secretEntries } from '../security/secret-data';
import { parseImage } from '../supply-chain/image-reference';
import type { Path } from '../../yaml/position';

/** What the corpus has to keep for `serversOf`. */
export const serverKinds: readonly string[] = [...podKinds, 'ConfigMap', 'Secret'];

export interface Option {
  /** Undefined where it comes from something that is not in the input. */
  readonly text: string | undefined;
  /** Where it stands, in the object of the server's pod. */
  readonly path: Path;
}

export interface MlflowServer {
  readonly container: PodContainer;
  /** Of the command line: a word each, shell lines split at white space. */
  readonly words: readonly string[];
  /** [3, 18, 0]; undefined where the tag says none. */
  readonly version: readonly [number, number, number] | undefined;
  /** The option by its flag or variable; undefined: not set; `unknown`: perhaps by a source that is not in the input. */
  readonly option: (flag: string | undefined, variable?: string) => Option | 'unknown' | undefined;
  /** Whether a flag is there that takes no value. */
  readonly has: (flag: string) => boolean;
  /** Where the command line stands. */
  readonly commandPath: Path;
  readonly replicas: number;
}

/** Version of the image's tag: `v3.18.0-full` is [3, 18, 0]. */
export function versionOf(image: string): readonly [number, number, number] | undefined {
  const reference = parseImage(image);
  const found = typeof reference === 'string' ? null : /^v?(\d+)\.(\d+)\.(\d+)/.exec(reference.tag ?? '');
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

export function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const index = than.findIndex((part, at) => part !== version[at]);
  return index >= 0 && (version[index] ?? 0) < (than[index] ?? 0);
}

/** The last part of an image's name: `postgres` of `docker.io/library/postgres:17`. */
export function imageName(image: string): string {
  const reference = parseImage(image);
  return typeof reference === 'string' ? '' : (reference.repository.split('/').at(-1) ?? '');
}

export function serversOf(corpus: Corpus): readonly MlflowServer[] {
  return corpus
    .pods()
    .flatMap(({ containers }) => containers)
    .filter(isServer)
    .map((container) => toServer(container, corpus));
}

function wordsOf({ spec: { command = [], args = [] } }: PodContainer): string[] {
  return [...command, ...args].flatMap((text) => text.split(/\s+/)).filter((word) => word !== '' && word !== '\\');
}

/** `mlflow server` on its command line, or the image of MLflow with the command that is its own. */
export function isServer(container: PodContainer): boolean {
  const { role, spec } = container;
  if (role === 'init' || role === 'ephemeral') return false;
  const words = wordsOf(container);
  if (words.some((word, at) => /(?:^|\/)mlflow$/.test(word) && /^(?:server|ui)$/.test(words[at + 1] ?? '')))
    return true;
  return imageName(spec.image ?? '') === 'mlflow' && (spec.command ?? []).length === 0;
}

function toServer(container: PodContainer, corpus: Corpus): MlflowServer {
  const words = wordsOf(container);
  const { spec, path, pod } = container;
  const variables = variablesOf(container, corpus);
  const commandPath = [...path, spec.command === undefined ? 'args' : 'command'];
  const { replicas } = (pod.object.value['spec'] ?? {}) as { readonly replicas?: number };
  return {
    container,
    words,
    version: versionOf(spec.image ?? ''),
    commandPath,
    replicas: replicas ?? 1,
    has: (flag) => words.includes(flag),
    option(flag, variable) {
      const text = flag === undefined ? undefined : flagOf(words, flag);
      if (text !== undefined) return { text: text.startsWith('$') ? undefined : text, path: commandPath };
      if (variable === undefined) return undefined;
      return variables.known.get(variable) ?? (variables.isOpen ? 'unknown' : undefined);
    },
  };
}

function flagOf(words: readonly string[], flag: string): string | undefined {
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[at];
  if (word === undefined) return undefined;
  return (word === flag ? (words[at + 1] ?? '') : word.slice(flag.length + 1)).replace(/^(["'])(.*)\1$/, '$2');
}

function variablesOf({ spec, path, pod }: PodContainer, corpus: Corpus) {
  const known = new Map<string, Option>();
  let isOpen = !corpus.complete;
  const { namespace } = pod.object;
  for (const [index, { configMapRef, secretRef, prefix = '' }] of (spec.envFrom ?? []).entries()) {
    const [key, name] = configMapRef === undefined ? ['Secret', secretRef?.name] : ['ConfigMap', configMapRef.name];
    const source = corpus.find(key, namespace, name ?? '');
    if (source === undefined) isOpen = true;
    else {
      const entries =
        key === 'Secret'
          ? secretEntries(source).map(({ key: entry, text }) => [entry, text] as const)
          : Object.entries((typed<ConfigMap>(source).data ?? {}) as Readonly<Record<string, string>>);
      // A text that is too long to be kept is there as an empty one.
      for (const [entry, text] of entries) {
        known.set(prefix + entry, { text: text === '' ? undefined : text, path: [...path, 'envFrom', index] });
      }
    }
  }
  for (const [index, { name = '', value, valueFrom }] of (spec.env ?? []).entries()) {
    known.set(name, { text: valueFrom === undefined ? (value ?? '') : undefined, path: [...path, 'env', index] });
  }
  return { known, isOpen };
}
