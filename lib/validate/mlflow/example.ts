import { documents, workload } from '../example';

export interface ServerParts {
  /** Words of the command line after `mlflow server`. */
  readonly args?: string;
  readonly image?: string;
  /** YAML of further fields of the container. */
  readonly container?: string;
  readonly pod?: string;
  readonly spec?: string;
}

/** A Deployment of a tracking server for examples. */
export function server({
  args = '',
  image = 'ghcr.io/mlflow/mlflow:v3.18.0-full',
  container = '',
  pod = '',
  spec = '',
}: ServerParts = {}): string {
  const words =
    args === ''
      ? ''
      : `, ${args
          .split(' ')
          .map((word) => JSON.stringify(word))
          .join(', ')}`;
  return workload({
    name: 'tracking',
    container: `name: mlflow\nimage: ${image}\ncommand: [mlflow, server${words}]\n${container}`,
    pod,
    spec,
  });
}

/** A Service in front of it. */
export function service(type = 'ClusterIP', { name = 'tracking', app = 'tracking', port = 5000 } = {}): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  type: ${type}
  selector: {app: ${app}}
  ports:
    - {port: ${port}}
`;
}

/** Server, Service and Ingress. */
export function served(parts: ServerParts): string {
  return documents(
    server(parts),
    service(),
    `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: tracking}
spec:
  rules:
    - host: mlflow.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: tracking, port: {number: 5000}}}}]}
`,
  );
}
