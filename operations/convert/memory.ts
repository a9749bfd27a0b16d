/** Memory that was enough there, and is not for MLflow 3 with its workers. */
import { isMapping } from '../../lib/values/merge';
import { quantityOf } from '../../lib/validate/quantity';
import { schema } from '../../values/schema';
import { defaultsOf } from '../../lib/values/schema';
import { valueAt } from '../../lib/values/locate';
import type { Ours } from './ours';
import { textOf } from './their';

/** As the check mlflow-memory-for-workers has it. */
const OF_A_WORKER = 256 * 2 ** 20;

export function sayMemory(ours: Ours): void {
  const given = ours.values.get('mlflow.resources');
  const limits = isMapping(given) ? given['limits'] : undefined;
  const limit = isMapping(limits) ? textOf(limits['memory']) : '';
  const workers = Number(ours.values.get('mlflow.workers') ?? valueAt(defaultsOf(schema), ['mlflow', 'workers']));
  const bytes = quantityOf(limit);
  if (limit === '' || bytes === undefined || bytes >= workers * OF_A_WORKER) return;
  const words = `${limit} are too little for ${workers} workers, which are ended when they need more: ${workers * 256}Mi or more, or fewer in mlflow.workers`;
  ours.decide('mlflow.resources', ours.origins.get('mlflow.resources') ?? 'resources', words);
}
