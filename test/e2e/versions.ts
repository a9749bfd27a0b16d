/** Which versions the suite runs: those of the chart, an older one to upgrade from, and the setup guide's. */
import { defaults, definition } from '../support/platform';

export const MLFLOW = definition.metadata.appVersion;
export const MLFLOW_BEFORE = '3.10.1';
export const MLFLOW_GUIDE = '2.9.0';
export const MINIO = (defaults['minio'] as { readonly image: { readonly tag: string } }).image.tag;
