import type { CustomResourceDefinition } from '../../../imports/kubernetes/types';
import { typed, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { fieldsAt } from '../transition';
import { listText } from '../words';

const version = (name: string, isServed = true, isStored = false) =>
  `{name: ${name}, served: ${isServed}, storage: ${isStored}, schema: {openAPIV3Schema: {type: object}}}`;
const definition = (...versions: readonly string[]) =>
  manifest(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'things.example.org',
    'spec:',
    '  group: example.org',
    '  scope: Namespaced',
    '  names: {kind: Thing, listKind: ThingList, plural: things, singular: thing}',
    `  versions: [${versions.join(', ')}]`,
  );

export default {
  id: 'kind-removed',
  about:
    'A CustomResourceDefinition that goes, and all objects of its kind with it; or versions of one that are no longer served, or that objects are still stored in.',
  kinds: ['CustomResourceDefinition.apiextensions.k8s.io'],
  examples: [
    {
      title: 'a kind that goes',
      before: definition(version('v1', true, true)),
      after: '',
      expected: [['data', 'error', /^all objects of the kind Thing in all namespaces are deleted with it$/]],
    },
    {
      title: 'the version that objects are stored in',
      before: definition(version('v1beta1', true, true)),
      after: definition(version('v1', true, true)),
      expected: [['refused', 'error', /^v1beta1 cannot be left out: objects may be stored in it$/]],
    },
    {
      title: 'a version that is no longer served',
      before: definition(version('v1beta1'), version('v1', true, true)),
      after: definition(version('v1beta1', false), version('v1', true, true)),
      expected: [['downtime', 'warning', /^requests for example\.org\/v1beta1 are refused from now on$/]],
    },
    {
      title: 'another version beside',
      before: definition(version('v1', true, true)),
      after: definition(version('v2'), version('v1', true, true)),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    const gone = deletedOf(transition);
    if (gone !== undefined) {
      const { names, group } = typed<CustomResourceDefinition>(gone).spec ?? {};
      const kind = names?.kind ?? '';
      const message = `all objects of the kind ${kind} in all namespaces are deleted with it`;
      const remedy = `Save them first: kubectl get ${names?.plural ?? ''}.${group ?? ''} --all-namespaces --output=yaml.`;
      return [{ effect: 'data', severity: 'error', message, remedy, fields: [] }];
    }
    if (before === undefined || after === undefined) return [];
    const fields = fieldsAt(transition, 'spec', 'versions');
    const [old, young] = [versionsOf(before), versionsOf(after)];
    const stored = old.filter(({ storage, name }) => storage === true && !young.some((each) => each.name === name));
    if (stored.length > 0) {
      const message = `${listText(stored.map(({ name = '' }) => name))} cannot be left out: objects may be stored in it`;
      const remedy =
        'Keep it as a version that is not the storage version; write each object once, take it from status.storedVersions, and leave it out then.';
      return [{ effect: 'refused', severity: 'error', message, remedy, fields }];
    }
    const unserved = old.filter(
      ({ served, name }) => served === true && !young.some((each) => each.name === name && each.served === true),
    );
    if (unserved.length === 0) return [];
    const group = typed<CustomResourceDefinition>(after).spec?.group ?? '';
    const message = `requests for ${listText(unserved.map(({ name = '' }) => `${group}/${name}`))} are refused from now on`;
    return [{ effect: 'downtime', severity: 'warning', message, fields }];
  },
} satisfies ConsequenceRule;

function versionsOf(definition: ManifestObject) {
  return typed<CustomResourceDefinition>(definition).spec?.versions ?? [];
}
