/** Manifests for the examples of these checks: short, on a few lines. */

/** `manifest('v1', 'Service', 'team/web', 'spec: {…}')`; a name without a namespace leaves it out. */
export function manifest(apiVersion: string, kind: string, name: string, ...fields: readonly string[]): string {
  const [first = '', second] = name.split('/');
  const metadata = second === undefined ? `{name: ${first}}` : `{namespace: ${first}, name: ${second}}`;
  return [`apiVersion: ${apiVersion}`, `kind: ${kind}`, `metadata: ${metadata}`, ...fields, ''].join('\n');
}

/** A Service of the pods with `app: NAME`. */
export function service(name = 'web', ports = '[{name: http, port: 80, targetPort: 8080}]'): string {
  return manifest('v1', 'Service', name, `spec: {selector: {app: ${name.replace(/.*\//, '')}}, ports: ${ports}}`);
}

/** An Ingress that sends everything to one Service. */
export function ingress(service: string, port: string, more = ''): string {
  const path = `{path: /, pathType: Prefix, backend: {service: {name: ${service}, port: ${port}}}}`;
  return manifest(
    'networking.k8s.io/v1',
    'Ingress',
    'web',
    `spec: {${more}rules: [{host: www.example.com, http: {paths: [${path}]}}]}`,
  );
}
