/** The charts that are known, by their names in --from. */
import { bitnami } from './bitnami';
import { communityCharts } from './community-charts';
import { mlflow } from './mlflow';

export const charts = [communityCharts, bitnami, mlflow];
