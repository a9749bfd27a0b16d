/** What a YAML document becomes for Kubernetes and Helm: JSON. `__proto__` is an ordinary key (an own property). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An object under construction whose keys come from a document: assigning `__proto__` would change the prototype. */
export function setKey<T>(object: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}
