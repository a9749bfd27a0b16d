/** The objects of a cluster, by kind, namespace and name. */
import type { ConfigMap, Secret } from '../../../imports/kubernetes/types';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

interface KeyReference {
  readonly name?: string;
  readonly key: string;
  readonly optional?: boolean;
}

interface Reference {
  readonly name?: string;
  readonly optional?: boolean;
}

type Data = Readonly<Record<string, string>>;

export class Store {
  readonly #objects = new Map<string, KubernetesObject>();

  put(object: KubernetesObject): void {
    const { name, namespace } = object.metadata;
    this.#objects.set(`${object.kind}/${namespace}/${name}`, object);
  }

  ofKind<T extends KubernetesObject>(kind: T['kind']): readonly T[] {
    return [...this.#objects.values()].filter((object): object is T => object.kind === kind);
  }

  configMap(namespace: string, { name = '', optional = false }: Reference): Data {
    const found = this.#objects.get(`ConfigMap/${namespace}/${name}`) as ConfigMap | undefined;
    if (found === undefined && !optional) throw new Error(`there is no ConfigMap ${name} in ${namespace}`);
    return found?.data ?? {};
  }

  /** Decoded. */
  secret(namespace: string, { name = '', optional = false }: Reference): Data {
    const found = this.#objects.get(`Secret/${namespace}/${name}`) as Secret | undefined;
    if (found === undefined && !optional) throw new Error(`there is no Secret ${name} in ${namespace}`);
    const decoded = Object.entries(found?.data ?? {}).map(([key, value]) => [key, fromBase64(value)]);
    return { ...(Object.fromEntries(decoded) as Data), ...found?.stringData };
  }

  configMapKey(namespace: string, reference: KeyReference): string | undefined {
    return this.key(this.configMap(namespace, reference), reference, 'ConfigMap');
  }

  secretKey(namespace: string, reference: KeyReference): string | undefined {
    return this.key(this.secret(namespace, reference), reference, 'Secret');
  }

  private key(data: Data, { name = '', key, optional = false }: KeyReference, kind: string): string | undefined {
    const value = data[key];
    if (value === undefined && !optional) throw new Error(`${kind} ${name} has no key ${key}`);
    return value;
  }
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
