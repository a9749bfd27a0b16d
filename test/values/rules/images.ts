import type { RuleRow } from './row';

export const images: readonly RuleRow[] = [
  [
    'mlflow: {image: {tag: latest}}',
    'mlflow.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  ['mlflow: {image: {tag: latest, digest: sha256:0000000000000000000000000000000000000000000000000000000000000000}}'],
  [
    'proxy: {image: {tag: latest}}',
    'proxy.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [
    'oauth2Proxy: {image: {tag: latest}}',
    'oauth2Proxy.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [
    'postgresql: {image: {tag: latest}}',
    'postgresql.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [
    'minio: {image: {tag: latest}}',
    'minio.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [
    'objectStore: {garage: {image: {tag: latest}}}',
    'objectStore.garage.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
];
