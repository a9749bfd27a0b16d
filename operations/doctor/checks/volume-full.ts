import { podIn } from '../examples';
import type { Check } from '../check';
import { nameOf, servingPods } from '../state';

const GIB = 1024 ** 3;
const volume = (used: number) => ({
  ...{ holds: 'database' as const, claim: 'data-mlflow-postgresql-0', problem: null },
  ...{ capacityBytes: 10 * GIB, sizeBytes: 10 * GIB, usedBytes: used * GIB, availableBytes: (10 - used) * GIB },
});
/** Of what there is. */
const LEAST = 0.05;
const NO_SPACE = /no space left on device|disk (is )?full|storage backend has reached its minimum free drive/i;

export default {
  id: 'volume-full',
  symptom: 'full',
  stops: true,
  what: 'A volume is full, or has less than a twentieth left.',
  remedy:
    'Grow it (docs/database.md, docs/store.md), then see what may go: mlflow-chart report says whose experiments are the largest, docs/retention.md how they go.',
  examples: {
    finds: [
      { volumes: [volume(9.8)] },
      {
        pods: [podIn('postgresql', { waiting: { reason: 'CrashLoopBackOff' } })],
        lastWords: new Map([
          ['mlflow-postgresql-0/postgresql', 'FATAL: could not write lock file: No space left on device'],
        ]),
      },
    ],
    quiet: [{ volumes: [volume(9), { ...volume(9), sizeBytes: null, usedBytes: null, availableBytes: null }] }],
  },
  look(state) {
    const full = state.volumes.flatMap(({ holds, claim, sizeBytes, usedBytes, availableBytes }) => {
      if (sizeBytes === null || availableBytes === null || availableBytes >= sizeBytes * LEAST) return [];
      const mebibytes = (bytes: number) => `${String(Math.round(bytes / 2 ** 20))} MiB`;
      const part = holds === 'artefacts' ? ('store' as const) : ('database' as const);
      const evidence = `${mebibytes(usedBytes ?? 0)} of ${mebibytes(sizeBytes)} are used, ${mebibytes(availableBytes)} are left`;
      return [{ part, where: `persistentvolumeclaim/${claim}`, evidence }];
    });
    // A database that cannot start says so in its log alone.
    const said = servingPods(state).flatMap(({ pod, part }) =>
      [...state.lastWords].flatMap(([of, words]) =>
        of.startsWith(`${nameOf(pod)}/`) && NO_SPACE.test(words)
          ? [{ part, where: `pod/${nameOf(pod)}`, evidence: `its log says: ${words}` }]
          : [],
      ),
    );
    return [...full, ...said.filter(({ part }) => !full.some((one) => one.part === part))];
  },
} satisfies Check;
