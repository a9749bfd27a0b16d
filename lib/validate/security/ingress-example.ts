/** An Ingress for examples; `rule` and `spec` are YAML in flow style. */
export function ingress({ host = 'host: web.example.com, ', spec = '', annotations = '' } = {}): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, annotations: {${annotations}}}
spec:
${spec}  rules:
    - {${host}http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
`;
}
