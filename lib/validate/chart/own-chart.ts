/** A chart that somebody can evaluate without Helm: who made it, from the model that its templates were printed from. */
import type { Json } from '../../yaml/json';
import type { LoadedChart } from './load';
import { metadataOf } from './metadata';
import type { RenderOptions } from './render';

export interface OwnChart {
  /** As Chart.yaml has them: what else has them is compared file by file. */
  readonly name: string;
  readonly version: string;
  /** Called only for a chart of this name and version. */
  readonly load: () => Promise<ChartEvaluator>;
}

/**
 * From a chart's files and what Helm would be told, to its objects by template (`templates/ingress.yaml`); undefined
 * where only Helm can say what comes out.
 */
export type ChartEvaluator = (
  files: ReadonlyMap<string, string>,
  options: RenderOptions,
) => ReadonlyMap<string, Json> | undefined;

export async function evaluateOwn(
  { view }: LoadedChart,
  options: RenderOptions,
  own: OwnChart | undefined,
): Promise<ReadonlyMap<string, Json> | undefined> {
  const metadata = metadataOf(view, '');
  if (own === undefined || metadata?.['name'] !== own.name || metadata['version'] !== own.version) return undefined;
  if ((view.binaryFiles ?? []).length > 0) return undefined;
  const evaluate = await own.load();
  return evaluate(view.files, options);
}
