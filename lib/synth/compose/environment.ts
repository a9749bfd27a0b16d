/** A container's environment, as Kubernetes would fill it in; what only the machine knows stays a variable of `.env`. */
import { quantityOf } from '../../text/quantity';
import { NotInCompose } from './not-in-compose';
import type { Container, EnvironmentVariable, KubernetesObject, Source, Workload } from './workload';

/** What an environment is made of: objects by kind and name, and what variables for Secrets are called. */
export interface Surroundings {
  readonly object: (kind: 'ConfigMap' | 'Secret', name: string) => KubernetesObject | undefined;
  /** What others in the network call a workload's pod: in the place of its address. */
  readonly address: (workload: Workload) => string;
  /** For a key of a Secret: `POSTGRES_PASSWORD`. */
  readonly variable: (secret: string, key: string, how: Wanted) => string;
}

/** How a variable is wanted. */
export interface Wanted {
  /** Nothing starts without it. */
  readonly required: boolean;
  /** What it has to be called. */
  readonly own?: string;
}

/** Name → value in Compose's own syntax; null takes what `.env` has by the same name, or nothing. */
export type Environment = Readonly<Record<string, string | null>>;

export function environmentOf(container: Container, workload: Workload, around: Surroundings): Environment {
  const found = new Map<string, string | null>();
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const [kind, source] =
      configMapRef === undefined ? (['Secret', secretRef] as const) : (['ConfigMap', configMapRef] as const);
    const object = around.object(kind, source?.name ?? '');
    if (object === undefined) {
      if (source?.optional === true) continue;
      throw cannot(
        container,
        workload,
        `takes all of the ${kind} ${source?.name ?? ''}, of which nobody knows what is in it`,
      );
    }
    for (const [name, value] of Object.entries(dataOf(object))) found.set(`${prefix}${name}`, escaped(value));
  }
  for (const variable of container.env ?? [])
    found.set(variable.name, valueOf(variable, container, workload, around, found));
  return Object.fromEntries(found);
}

/** Words of a command, with those variables filled in that Kubernetes fills in; in Compose's syntax. */
export function words(given: readonly string[], environment: Environment): readonly string[] {
  const known = new Map(Object.entries(environment));
  return given.map((word) => expanded(word, known));
}

/** A dollar would begin a variable. */
export function escaped(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** What is in a ConfigMap or a Secret, as text. */
export function dataOf(object: KubernetesObject): Readonly<Record<string, string>> {
  const { data, stringData } = object as {
    readonly data?: Readonly<Record<string, string>>;
    readonly stringData?: Readonly<Record<string, string>>;
  };
  const decoded =
    object.kind === 'Secret'
      ? Object.fromEntries(
          Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
        )
      : (data ?? {});
  return { ...decoded, ...stringData };
}

function valueOf(
  variable: EnvironmentVariable,
  container: Container,
  workload: Workload,
  around: Surroundings,
  before: ReadonlyMap<string, string | null>,
): string | null {
  const { name, value = '', valueFrom } = variable;
  if (valueFrom === undefined) return expanded(value, before);
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  if (secretKeyRef !== undefined) return secret(name, secretKeyRef, around);
  if (configMapKeyRef !== undefined) {
    const object = around.object('ConfigMap', configMapKeyRef.name ?? '');
    const text = object === undefined ? undefined : dataOf(object)[configMapKeyRef.key ?? ''];
    if (text !== undefined) return escaped(text);
    throw cannot(container, workload, `takes ${name} of a ConfigMap that is not among the objects`);
  }
  if (fieldRef !== undefined) {
    const known = field(fieldRef.fieldPath, workload, around.address(workload));
    if (known !== undefined) return escaped(known);
  }
  if (resourceFieldRef !== undefined) {
    const { resource, divisor = 1 } = resourceFieldRef;
    const [list = '', amount = ''] = resource.split('.');
    const { resources = {} } =
      workload.spec.containers.find((one) => one.name === resourceFieldRef.containerName) ?? container;
    const written = resources[list as 'requests' | 'limits']?.[amount];
    const [much, of] = [quantityOf(written), quantityOf(divisor)];
    if (much !== undefined && of !== undefined) return String(Math.ceil(much / of));
  }
  throw cannot(container, workload, `takes ${name} from what only Kubernetes knows`);
}

/**
 * Where the chart has the Secret itself, what is in it is the default, unless a brace or a line’s end in it would end that. What may be missing is not there
 * at all then, and not empty: Compose does that for a variable of the same name alone.
 */
function secret(name: string, { name: from = '', key = '', optional }: Source, around: Surroundings): string | null {
  const object = around.object('Secret', from);
  const known = object === undefined ? undefined : dataOf(object)[key];
  if (known === undefined && optional === true) {
    around.variable(from, key, { required: false, own: name });
    return null;
  }
  const hasDefault = known !== undefined && !/[}\r\n]/.test(known);
  const variable = around.variable(from, key, { required: !hasDefault });
  return hasDefault ? `\${${variable}:-${escaped(known)}}` : `\${${variable}:?${from}/${key}}`;
}

function field(path: string, { name, namespace, labels }: Workload, address: string): string | undefined {
  const [, label] = /^metadata\.labels\['(.+)'\]$/.exec(path) ?? [];
  if (label !== undefined) return labels[label];
  const fields: Readonly<Record<string, string>> = {
    'status.podIP': address,
    'status.podIPs': address,
    'metadata.name': name,
    'metadata.namespace': namespace,
  };
  return fields[path];
}

/** `$(NAME)` is what NAME is, if it has been said before; `$$` is a dollar. */
function expanded(text: string, before: ReadonlyMap<string, string | null>): string {
  return text.replaceAll(/\$\$|\$\(([A-Za-z_][\w.-]*)\)|\$/g, (found, name: string | undefined) => {
    if (found === '$$' || found === '$') return '$$';
    const value = before.get(name ?? '');
    return value ?? escaped(found);
  });
}

function cannot({ name }: Container, workload: Workload, what: string): NotInCompose {
  return new NotInCompose(`${workload.kind} ${workload.name}: container ${name} ${what}`);
}
