/**
 * Where schemas of a chart refer to what is not in them. Helm fetches it: from the network, and from any file of the
 * machine, which whoever wrote the chart has no say over. So it is told to leave the schemas alone, and that is said.
 */
import { isRecord } from '../object';
import type { ChartView } from './chart-view';

export interface OutsideReference {
  /** The schema's file, relative to the chart. */
  readonly file: string;
  readonly target: string;
}

/** The first of each schema, those of subcharts included. */
export function outsideReferences({ files }: Pick<ChartView, 'files'>): readonly OutsideReference[] {
  return [...files].flatMap(([file, text]) => {
    if (!/^(?:charts\/[^/]+\/)*values\.schema\.json$/.test(file)) return [];
    const target = outsideTarget(text);
    return target === undefined ? [] : [{ file, target }];
  });
}

function outsideTarget(text: string): string | undefined {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch {
    // Helm does not read it either.
    return undefined;
  }
  const open = [schema];
  while (open.length > 0) {
    const part = open.pop();
    if (Array.isArray(part)) for (const item of part as readonly unknown[]) open.push(item);
    if (!isRecord(part)) continue;
    for (const key of Object.keys(part)) {
      const value = part[key];
      if (typeof value !== 'string') open.push(value);
      else if (
        /^\$(?:dynamic|recursive)?ref$/i.test(key) ? !value.startsWith('#') : key === '$schema' && !isDraft(value)
      )
        return value;
    }
  }
  return undefined;
}

/** What every library has in itself. */
function isDraft(schema: string): boolean {
  return /^https?:\/\/json-schema\.org\/(?:draft-0[34567]|draft\/20(?:19-09|20-12))\/schema#?$/.test(schema);
}
