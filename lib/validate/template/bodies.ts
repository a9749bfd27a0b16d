import type { ChartModel, TemplateFile } from './chart-model';
import type { Statement } from './node';

/** Of the chart's own files, each body: what a file holds outside of its defines, and each define. */
export function* bodiesOf(
  model: ChartModel,
): Generator<{ readonly source: TemplateFile; readonly body: readonly Statement[] }> {
  for (const source of model.templates) {
    if (!source.isOwn || source.template === undefined) continue;
    yield { source, body: source.template.body };
    for (const { body } of source.template.defines) yield { source, body };
  }
}
