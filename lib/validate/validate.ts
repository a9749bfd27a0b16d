/** The pipeline: each source by itself (check-source.ts) → checks of all objects → places → suppressions. */
import { SchemaSet } from '../schema/schema-set';
import { checks } from './checks';
import type { CheckContext } from './check';
import { checkSource, type CheckedSource, type SourceChecks } from './check-source';
import { Corpus, type ExternalObject } from './corpus';
import type { Finding } from './finding';
import { FindingLimit, findingsPerRule, type OmittedFindings } from './finding-limit';
import { definitionsIn, type WrittenDefinition } from './definitions';
import { faultAt, guarded } from './fault';
import { attach, Keeper } from './keep';
import { locateFindings } from './locate';
import type { ManifestObject } from './object';
import type { Source } from './read/source';
import { RuleSet, type RuleSelection } from './rule-set';
import { Suppressions, type SuppressionEntry } from './settings/suppression';
import type { Unreadable } from './unreadable';

export type { Unreadable } from './unreadable';

export interface ValidateOptions extends CheckContext, RuleSelection {
  /** Where objects that name no namespace are applied to. */
  readonly namespace: string;
  readonly external: readonly ExternalObject[];
  /** Folders with schemas of custom resources: CustomResourceDefinitions, or JSON Schemas named as kubeconform does. */
  readonly schemaFolders: readonly string[];
  /** Of the configuration and the baseline; those in the input are found there. */
  readonly suppressions: readonly SuppressionEntry[];
  /** That are listed, of one rule and severity; the others are counted. */
  readonly findingsPerRule: number;
  /** What the caller could not read: with it, absence proves nothing. */
  readonly unreadable: readonly Unreadable[];
}

export const defaultOptions: ValidateOptions = {
  minor: 36,
  registries: [],
  packs: [],
  settings: {},
  namespace: 'default',
  external: [],
  schemaFolders: [],
  suppressions: [],
  findingsPerRule,
  unreadable: [],
};

export interface Validation {
  readonly findings: readonly Finding[];
  /** What else was found; nothing, if it is missing. */
  readonly omitted?: readonly OmittedFindings[];
  readonly unreadable: readonly Unreadable[];
  /** What else could not be read; nothing, if it is missing. */
  readonly moreUnreadable?: number;
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
  const run = new Run({ ...defaultOptions, ...options });
  const all = [...sources];
  for (const each of definitionsIn(all)) run.learn(each);
  run.addSurroundings(around);
  for (const source of all) run.add(source, checkSource(source, run.checks));
  return run.finish();
}

/**
 * What the checks of single sources need, from options alone: the same in every thread.
 * @throws SchemaFolderError for a folder that cannot be read
 */
export function sourceChecks(settings: ValidateOptions): SourceChecks {
  const rules = new RuleSet(checks, settings, settings);
  const schemas = new SchemaSet({ minor: settings.minor });
  for (const folder of settings.schemaFolders) schemas.addFolder(folder);
  return {
    rules,
    schemas,
    keeper: new Keeper(rules.corpusKinds),
    namespace: settings.namespace,
    isSent: false,
  };
}

/** Collects what is found in each source, in their order. */
export class Run {
  readonly checks: SourceChecks;
  private readonly suppressions: Suppressions;
  private readonly findings: Finding[] = [];
  private readonly limit: FindingLimit;
  private readonly objects: ManifestObject[] = [];
  private documents = 0;
  private objectCount = 0;
  private unknownKinds = 0;
  private readonly unreadable: Unreadable[];

  constructor(private readonly settings: ValidateOptions) {
    this.checks = sourceChecks(settings);
    this.suppressions = new Suppressions(this.checks.rules, checks, settings.suppressions);
    this.limit = new FindingLimit(settings.findingsPerRule);
    this.unreadable = [...settings.unreadable];
  }

  /** @returns whether it could be learnt */
  learn({ source, definition }: WrittenDefinition): boolean {
    return guarded(
      () => {
        this.checks.schemas.learn(definition);
        return true;
      },
      (words) => {
        this.unreadable.push(faultAt(source.name, `a CustomResourceDefinition in it was ${words}`));
        return false;
      },
    );
  }

  add(source: Source, { documents, findings, objects, unreadable, comments }: CheckedSource): void {
    this.documents += documents;
    for (const detached of objects) {
      const object = attach(detached, source);
      this.objectCount++;
      if (object.status === 'unknown-kind') this.unknownKinds++;
      this.suppressions.readObject(object);
      if (this.checks.rules.looksAtAll) this.objects.push(object);
    }
    this.unreadable.push(...unreadable);
    // What is rendered points to its template, whose comments count instead.
    if (source.origin === undefined) this.suppressions.readFile(source.name, comments);
    for (const finding of findings) this.keep(finding);
  }

  addSurroundings({ files, findings }: Surroundings): void {
    for (const { name, text } of files) this.suppressions.readFile(name, text);
    for (const finding of findings) this.keep(finding);
  }

  finish(): Validation {
    const { objects, unreadable, documents, objectCount, unknownKinds, settings } = this;
    const corpus = new Corpus(objects, { complete: unreadable.length === 0, external: settings.external });
    const [first] = objects;
    const incomplete = (reason: string): void => {
      if (first !== undefined) unreadable.push(faultAt(first.origin.source.name, reason));
    };
    const found = this.checks.rules.checkCorpus(corpus, (rule, words) => {
      incomplete(`${rule}, which looks at all files together, was ${words}`);
    });
    for (const finding of locateFindings(found)) this.keep(finding);
    const { omitted } = this.limit;
    if (corpus.isExhausted) {
      incomplete('too many selectors for so many pods: not all were followed; check fewer files at a time');
    }
    return {
      findings: this.suppressions.apply(this.findings, { complete: corpus.complete }),
      ...(omitted.length === 0 ? {} : { omitted }),
      unreadable,
      counts: { documents, objects: objectCount, unknownKinds },
    };
  }

  /** Counted by itself if it is suppressed: what nobody wants to see takes no place from the others. */
  private keep(finding: Finding): void {
    if (this.limit.takes(finding, this.suppressions.covers(finding))) this.findings.push(finding);
  }
}
