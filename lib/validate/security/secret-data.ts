import type { Secret } from '../../../imports/kubernetes/types';
import { typed, type ManifestObject } from '../object';
import type { Path } from '../../yaml/position';

export interface SecretEntry {
  readonly key: string;
  readonly text: string;
  readonly path: Path;
}

/** What a Secret holds, decoded; `stringData` wins over `data`, as in the API server. */
export function secretEntries(object: ManifestObject): readonly SecretEntry[] {
  const { data = {}, stringData = {} } = typed<Secret>(object) as {
    readonly data?: Readonly<Record<string, string>>;
    readonly stringData?: Readonly<Record<string, string>>;
  };
  return [
    ...Object.entries(data)
      .filter(([key]) => !Object.hasOwn(stringData, key))
      .map(([key, value]) => ({ key, text: Buffer.from(value, 'base64').toString('utf8'), path: ['data', key] })),
    ...Object.entries(stringData).map(([key, text]) => ({ key, text, path: ['stringData', key] })),
  ];
}
