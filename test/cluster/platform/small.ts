/** Small workloads that tests of the cluster itself are made of. */
import { MLFLOW, mlflowImage } from '../images/versions';

/** An image with Python, and one with a shell. */
const PYTHON = mlflowImage(MLFLOW);
const SHELL = 'docker.io/library/busybox:1.37';
const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** A web server that answers with its folder's listing, and a Service of its name at port 80. */
export function webServer(namespace: string, name: string, { nodeName }: { readonly nodeName?: string } = {}) {
  const labels = { app: name };
  const container = {
    name: 'web',
    image: PYTHON,
    command: ['python3', '-m', 'http.server', '8000', '--bind', '::', '--directory', '/opt/mlflow'],
    ports: [{ name: 'http', containerPort: 8000 }],
    readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
    resources: { requests: { cpu: '10m', memory: '32Mi' } },
    securityContext: RESTRICTED,
  };
  const spec = {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { ...placed(nodeName), terminationGracePeriodSeconds: 0, containers: [container] },
    },
  };
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
  ];
}

/** A pod with a shell in which nothing happens. */
export function idle(namespace: string, name: string, { nodeName }: { readonly nodeName?: string } = {}) {
  const container = { name: 'shell', image: SHELL, command: ['sleep', '3600'], securityContext: RESTRICTED };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: { ...placed(nodeName), terminationGracePeriodSeconds: 0, containers: [container] },
  };
}

/** Prints the first line of the answer of a web server, for `exec` in an idle pod; fails after 3 s. */
export function askByShell(host: string, port = 80): readonly string[] {
  const script = `exec 3<>/dev/tcp/${host}/${String(port)} && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3`;
  return ['timeout', '3', 'bash', '-c', script];
}

function placed(nodeName: string | undefined) {
  return nodeName === undefined ? {} : { nodeSelector: { 'kubernetes.io/hostname': nodeName } };
}
