import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { quantityOf } from '../../../text/quantity';

const standard = ['cpu', 'memory', 'ephemeral-storage', 'storage'];

export default {
  id: 'resource-amount',
  scope: 'container',
  severity: 'error',
  summary: 'An amount of a resource is negative or in fractions, or there is no such resource',
  remedy:
    'Use cpu, memory, ephemeral-storage, hugepages-… or a full name such as nvidia.com/gpu, whole where it is a device.',
  link: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-types',
  examples: {
    passes: [workload('resources: {requests: {cpu: 100m, nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 1}}')],
    fails: [
      {
        yaml: workload('resources: {requests: {memory: -1Gi}}'),
        at: 'spec.template.spec.containers[0].resources.requests.memory',
      },
      { yaml: workload('resources: {limits: {gpu: 1}}'), at: 'spec.template.spec.containers[0].resources.limits.gpu' },
      workload('resources: {limits: {nvidia.com/gpu: 500m}}'),
      workload('resources: {requests: {nvidia.com/gpu: 1}}'),
    ],
  },
  check({ spec: { resources }, path }, report) {
    for (const field of ['requests', 'limits'] as const) {
      for (const [name, amount] of Object.entries(resources?.[field] ?? {})) {
        const at = [...path, 'resources', field, name];
        const value = quantityOf(amount);
        const isDevice = name.includes('/') && !/^([^/]+\.)?kubernetes\.io\//.test(name);
        if (value !== undefined && value < 0) report(at, `${name}: ${String(amount)} is negative`);
        else if (!name.includes('/') && !standard.includes(name) && !name.startsWith('hugepages-')) {
          report(at, `"${name}" is no resource of Kubernetes; others have a domain, such as nvidia.com/gpu`);
        } else if (isDevice && value !== undefined && !Number.isInteger(value))
          report(at, `${name}: ${String(amount)} is not a whole number`);
        else if (isDevice && field === 'requests' && resources?.limits?.[name] === undefined) {
          report(at, `${name} is requested, but cannot be without a limit of the same amount`);
        }
      }
    }
  },
} satisfies ContainerCheck;
