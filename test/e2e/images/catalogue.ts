/** Which programs of this machine stand in for which image reference. */
import type { Catalogue, Image } from '../node/image';
import { minioImage } from './minio';
import { mlflowImage } from './mlflow';
import { postgresqlImage } from './postgresql';

const REFERENCES: readonly (readonly [RegExp, (tag: string) => Image | undefined])[] = [
  [/^ghcr\.io\/mlflow\/mlflow:v([\d.]+)(?:-full)?$/, mlflowImage],
  [/^quay\.io\/minio\/minio:(.+)$/, minioImage],
  [/^postgres:/, postgresqlImage],
];

export const catalogue: Catalogue = (reference) => {
  for (const [pattern, find] of REFERENCES) {
    const match = pattern.exec(reference);
    const image = match === null ? undefined : find(match[1] ?? '');
    if (image !== undefined) return image;
  }
  throw new Error(`nothing here stands in for the image ${reference}`);
};
