/** The chart that the commands are about: its model, made once, when it is first asked for. */
import { mlflowChart } from '../charts/mlflow';
import { symbolicModel, type Model } from '../lib/synth/model';
import { version } from '../package.json';

type Own = Model<ReturnType<typeof mlflowChart>['schema']['fields']>;

let made: Own | undefined;

/** The same for all that one command asks. */
export function ownModel(): Own {
  return (made ??= symbolicModel(mlflowChart(version)));
}
