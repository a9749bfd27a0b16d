import type { CorpusCheck } from '../../check';
import { server } from '../../mlflow/example';
import { quantityOf } from '../../../text/quantity';
import { serverKinds, serversOf } from '../../mlflow/server';

/** Bytes that one worker needs with some load, as measured: 400 to 700 MiB are in use by four that idle. */
export const workerMemory = 256 * 2 ** 20;

export default {
  id: 'mlflow-memory-for-workers',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'The memory limit of a tracking server is too small for its workers: they are killed under load',
  remedy: 'Lower --workers, or raise the limit to 256 MiB a worker at least.',
  link: 'https://mlflow.org/docs/latest/api_reference/cli.html#mlflow-server',
  kinds: serverKinds,
  examples: {
    passes: [
      server({ args: '--workers 4', container: 'resources: {limits: {memory: 4Gi}}' }),
      server({ args: '--workers 32' }),
    ],
    fails: [
      {
        yaml: server({ args: '--workers 32', container: 'resources: {limits: {memory: 4Gi}}' }),
        at: 'spec.template.spec.containers[0].resources.limits.memory',
      },
      server({ container: 'resources: {limits: {memory: 512Mi}}' }),
    ],
  },
  check(corpus, report) {
    for (const { container, option } of serversOf(corpus)) {
      const written = option('--workers', 'MLFLOW_WORKERS') ?? option('-w');
      if (written === 'unknown') continue;
      const workers = Number(written === undefined ? 4 : (written.text ?? NaN));
      const { memory } = (container.spec.resources?.limits ?? {}) as Readonly<Record<string, string | number>>;
      const limit = quantityOf(memory);
      if (limit === undefined || !(workers * workerMemory > limit)) continue;
      report(
        container.pod.object,
        [...container.path, 'resources', 'limits', 'memory'],
        `${memory ?? ''} for ${workers} workers, expected ${workers * 256}Mi or more`,
      );
    }
  },
} satisfies CorpusCheck;
