import type { ServiceAccount } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import type { Corpus } from '../../validate/corpus';
import { typed, type ManifestObject } from '../../validate/object';
import { podKinds, podOf } from '../../validate/pod';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt } from '../transition';

const account = (field = '') => manifest('v1', 'ServiceAccount', 'web', field);
const web = (pod: string) => workload({ pod: `serviceAccountName: web${pod}` });

export default {
  id: 'token-mounted',
  about:
    "Pods that get the token of their ServiceAccount, with all that it may do, and did not have it. The pod's automountServiceAccountToken wins over that of its account; without either it is mounted.",
  kinds: [...podKinds, 'ServiceAccount'],
  examples: [
    {
      title: 'a pod that gets the token',
      before: documents(account(), web('\nautomountServiceAccountToken: false')),
      after: documents(account(), web('')),
      expected: [
        ['exposure', 'warning', /^its pods get the token of ServiceAccount web, and may do what it may$/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'an account that gives its token',
      before: documents(account('automountServiceAccountToken: false'), web('')),
      after: documents(account(), web('')),
      expected: [
        [
          'exposure',
          'warning',
          /^pods with this account that do not say otherwise get its token when they are made anew$/,
        ],
      ],
    },
    {
      title: 'a pod that says otherwise than its account',
      before: documents(account('automountServiceAccountToken: false'), web('')),
      after: documents(account('automountServiceAccountToken: false'), web('\nautomountServiceAccountToken: false')),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
    {
      title: 'the token of the default account',
      before: workload({ pod: 'automountServiceAccountToken: false' }),
      after: workload(''),
      expected: [
        ['exposure', 'warning', /^its pods get the token of ServiceAccount default, and may do what it may$/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'the token of an account that is not here',
      before: web('\nautomountServiceAccountToken: false'),
      after: web(''),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after, sides, key } = transition;
    if (before === undefined || after === undefined) return [];
    if (key === 'ServiceAccount') {
      if (!(isOff(before) && !isOff(after))) return [];
      const message = 'pods with this account that do not say otherwise get its token when they are made anew';
      const fields = fieldsAt(transition, 'automountServiceAccountToken');
      return [{ effect: 'exposure', severity: 'warning', message, fields }];
    }
    const [was, is] = [mounted(sides.before, before, true), mounted(sides.after, after, false)];
    if (was !== undefined || is === undefined) return [];
    const pod = podOf(after);
    const message = `its pods get the token of ServiceAccount ${is}, and may do what it may`;
    const path = pod === undefined ? [] : pod.path.map(String);
    const fields = ['automountServiceAccountToken', 'serviceAccountName'].flatMap((field) =>
      fieldsAt(transition, ...path, field),
    );
    return fields.length === 0 ? [] : [{ effect: 'exposure', severity: 'warning', message, fields }];
  },
} satisfies ConsequenceRule;

function isOff(account: ManifestObject): boolean {
  return typed<ServiceAccount>(account).automountServiceAccountToken === false;
}

/**
 * Name of the account whose token pods get; undefined if they get none.
 * @param otherwise what to take of an account that is not here: nobody knows what it says
 */
function mounted(corpus: Corpus, object: ManifestObject, otherwise: boolean): string | undefined {
  const pod = podOf(object);
  if (pod === undefined) return undefined;
  const name = pod.spec.serviceAccountName ?? 'default';
  const account = corpus.find('ServiceAccount', object.namespace, name);
  const ofAccount = account === undefined ? (name === 'default' ? true : otherwise) : !isOff(account);
  return (pod.spec.automountServiceAccountToken ?? ofAccount) ? name : undefined;
}
