/** What a configuration file may say: JSON Schema, for the validator and for editors. */
import { severities } from '../finding';
import { namespacePattern } from './names';
import { ruleSettings } from './rule-choice';

const text = { type: 'string', minLength: 1 } as const;
const texts = (description: string) => ({ type: 'array', items: text, description });
const glob = (of: string) => ({ ...text, description: `${of}; * stands for any part of it.` });

const external = {
  type: 'object',
  required: ['kind'],
  additionalProperties: false,
  properties: {
    kind: { ...text, description: 'Kind and group: Secret, Issuer.cert-manager.io.' },
    namespace: { ...text, description: 'Any namespace, if it is missing.' },
    name: { ...text, description: 'Any name, if it is missing.' },
  },
} as const;

const suppression = {
  type: 'object',
  required: ['rule'],
  additionalProperties: false,
  properties: {
    rule: { ...text, description: 'Id of the rule.' },
    reason: { type: 'string', description: 'Why: without one, nothing is suppressed.' },
    kind: glob("The object's kind"),
    name: glob("The object's name"),
    namespace: glob("The object's namespace"),
    files: { ...texts('Globs of files, as findings name them.'), minItems: 1 },
    path: glob('The field, as findings name it: spec.template.spec.containers[0].image'),
  },
} as const;

export const configSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Configuration of the validator',
  type: 'object',
  additionalProperties: false,
  properties: {
    paths: texts('What is checked where the command names nothing; * stands for any part of a name.'),
    values: texts('Values files for the charts among paths.'),
    kubernetesVersion: {
      type: 'string',
      pattern: '^1\\.[0-9]+$',
      description: 'The version of Kubernetes that the objects are for, in quotes: "1.34".',
    },
    namespace: {
      ...text,
      pattern: namespacePattern,
      description: 'Where objects that name no namespace are applied to. Default: default.',
    },
    failOn: { enum: severities, description: 'The least severity that makes the run fail. Default: error.' },
    rules: {
      type: 'object',
      // YAML 1.1 reads a bare `off` as false.
      additionalProperties: { enum: [...ruleSettings, false] },
      description: 'Rule id → off, or the severity it is to have; a severity also switches on what is optional.',
    },
    packs: texts('Rule packs to switch on.'),
    registries: texts('Registries that images may come from, as prefixes (ghcr.io/team). Default: any.'),
    external: { type: 'array', items: external, description: 'Objects that exist outside of the input.' },
    schemas: texts('Folders with schemas of custom resources.'),
    // Each is held against each finding of its rule.
    suppress: {
      type: 'array',
      maxItems: 1000,
      items: suppression,
      description: 'Findings to live with, each with its reason.',
    },
    exclude: texts('Globs of files that are not read when a folder is.'),
  },
} as const;
