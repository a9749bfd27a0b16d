/** Memory that was enough there, and is not for MLflow 3 with its workers. */
import { isMapping } from '../../lib/values/merge';
import { workerMemory } from '../../lib/validate/checks/mlflow/mlflow-memory-for-workers';
import { quantityOf } from '../../lib/text/quantity';
import { schema } from '../../values/schema';
import { defaultsOf } from '../../lib/values/schema';
import { valueAt } from '../../lib/values/locate';
import type { Ours } from './ours';
import { textOf } from './their';

export function sayMemory(ours: Ours): void {
  const given = ours.values.get('mlflow.resources');
  const limits = isMapping(given) ? given['limits'] : undefined;
  const limit = isMapping(limits) ? textOf(limits['memory']) : '';
  const workers = Number(ours.values.get('mlflow.workers') ?? valueAt(defaultsOf(schema), ['mlflow', 'workers']));
  const bytes = quantityOf(limit);
  if (limit === '' || bytes === undefined || bytes >= workers * workerMemory) return;
  const words = `${limit} are too little for ${workers} workers, which are ended when they need more: ${(workers * workerMemory) / 2 ** 20}Mi or more, or fewer in mlflow.workers`;
  ours.decide('mlflow.resources', ours.origins.get('mlflow.resources') ?? 'resources', words);
}
