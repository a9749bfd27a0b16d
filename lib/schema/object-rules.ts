import type { Json } from '../yaml/json';
import type { Checking } from './checking';
import type { ObjectRule } from './field-rules';
import { shown } from './shown';

type JsonObject = Readonly<Record<string, Json>>;

// Objects have the form of their schema: what is not of its type has been taken out.
type Texts = Readonly<Record<string, string>>;

/** k8s.io/apimachinery, pkg/api/validation/objectmeta.go */
const ANNOTATIONS_LIMIT = 256 * 1024;

/** k8s.io/kubernetes, pkg/apis/core: MaxSecretSize, and the same for a ConfigMap. */
const DATA_LIMIT = 1024 * 1024;

/** By definition. */
export const objectRules: ReadonlyMap<string, ObjectRule> = new Map<string, ObjectRule>([
  ['apis.meta.v1.ObjectMeta', checkAnnotationSize],
  ['apis.meta.v1.LabelSelectorRequirement', checkRequirement],
  ['v1.ConfigMap', checkConfigMap],
  ['v1.Secret', checkSecret],
  ['v1.PodSpec', checkContainerNames],
]);

function checkAnnotationSize(metadata: JsonObject, checking: Checking): void {
  const { annotations = {} } = metadata as { readonly annotations?: Texts };
  let size = sizeOf(annotations, byteLength);
  for (const key of Object.keys(annotations)) size += byteLength(key);
  if (size <= ANNOTATIONS_LIMIT) return;
  const message = `expected at most 262144 bytes (256 KiB) of annotations in all, got ${size}`;
  checking.reportAt(['annotations'], 'out-of-range', message);
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

function checkRequirement(requirement: JsonObject, checking: Checking): void {
  const { operator, values = [] } = requirement as { readonly operator?: string; readonly values?: readonly string[] };
  if (operator === undefined) return;
  if (!operators.includes(operator)) {
    const message = `expected one of ${operators.map(shown).join(', ')}, got ${shown(operator)}`;
    checking.reportAt(['operator'], 'wrong-value', message);
  } else if (operator.endsWith('In') && values.length === 0) {
    checking.reportAt(['values'], 'missing-field', `required with operator ${operator}, but missing or empty`);
  } else if (!operator.endsWith('In') && values.length > 0) {
    checking.reportAt(['values'], 'wrong-value', `must not be set with operator ${operator}`);
  }
}

function checkConfigMap(configMap: JsonObject, checking: Checking): void {
  const { data = {}, binaryData = {} } = configMap as { readonly data?: Texts; readonly binaryData?: Texts };
  for (const key of Object.keys(binaryData)) {
    if (!Object.hasOwn(data, key)) continue;
    checking.reportAt(['binaryData', key], 'duplicate-item', 'data has the same key');
  }
  checkDataSize(sizeOf(data, byteLength) + sizeOf(binaryData, decodedLength), checking);
}

function checkSecret(secret: JsonObject, checking: Checking): void {
  const { data = {}, stringData = {} } = secret as { readonly data?: Texts; readonly stringData?: Texts };
  checkDataSize(sizeOf(data, decodedLength) + sizeOf(stringData, byteLength), checking);
}

function checkDataSize(size: number, checking: Checking): void {
  if (size <= DATA_LIMIT) return;
  checking.reportAt(['data'], 'out-of-range', `expected at most 1048576 bytes (1 MiB) of data in all, got ${size}`);
}

/** Container names are unique over the three lists together; inside each, its list key sees to it. */
function checkContainerNames(spec: JsonObject, checking: Checking): void {
  const seen = new Map<string, { readonly field: string; readonly index: number }>();
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    const containers = (spec[field] ?? []) as readonly { readonly name?: string }[];
    for (const [index, { name }] of containers.entries()) {
      if (name === undefined) continue;
      const first = seen.get(name);
      if (first === undefined) seen.set(name, { field, index });
      else if (first.field !== field) {
        const message = `name ${shown(name)}: ${first.field}[${first.index}] has the same`;
        checking.reportAt([field, index], 'duplicate-item', message);
      }
    }
  }
}

/** The sum over a map's values. */
function sizeOf(texts: Texts, lengthOf: (text: string) => number): number {
  return Object.values(texts).reduce((size, text) => size + lengthOf(text), 0);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** Bytes that base64 stands for. */
function decodedLength(text: string): number {
  return Buffer.byteLength(text, 'base64');
}
