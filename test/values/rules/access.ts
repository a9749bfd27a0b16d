import type { RuleRow } from './row';

export const access: readonly RuleRow[] = [
  [
    'mlflow: {ingress: {enabled: true}}',
    'mlflow.ingress.hosts: is empty although mlflow.ingress.enabled is true; MLflow would refuse every request. Name at least one host.',
  ],
  ['mlflow: {ingress: {enabled: true, hosts: [{host: a.example.com}]}}'],
  ['mlflow: {ingress: {enabled: false}}'],
];
