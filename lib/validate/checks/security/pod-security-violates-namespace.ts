import type { CheckContext, CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { violations } from '../../security/pod-security-levels';

const label = 'pod-security.kubernetes.io/enforce';

const namespace = (labels: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {${labels}}}\n`;

/** What the namespace's labels ask for; undefined where they refuse nothing, or a version too old to know its rules. */
function enforcement(labels: Readonly<Record<string, string>>, { minor }: CheckContext) {
  const level = labels[label];
  if (level !== 'baseline' && level !== 'restricted') return undefined;
  const version = /^v1\.(\d+)$/.exec(labels[`${label}-version`] ?? '');
  const asked = version === null ? minor : Number(version[1]);
  // The Standards of 1.25 are the first with the exemptions for Windows, and have all controls but newer ones.
  return asked < 25 ? undefined : ({ level, minor: Math.min(asked, minor) } as const);
}

export default {
  id: 'pod-security-violates-namespace',
  scope: 'corpus',
  severity: 'error',
  summary: 'The Namespace enforces a level of the Pod Security Standards that refuses the pods of a workload in it',
  remedy:
    'Mend the fields that are named, or lower the enforced level of the Namespace. The workload itself can be created, but its pods never are.',
  link: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/#workload-resources-and-pod-templates',
  kinds: ['Namespace', ...podKinds],
  examples: {
    passes: [
      documents(namespace(`${label}: baseline`), workload('')),
      documents(namespace(`${label}: privileged`), workload({ pod: 'hostNetwork: true' })),
      documents(namespace('pod-security.kubernetes.io/warn: restricted'), workload('')),
    ],
    fails: [
      {
        yaml: documents(namespace(`${label}: baseline`), workload({ pod: 'hostNetwork: true' })),
        at: 'spec.template.spec.hostNetwork',
      },
      documents(namespace(`${label}: restricted`), workload('')),
      {
        yaml: documents(
          namespace(`${label}: baseline, ${label}-version: v1.30`),
          workload({ pod: 'securityContext: {seLinuxOptions: {type: container_engine_t}}' }),
        ),
        context: { minor: 34 },
      },
    ],
  },
  check(corpus, report, context) {
    for (const object of corpus.ofKind('Namespace')) {
      const { name, value } = object;
      const { labels = {} } = (value['metadata'] ?? {}) as { readonly labels?: Readonly<Record<string, string>> };
      const enforced = enforcement(labels, context);
      if (enforced === undefined) continue;
      for (const pod of corpus.pods(name)) {
        // A PodTemplate by itself makes no pods.
        if (pod.object.key === 'PodTemplate') continue;
        const refused = violations(pod, enforced.level, enforced.minor);
        const [first] = refused;
        if (first === undefined) continue;
        const reasons = [...new Set(refused.map(({ message }) => message))].join('; ');
        report(
          pod.object,
          first.path,
          `namespace ${name} enforces ${enforced.level}, which refuses these pods: ${reasons}`,
          {
            related: [{ object, path: ['metadata', 'labels', label], message: 'enforced here' }],
          },
        );
      }
    }
  },
} satisfies CorpusCheck;
