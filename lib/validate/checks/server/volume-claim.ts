import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  StatefulSet,
} from '../../../../imports/kubernetes/types';
import type { Path } from '../../../yaml/position';
import type { ObjectCheck, Report } from '../../check';
import { type Loose, typed } from '../../object';
import { quantityOf } from '../../../text/quantity';

const claim = (spec: string) =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {${spec}}\n`;

export default {
  id: 'volume-claim',
  scope: 'object',
  kinds: ['PersistentVolumeClaim', 'StatefulSet.apps'],
  severity: 'error',
  summary: 'A claim of a volume lacks its size or its access modes, or contradicts itself',
  remedy: 'Give it accessModes and resources.requests.storage; ReadWriteOncePod stands alone.',
  link: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims',
  examples: {
    passes: [claim('accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}')],
    fails: [
      { yaml: claim('resources: {requests: {storage: 1Gi}}'), at: 'spec.accessModes' },
      { yaml: claim('accessModes: [ReadWriteOnce]'), at: 'spec.resources.requests.storage' },
      {
        yaml: claim('accessModes: [ReadWriteOnce], resources: {requests: {storage: 0}}'),
        at: 'spec.resources.requests.storage',
      },
      claim('accessModes: [ReadWriteOnce, ReadWriteOncePod], resources: {requests: {storage: 1Gi}}'),
    ],
  },
  check(object, report) {
    if (object.key === 'PersistentVolumeClaim') {
      checkClaim(typed<PersistentVolumeClaim>(object).spec ?? {}, ['spec'], report);
      return;
    }
    for (const [index, { spec = {} }] of (typed<StatefulSet>(object).spec?.volumeClaimTemplates ?? []).entries()) {
      checkClaim(spec, ['spec', 'volumeClaimTemplates', index, 'spec'], report);
    }
  },
} satisfies ObjectCheck;

function checkClaim({ accessModes = [], resources }: Loose<PersistentVolumeClaimSpec>, at: Path, report: Report): void {
  if (accessModes.length === 0) report([...at, 'accessModes'], 'a claim needs at least one access mode');
  if (accessModes.length > 1 && accessModes.includes('ReadWriteOncePod')) {
    report([...at, 'accessModes'], 'ReadWriteOncePod cannot be combined with other access modes');
  }
  const storage = resources?.requests?.['storage'];
  const size = quantityOf(storage);
  if (storage === undefined) report([...at, 'resources', 'requests', 'storage'], 'a claim needs a size');
  else if (size !== undefined && size <= 0)
    report([...at, 'resources', 'requests', 'storage'], `a size of ${String(storage)} is refused`);
}
