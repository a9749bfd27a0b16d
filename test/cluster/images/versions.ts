/** Which versions of the programs there are images of: those of the chart, an older MLflow to upgrade from, and the setup guide's. */
import { defaults, definition } from '../../support/platform';
import { defaultImages } from '../../../values/images';

export const MLFLOW = definition.metadata.appVersion;
export const MLFLOW_BEFORE = '3.10.1';
export const MLFLOW_GUIDE = '2.9.0';
export const MINIO = imageOf('minio').tag;
/** With their tags. */
export const POSTGRESQL_IMAGE = referenceOf('postgresql');
/** Majors beside it: the oldest that the chart supports, and the newest. */
export const [POSTGRESQL_OLDEST, POSTGRESQL_NEWEST] = ['15', '18'] as const;
export const GARAGE = defaultImages.garage.tag.replace(/^v/, '');
export const NGINX_IMAGE = referenceOf('proxy');
export const RCLONE_IMAGE = `${defaultImages.copy.repository}:${defaultImages.copy.tag}`;
export const OAUTH2_PROXY_IMAGE = referenceOf('oauth2Proxy');

/** Of a team that trains models: MLflow's, with a package more. */
export const TEAM_IMAGE = `registry.example.com/team/training:${MLFLOW}`;

/** The guide's values name the image without drivers, and have them installed into it. */
export function mlflowImage(version: string): string {
  return `ghcr.io/mlflow/mlflow:v${version}${version === MLFLOW_GUIDE ? '' : '-full'}`;
}

export function postgresqlImage(tag: string): string {
  return `${imageOf('postgresql').repository}:${tag}`;
}

function referenceOf(component: string): string {
  const { repository, tag } = imageOf(component);
  return `${repository}:${tag}`;
}

function imageOf(component: string) {
  return (defaults[component] as { readonly image: { readonly repository: string; readonly tag: string } }).image;
}
