import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { inWords, setFields } from '../../server/one-of';

const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const fields =
  /^(metadata\.(name|namespace|uid|annotations\['.+'\]|labels\['.+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/;

export default {
  id: 'env-source',
  scope: 'container',
  severity: 'error',
  summary: 'An environment variable has no usable source: two at once, none, or a field that does not exist',
  remedy: 'Give a variable a value or one valueFrom, and a name without "=".',
  link: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
  examples: {
    passes: [
      workload('env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]'),
      workload(`env: [{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}]`),
    ],
    fails: [
      {
        yaml: workload('env: [{name: A, value: x, valueFrom: {secretKeyRef: {name: a, key: b}}}]'),
        at: 'spec.template.spec.containers[0].env[0].valueFrom',
      },
      workload('env: [{name: A, valueFrom: {}}]'),
      workload('env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.nam}}}]'),
      { yaml: workload('env: [{name: "A=B", value: x}]'), at: 'spec.template.spec.containers[0].env[0].name' },
      workload('envFrom: [{prefix: A}]'),
    ],
  },
  check({ spec: { env = [], envFrom = [] }, path }, report) {
    for (const [index, { name, value = '', valueFrom }] of env.entries()) {
      const at = [...path, 'env', index];
      if (name === '' || name?.includes('=') === true) report([...at, 'name'], `"${name}" cannot name a variable`);
      if (valueFrom === undefined) continue;
      const set = setFields(valueFrom, sources);
      if (value !== '') report([...at, 'valueFrom'], `${name ?? ''} has both value and valueFrom`);
      else if (set.length !== 1) {
        report(
          [...at, 'valueFrom'],
          `valueFrom needs exactly one of ${inWords(sources)}, got ${set.length === 0 ? 'none' : inWords(set)}`,
        );
      }
      const field = valueFrom.fieldRef?.fieldPath;
      if (field === undefined || fields.test(field)) continue;
      report([...at, 'valueFrom', 'fieldRef', 'fieldPath'], `${field} is no field that a variable can have`);
    }
    for (const [index, source] of envFrom.entries()) {
      if (setFields(source, ['configMapRef', 'secretRef']).length === 1) continue;
      report([...path, 'envFrom', index], 'envFrom needs exactly one of configMapRef and secretRef');
    }
  },
} satisfies ContainerCheck;
