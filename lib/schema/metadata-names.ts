import type { Json } from '../yaml/json';
import type { Checking } from './checking';
import { nameForm } from './name-rules';
import { dnsLabel } from './text-form';

/** Name, name prefix and namespace of an object; `metadata` is what the schema left of it. */
export function checkNames(metadata: Json | undefined, key: string, minor: number, checking: Checking): void {
  const { name, generateName, namespace } = (metadata ?? {}) as Readonly<Record<string, Json>>;
  const form = nameForm(key, minor);
  const report = (field: string, message: string) => {
    checking.reportAt(['metadata', field], 'wrong-format', message);
  };
  if (typeof name === 'string' && name !== '') {
    const refusal = form.refusal(name);
    if (refusal !== undefined) report('name', refusal);
  } else if (typeof generateName === 'string' && generateName !== '') {
    // A dash at its end is not at the end of the name.
    const refusal = form.refusal(generateName.replace(/(?<=.)-$/, 'a'));
    if (refusal !== undefined) report('generateName', refusal);
  }
  if (typeof namespace === 'string' && namespace !== '') {
    const refusal = dnsLabel.refusal(namespace);
    if (refusal !== undefined) report('namespace', refusal);
  }
}
