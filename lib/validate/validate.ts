/** The pipeline: read → schema → checks of single objects → checks of all → places. */
import { SchemaSet } from '../schema/schema-set';
import type { Json } from '../yaml/json';
import type { Path } from '../yaml/position';
import { YamlError } from '../yaml/error';
import { readDocuments } from '../yaml/read';
import { checks } from './checks';
import type { CheckContext } from './check';
import { Corpus, type ExternalObject } from './corpus';
import type { Finding } from './finding';
import { locateFindings } from './locate';
import { identify, isRecord, type JsonObject, type ManifestObject, type Origin } from './object';
import type { RawFinding } from './raw-finding';
import type { Source } from './read/source';
import { RuleSet, type RuleSelection } from './rule-set';
import { Suppressions, type SuppressionEntry } from './settings/suppression';

export interface ValidateOptions extends CheckContext, RuleSelection {
  /** Where objects that name no namespace are applied to. */
  readonly namespace: string;
  readonly external: readonly ExternalObject[];
  /** Of the configuration and the baseline; those in the input are found there. */
  readonly suppressions: readonly SuppressionEntry[];
}

export const defaultOptions: ValidateOptions = {
  minor: 36,
  registries: [],
  packs: [],
  settings: {},
  namespace: 'default',
  external: [],
  suppressions: [],
};

/** Input that could not be read: exit code 2, whatever else there is. */
export interface Unreadable {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export interface Validation {
  readonly findings: readonly Finding[];
  readonly unreadable: readonly Unreadable[];
  readonly counts: {
    readonly documents: number;
    readonly objects: number;
    /** Objects of kinds without a schema: their fields were not checked. */
    readonly unknownKinds: number;
  };
}

/** What a chart has beside the manifests that it renders. */
export interface Surroundings {
  /** Files in which people write: their comments may suppress findings. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Found before, by other means. */
  readonly findings: readonly Finding[];
}

export function validate(
  sources: Iterable<Source>,
  options: Partial<ValidateOptions> = {},
  around: Surroundings = { files: [], findings: [] },
): Validation {
  const settings = { ...defaultOptions, ...options };
  const rules = new RuleSet(checks, settings, settings);
  const schemas = new SchemaSet({ minor: settings.minor });
  const suppressions = new Suppressions(rules, checks, settings.suppressions);
  for (const { name, text } of around.files) suppressions.readFile(name, text);
  const findings: RawFinding[] = [];
  const unreadable: Unreadable[] = [];
  const objects: ManifestObject[] = [];
  let documents = 0;
  for (const source of sources) {
    try {
      const text = source.text();
      // What is rendered points to its template, whose comments count instead.
      if (source.origin === undefined) suppressions.readFile(source.name, text);
      for (const { value, index } of readDocuments(text, source.name)) {
        documents++;
        for (const [item, path] of itemsOf(value)) {
          const object = toObject(item, { source, document: index, path }, schemas, settings.namespace);
          objects.push(object);
          suppressions.readObject(object);
          findings.push(...rules.checkObject(object));
        }
      }
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      unreadable.push({ file: source.name, line: error.line, column: error.column, reason: error.reason });
    }
  }
  const corpus = new Corpus(objects, { complete: unreadable.length === 0, external: settings.external });
  findings.push(...rules.checkCorpus(corpus));
  const unknownKinds = objects.filter(({ status }) => status === 'unknown-kind').length;
  return {
    findings: suppressions.apply([...around.findings, ...locateFindings(findings)], { complete: corpus.complete }),
    unreadable,
    counts: { documents, objects: objects.length, unknownKinds },
  };
}

/** The objects of a document: itself, or what stands in a List (of any kind that is a list of objects). */
function itemsOf(value: Json, path: Path = []): readonly (readonly [Json, Path])[] {
  if (!isRecord(value) || !Array.isArray(value['items']) || !String(value['kind']).endsWith('List'))
    return [[value, path]];
  return (value['items'] as readonly Json[]).flatMap((item, index) => itemsOf(item, [...path, 'items', index]));
}

function toObject(value: Json, origin: Origin, schemas: SchemaSet, defaultNamespace: string): ManifestObject {
  const record: JsonObject = isRecord(value) ? value : {};
  const { apiVersion, kind } = record;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    const missing = typeof apiVersion === 'string' ? 'kind' : 'apiVersion';
    const message = isRecord(value)
      ? `every Kubernetes object needs ${missing}, a string`
      : 'expected a Kubernetes object (a mapping)';
    const problem = { rule: 'missing-field' as const, path: isRecord(value) ? [missing] : [], message };
    return {
      ...identify({ ...record, apiVersion: '', kind: '' }, defaultNamespace),
      value: record,
      status: 'invalid',
      problems: [problem],
      origin,
    };
  }
  const { status, problems, value: checked } = schemas.check(record);
  return { ...identify(record, defaultNamespace), value: checked, status, problems, origin };
}
