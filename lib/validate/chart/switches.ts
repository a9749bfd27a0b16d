/** The booleans of a chart's values, each to be turned over once. */
import { readDocuments } from '../../yaml/read';
import type { Json } from '../../yaml/json';
import { writeYaml } from '../../yaml/write';
import { isRecord } from '../object';
import type { Path } from '../../yaml/position';
import type { LoadedChart } from './load';

export interface Switch {
  /** `ingress.enabled=true` */
  readonly label: string;
  /** The text of a values file. */
  readonly values: string;
}

/** Those of values.yaml, which has a parent's say about its subcharts; those inside of lists are none. */
export function switchesOf({ view }: LoadedChart): readonly Switch[] {
  const text = view.files.get('values.yaml');
  if (text === undefined) return [];
  let values: Json;
  try {
    values = readDocuments(text, 'values.yaml')[0]?.value ?? {};
  } catch {
    // Helm says what is wrong with it.
    return [];
  }
  return booleansIn(values, []).map(({ path, value }) => ({
    label: `${path.join('.')}=${String(!value)}`,
    values: writeYaml(path.reduceRight<Json>((inner, key) => ({ [String(key)]: inner }), !value)),
  }));
}

function booleansIn(value: Json, path: Path): readonly { readonly path: Path; readonly value: boolean }[] {
  if (typeof value === 'boolean') return path.length === 0 ? [] : [{ path, value }];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => booleansIn(inner, [...path, key]));
}
