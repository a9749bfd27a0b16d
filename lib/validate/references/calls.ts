/** Services that containers are told to call: URLs and addresses in env and args. */
import type { Path } from '../../yaml/position';
import type { Corpus } from '../corpus';
import type { ManifestObject } from '../object';
import type { Pod } from '../pod';

export interface Call {
  readonly pod: Pod;
  /** The field with the address. */
  readonly path: Path;
  readonly service: ManifestObject;
  readonly port: number;
}

/** `http://api:8080`, `api.team.svc.cluster.local:8080`, `--db=tcp://db.team:5432/x`. */
const address =
  /(?:^|[=,;\s@]|[a-z][a-z+]*:\/\/(?:[^/@\s]*@)?)([a-z](?:[a-z0-9-]*[a-z0-9])?)(\.[a-z0-9.-]+)?:(\d{1,5})(?![\d.:])/g;
const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, postgresql: 5432, postgres: 5432 };
const url =
  /\b(https?|postgres(?:ql)?):\/\/(?:[^/@\s]*@)?([a-z](?:[a-z0-9-]*[a-z0-9])?)(\.[a-z0-9.-]+)?(?=[/?\s"']|$)/g;

export function calls(corpus: Corpus): readonly Call[] {
  return corpus.pods().flatMap((pod) =>
    pod.containers.flatMap((container) => {
      const texts = [
        ...(container.spec.env ?? []).map(
          ({ value }, index) => [value, [...container.path, 'env', index, 'value']] as const,
        ),
        ...(container.spec.args ?? []).map((value, index) => [value, [...container.path, 'args', index]] as const),
      ];
      return texts.flatMap(([text, path]) => (text === undefined ? [] : callsIn(corpus, pod, text, path)));
    }),
  );
}

function callsIn(corpus: Corpus, pod: Pod, text: string, path: Path): readonly Call[] {
  if (text.length > 1000) return [];
  const found: Call[] = [];
  const add = (name: string, domain: string | undefined, port: number) => {
    const namespace = namespaceOf(pod, domain);
    const service = namespace === undefined ? undefined : corpus.find('Service', namespace, name);
    if (service !== undefined) found.push({ pod, path, service, port });
  };
  for (const [, name = '', domain, port] of text.matchAll(address)) add(name, domain, Number(port));
  for (const [, scheme = '', name = '', domain] of text.matchAll(url)) add(name, domain, defaultPorts[scheme] ?? 0);
  return found;
}

/** Of `.team`, `.team.svc`, `.team.svc.cluster.local`; undefined for names outside of a cluster. */
function namespaceOf({ object }: Pod, domain: string | undefined): string | undefined {
  if (domain === undefined) return object.namespace;
  return /^\.([a-z0-9-]+)(?:\.svc(?:\.[a-z0-9.-]+)?)?\.?$/.exec(domain)?.[1];
}
