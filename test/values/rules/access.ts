import type { RuleRow } from './row';

export const access: readonly RuleRow[] = [
  [
    'mlflow: {ingress: {enabled: true}}',
    'mlflow.ingress.hosts: is empty although mlflow.ingress.enabled is true; MLflow would refuse every request. Name at least one host.',
  ],
  ['mlflow: {ingress: {enabled: true, hosts: [{host: a.example.com}]}}'],
  ['mlflow: {ingress: {enabled: false}}'],
  // An IngressClass may be called after one controller and belong to another.
  ['mlflow: {ingress: {enabled: true, hosts: [{host: a.example.com}], className: nginx, controller: traefik}}'],
];
