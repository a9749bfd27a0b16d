/** Manifests for the examples of checks: complete, and good but for what an example is about. */

export interface WorkloadParts {
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly name?: string;
  /** YAML of fields beside `containers`. */
  readonly pod?: string;
  /** YAML of fields beside `template`. */
  readonly spec?: string;
  /** YAML of the container's fields; a name and an image are added where they are missing. */
  readonly container?: string;
}

/** A workload with one container; a string is the YAML of the container's fields. */
export function workload(parts: string | WorkloadParts): string {
  const {
    kind = 'Deployment',
    name = 'web',
    pod = '',
    spec = '',
    container = '',
  } = typeof parts === 'string' ? { container: parts } : parts;
  const fields = [
    ...(/^name:/m.test(container) ? [] : ['name: app']),
    ...(/^image:/m.test(container) ? [] : ['image: ghcr.io/example/app:1.4.2']),
    ...(container === '' ? [] : [container]),
  ].join('\n');
  return join([
    'apiVersion: apps/v1',
    `kind: ${kind}`,
    'metadata:',
    `  name: ${name}`,
    'spec:',
    ...(kind === 'StatefulSet' && !/^serviceName:/m.test(spec) ? [`  serviceName: ${name}`] : []),
    indent(spec, 2),
    '  selector:',
    `    matchLabels: {app: ${name}}`,
    '  template:',
    '    metadata:',
    `      labels: {app: ${name}}`,
    '    spec:',
    indent(pod, 6),
    '      containers:',
    `        - ${indent(fields, 10).trimStart()}`,
  ]);
}

/** One manifest of several documents. */
export function documents(...texts: readonly string[]): string {
  return texts.map((text) => text.replace(/\n*$/, '\n')).join('---\n');
}

function indent(text: string, width: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(width)).replace(/\n+$/, '');
}

function join(lines: readonly string[]): string {
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}
