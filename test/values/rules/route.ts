import type { RuleRow } from './row';

const ROUTE = 'route: {enabled: true, host: a.example.com}';
const PEM = '"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n"';
const other = (way: string) => `mlflow: {${ROUTE}, ${way}}`;
const TWICE =
  'mlflow.route.host: is a.example.com, to which the Ingress or the Gateway leads, too. Let one of them lead there: OpenShift makes a Route of each Ingress by itself.';

export const route: readonly RuleRow[] = [
  [`mlflow: {${ROUTE}}`],
  [
    'mlflow: {route: {enabled: true}}',
    'mlflow.route.host: is empty although mlflow.route.enabled is true; MLflow would refuse every request. Name the host, which the router’s domain or your DNS has to have.',
  ],
  [
    'mlflow: {route: {host: a.example.com}}',
    'warning: mlflow.route.enabled: is false, but mlflow.route.host is set: no Route leads there. Set it to true, or remove the host.',
  ],
  [other('ingress: {enabled: true, hosts: [{host: a.example.com}]}'), TWICE],
  [other('gateway: {enabled: true, parentRefs: [{name: public}], hostnames: [a.example.com]}'), TWICE],
  [other('ingress: {enabled: true, hosts: [{host: b.example.com}]}')],
  [other('ingress: {enabled: false, hosts: [{host: a.example.com}]}')],
  [
    `mlflow: {route: {enabled: true, host: a.example.com, destinationCACertificate: ${PEM}}}`,
    'mlflow.route.destinationCACertificate: is set, but the server’s Service speaks no TLS: OpenShift refuses such a Route. Remove it, or name a certificate in tls.',
  ],
  [
    `{tls: {existingSecret: given}, mlflow: {route: {enabled: true, host: a.example.com, destinationCACertificate: ${PEM}}}}`,
  ],
  [
    `{mlflow: {image: {tag: v3.16.0-full}, ${ROUTE}}}`,
    'warning: mlflow.image.tag: is v3.16.0-full, and an Ingress, a Gateway, a Route or a Service leads to it from outside without a login: before 3.16.1, whoever reaches MLflow can do more than it offers (CVE-2023-6977, CVE-2025-11200, CVE-2026-2635 and others). Take a newer version, or another auth.mode.',
  ],
];
