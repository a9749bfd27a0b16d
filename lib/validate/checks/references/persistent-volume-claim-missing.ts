import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';
import { listAt, textAt } from '../../references/lenient';
import type { Corpus } from '../../corpus';

const claim = (name: string) =>
  manifest(
    'v1',
    'PersistentVolumeClaim',
    name,
    'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
  );

export default {
  id: 'persistent-volume-claim-missing',
  scope: 'corpus',
  kinds: ['PersistentVolumeClaim', ...podKinds],
  severity: 'warning',
  summary: 'A volume of a PersistentVolumeClaim that is not in the input: pods stay pending until it exists',
  remedy: 'Correct the name, add the claim, or list it as known to exist.',
  link: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes',
  examples: {
    passes: [
      documents(workload({ pod: 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]' }), claim('data')),
      // The claim that a StatefulSet makes for its first pod.
      documents(
        workload({ pod: 'volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-0}}]' }),
        workload({ kind: 'StatefulSet', name: 'db', spec: 'volumeClaimTemplates: [{metadata: {name: data}}]' }),
      ),
    ],
    fails: [
      {
        yaml: documents(
          workload({ pod: 'volumes: [{name: data, persistentVolumeClaim: {claimName: date}}]' }),
          claim('data'),
        ),
        at: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
      },
    ],
  },
  check(corpus, report) {
    const templates = corpus.derive(claimTemplates);
    for (const { object, spec, path } of corpus.pods()) {
      const { namespace } = object;
      for (const [index, { persistentVolumeClaim }] of (spec.volumes ?? []).entries()) {
        const name = persistentVolumeClaim?.claimName ?? '';
        if (templates.has(`${namespace}/${name.replace(/-\d+$/, '')}`)) continue;
        const message = absence(corpus, { key: 'PersistentVolumeClaim', namespace, name });
        if (message === undefined) continue;
        report(object, [...path, 'volumes', index, 'persistentVolumeClaim', 'claimName'], message);
      }
    }
  },
} satisfies CorpusCheck;

/** `namespace/template-statefulset` of every claim template, and `namespace/pod-volume` of a Pod's ephemeral volumes. */
function claimTemplates(corpus: Corpus): ReadonlySet<string> {
  const sets = corpus
    .ofKind('StatefulSet.apps')
    .flatMap(({ namespace, name, value }) =>
      listAt(value, 'spec', 'volumeClaimTemplates').map(
        (template) => `${namespace}/${textAt(template, 'metadata', 'name') ?? ''}-${name}`,
      ),
    );
  const pods = corpus
    .ofKind('Pod')
    .flatMap(({ namespace, name, value }) =>
      listAt(value, 'spec', 'volumes').map((volume) => `${namespace}/${name}-${textAt(volume, 'name') ?? ''}`),
    );
  return new Set([...sets, ...pods]);
}
