import type { CustomResourceDefinition } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const crd = (name: string, versions: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {plural: toys, kind: Toy}\n  versions: [${versions}]\n`;
const version = (fields: string) => `{name: v1, schema: {openAPIV3Schema: {type: object}}, ${fields}}`;

export default {
  id: 'crd-structure',
  scope: 'object',
  kinds: ['CustomResourceDefinition.apiextensions.k8s.io'],
  severity: 'error',
  summary: 'A CustomResourceDefinition has the wrong name, no schema, or not exactly one stored version',
  remedy: 'Call it <plural>.<group>, give each version a schema, and store exactly one that is served or kept.',
  link: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/',
  examples: {
    passes: [crd('toys.example.com', version('served: true, storage: true'))],
    fails: [
      { yaml: crd('toy.example.com', version('served: true, storage: true')), at: 'metadata.name' },
      { yaml: crd('toys.example.com', version('served: true, storage: false')), at: 'spec.versions' },
      { yaml: crd('toys.example.com', '{name: v1, served: true, storage: true}'), at: 'spec.versions[0].schema' },
      crd('toys.example.com', `${version('served: true, storage: true')}, ${version('served: true, storage: false')}`),
    ],
  },
  check(object, report) {
    const { group = '', names, versions = [] } = typed<CustomResourceDefinition>(object).spec ?? {};
    const expected = `${names?.plural ?? ''}.${group}`;
    if (object.name !== '' && names?.plural !== undefined && group !== '' && object.name !== expected) {
      report(['metadata', 'name'], `the name is ${object.name}, but must be ${expected}`);
    }
    const stored = versions.filter(({ storage }) => storage === true).length;
    if (stored !== 1) report(['spec', 'versions'], `exactly one version must be stored, got ${String(stored)}`);
    const seen = new Set<string>();
    for (const [index, { name = '', schema }] of versions.entries()) {
      if (schema?.openAPIV3Schema === undefined)
        report(['spec', 'versions', index, 'schema'], `version ${name} has no schema`);
      if (seen.has(name)) report(['spec', 'versions', index, 'name'], `version ${name} is there twice`);
      seen.add(name);
    }
  },
} satisfies ObjectCheck;
