/** The difference of two charts, or folders of manifests, of anybody. */
import { explain, type Renderer } from '../../diff/explain';
import type { Explanation } from '../../diff/explanation';
import { ChartSide, type ChartRelease } from './chart-side';
import { manifestSide } from './manifest-side';
import { originOf } from './origin';
import type { Side } from './side';
import type { SideArgument } from './side-argument';
import type { CommandContext } from '../context';

export interface ChartRequest {
  readonly from: SideArgument;
  readonly to: SideArgument;
  readonly fromValues: readonly string[];
  readonly toValues: readonly string[];
  readonly release: ChartRelease;
  /** Where somebody has said it: commands that are advised name it. */
  readonly namespace: string | undefined;
}

/** @throws SettingsError where a side cannot be read */
export async function chartDifference(
  { from, to, fromValues, toValues, release, namespace }: ChartRequest,
  context: CommandContext,
  onProgress: (done: number, all: number) => void,
): Promise<Explanation> {
  const opened: ChartSide[] = [];
  const open = async (
    argument: SideArgument,
    values: readonly string[],
  ): Promise<{ side: Side; chart?: ChartSide }> => {
    const path = 'path' in argument ? argument.path : '';
    if (argument.kind !== 'chart') return { side: manifestSide(path, release.namespace) };
    const chart = await ChartSide.open(path, values, release, context);
    opened.push(chart);
    return { side: await chart.read(), chart };
  };
  try {
    const { side: before } = await open(from, fromValues);
    const { side: after, chart } = await open(to, toValues);
    const renderer: Renderer | undefined = chart && {
      render: chart.render,
      defaults: chart.defaults,
      isOwn: true,
      origin: (change) => originOf(change, after),
    };
    return { ...(await explain(before, after, { renderer, onProgress, namespace })), elsewhere: [] };
  } finally {
    for (const chart of opened) chart.dispose();
  }
}
