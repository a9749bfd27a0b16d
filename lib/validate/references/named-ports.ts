/** The ports of pods, as Services, policies and monitors name them. */
import type { Corpus } from '../corpus';
import type { Pod } from '../pod';
import { isWithin } from '../raw-finding';
import { isInDoubt } from './doubt';

export interface PodPort {
  readonly name: string | undefined;
  readonly number: number | undefined;
  readonly protocol: string;
}

/** The ports that containers declare, those of sidecars included: init containers that have ended serve nothing. */
export function portsOf(pod: Pod): readonly PodPort[] {
  return pod.containers
    .filter(({ role }) => role === 'container' || role === 'sidecar')
    .flatMap(({ spec }) =>
      (spec.ports ?? []).map(({ name, containerPort, protocol = 'TCP' }) => ({
        name,
        number: containerPort,
        protocol,
      })),
    );
}

/** All of what these pods declare, once each; undefined if the schema refuses some of it, so that a port may be missing. */
export function portsOfAll(corpus: Corpus, pods: readonly Pod[]): readonly PodPort[] | undefined {
  const known = corpus.derive(cache);
  let ports = known.get(pods);
  if (ports === undefined && !known.has(pods)) {
    ports = pods.some(hasDoubtfulPorts) ? undefined : unique(pods.flatMap(portsOf));
    known.set(pods, ports);
  }
  return ports;
}

function cache(): WeakMap<readonly Pod[], readonly PodPort[] | undefined> {
  return new WeakMap();
}

function hasDoubtfulPorts({ object, path, containers }: Pod): boolean {
  const isListInDoubt = object.problems.some(
    (problem) => isWithin(problem.path, path) && problem.path.length <= path.length + 2,
  );
  return isListInDoubt || containers.some((container) => isInDoubt(object, [...container.path, 'ports']));
}

function unique(ports: readonly PodPort[]): readonly PodPort[] {
  return [...new Map(ports.map((port) => [`${port.name} ${port.number} ${port.protocol}`, port])).values()];
}

/** `http 8080, 9090`. */
export function portsText(ports: readonly PodPort[]): string {
  const texts = ports.map(({ name, number }) => [name, number].filter((part) => part !== undefined).join(' '));
  return [...new Set(texts)].slice(0, 8).join(', ');
}
