/** The chart that the commands are about: its model, made once. */
import { mlflowChart } from '../charts/mlflow';
import { symbolicModel } from '../lib/synth/model';
import { version } from '../package.json';

export const chart = symbolicModel(mlflowChart(version));
