import type { RuleRow } from './row';

const GATEWAY = 'enabled: true, parentRefs: [{name: public}], hostnames: [a.example.com]';
const INGRESS = 'ingress: {enabled: true, hosts: [{host: a.example.com}]}';

export const gateway: readonly RuleRow[] = [
  [`mlflow: {gateway: {${GATEWAY}}}`],
  ['mlflow: {gateway: {enabled: false}}'],
  [
    'mlflow: {gateway: {enabled: true, hostnames: [a.example.com]}}',
    'mlflow.gateway.parentRefs: is empty although mlflow.gateway.enabled is true: no Gateway would lead to MLflow. Name at least one Gateway.',
  ],
  [
    'mlflow: {gateway: {enabled: true, parentRefs: [{name: public}]}}',
    'mlflow.gateway.hostnames: is empty although mlflow.gateway.enabled is true; MLflow would refuse every request. Name at least one host.',
  ],
  [
    `mlflow: {gateway: {${GATEWAY}}, ${INGRESS}}`,
    'mlflow.gateway.hostnames: and mlflow.ingress.hosts have a host more than once: a.example.com. Let either the Gateway or the Ingress lead there.',
  ],
  [`mlflow: {gateway: {${GATEWAY}}, ${INGRESS.replace('a.', 'b.')}}`],
  [`mlflow: {gateway: {${GATEWAY}}, ${INGRESS.replace('true', 'false')}}`],
  [
    `{tls: {existingSecret: given}, mlflow: {gateway: {${GATEWAY}}}}`,
    'tls.caBundle.configMap: is empty, but the Gateway has to check the certificate of the server’s Service (BackendTLSPolicy). Name the ConfigMap with its authority, key ca.crt.',
  ],
  [`{tls: {existingSecret: given, caBundle: {configMap: company}}, mlflow: {gateway: {${GATEWAY}}}}`],
  // What is not named has no wrong key.
  [
    `{tls: {existingSecret: given, caBundle: {secret: company, key: root.pem}}, mlflow: {gateway: {${GATEWAY}}}}`,
    'tls.caBundle.configMap: is empty, but the Gateway has to check the certificate of the server’s Service (BackendTLSPolicy). Name the ConfigMap with its authority, key ca.crt.',
  ],
  [
    `{tls: {existingSecret: given, caBundle: {configMap: company, key: root.pem}}, mlflow: {gateway: {${GATEWAY}}}}`,
    'tls.caBundle.key: is root.pem, but Gateways look for ca.crt. Call it ca.crt.',
  ],
  [
    `{mlflow: {image: {tag: v3.16.0-full}, gateway: {${GATEWAY}}}}`,
    'warning: mlflow.image.tag: is v3.16.0-full, and an Ingress, a Gateway, a Route or a Service leads to it from outside without a login: before 3.16.1, whoever reaches MLflow can do more than it offers (CVE-2023-6977, CVE-2025-11200, CVE-2026-2635 and others). Take a newer version, or another auth.mode.',
  ],
];
