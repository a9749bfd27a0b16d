import type { RoleBinding, ServiceAccount } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import type { Corpus } from '../../corpus';
import { documents, workload } from '../../example';
import { typed } from '../../object';
import { podKinds } from '../../pod';
import { binding, bindingKinds } from '../../security/rbac';

/** `namespace/name` of each ServiceAccount that a binding of the input names: its pods use the API. */
function boundAccounts(corpus: Corpus): ReadonlySet<string> {
  const bindings = bindingKinds.flatMap((kind) => corpus.ofKind(kind));
  return new Set(
    bindings.flatMap((object) =>
      (typed<RoleBinding>(object).subjects ?? [])
        .filter(({ kind }) => kind === 'ServiceAccount')
        .map(({ namespace = object.namespace, name = '' }) => `${namespace}/${name}`),
    ),
  );
}

const account = (fields: string) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app}\n${fields}`;

export default {
  id: 'service-account-token-mounted',
  scope: 'corpus',
  severity: 'warning',
  summary: 'A pod gets a token for the Kubernetes API, and nothing shows that it uses it',
  remedy:
    'Set automountServiceAccountToken to false in the pod or its ServiceAccount, unless it calls the Kubernetes API.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting',
  kinds: [...podKinds, 'ServiceAccount', ...bindingKinds],
  examples: {
    passes: [
      workload({ pod: 'automountServiceAccountToken: false' }),
      documents(account('automountServiceAccountToken: false'), workload({ pod: 'serviceAccountName: app' })),
      documents(
        binding('RoleBinding', 'view', 'kind: ServiceAccount, name: app, namespace: default'),
        workload({ pod: 'serviceAccountName: app' }),
      ),
    ],
    fails: [
      { yaml: workload(''), at: 'spec.template.spec.automountServiceAccountToken' },
      documents(account(''), workload({ pod: 'serviceAccountName: app' })),
      documents(
        account('automountServiceAccountToken: false'),
        workload({ pod: 'serviceAccountName: app\nautomountServiceAccountToken: true' }),
      ),
    ],
  },
  check(corpus, report) {
    const bound = boundAccounts(corpus);
    for (const { object, spec, path } of corpus.pods()) {
      const name = spec.serviceAccountName ?? spec.serviceAccount ?? 'default';
      const found = corpus.find('ServiceAccount', object.namespace, name);
      const inherited = found === undefined ? undefined : typed<ServiceAccount>(found).automountServiceAccountToken;
      const mounts = spec.automountServiceAccountToken ?? inherited ?? true;
      if (!mounts || bound.has(`${object.namespace}/${name}`)) continue;
      report(
        object,
        [...path, 'automountServiceAccountToken'],
        name === 'default'
          ? 'the pod gets the token of ServiceAccount default'
          : `the pod gets the token of ServiceAccount ${name}, which no binding here gives any rights`,
        name === 'default' ? {} : { severity: 'info' },
      );
    }
  },
} satisfies CorpusCheck;
