/**
 * What a check is: a declaration, and a function that reports. One file for each below checks/<group>/, named after its
 * id, with the check as its default export; `npm run checks` lists them in checks/index.ts and docs/checks.md.
 */
import type { Path } from '../yaml/position';
import type { ChartView } from './chart/chart-view';
import type { Corpus } from './corpus';
import type { Severity } from './finding';
import type { ManifestObject } from './object';
import type { Pod, PodContainer } from './pod';

/** What the user said about the cluster and the surroundings. */
export interface CheckContext {
  /** The minor version of Kubernetes that the objects are for: 34 for 1.34. */
  readonly minor: number;
  /** Registries that images may come from, as prefixes (`ghcr.io/team`); empty: any. */
  readonly registries: readonly string[];
}

export interface ReportOptions {
  /** Instead of the check's own. */
  readonly severity?: Severity;
  /** Other objects' fields that have to do with it. */
  readonly related?: readonly { readonly object: ManifestObject; readonly path: Path; readonly message: string }[];
}

/**
 * Reports a finding about the object under check. `path` is the field to mend, from the object's root; for a missing
 * field it is the path it should have, its last missing parent first: that is how a finding is dropped whose cause the
 * schema has reported already (a misspelt or mistyped field).
 */
export type Report = (path: Path, message: string, options?: ReportOptions) => void;

/** The same, for a check that sees all objects. */
export type CorpusReport = (object: ManifestObject, path: Path, message: string, options?: ReportOptions) => void;

/** Reports about a chart's own files. `file` is relative to the chart; line and column 1-based. */
export type ChartReport = (
  place: { readonly file: string; readonly line?: number; readonly column?: number },
  message: string,
  options?: Pick<ReportOptions, 'severity'>,
) => void;

export interface Example {
  /** One or more documents; `context` adds to the defaults. */
  readonly yaml: string;
  /** Where the finding must be: `spec.replicas`. */
  readonly at?: string;
  readonly context?: Partial<CheckContext>;
}

interface Declaration {
  /** Kebab-case, the name of its file. Says what is wrong: `latest-tag`, `service-selects-nothing`. */
  readonly id: string;
  readonly severity: Severity;
  /** One line, for lists: what it finds, as a sentence without a full stop. */
  readonly summary: string;
  /** What to do, in one or two sentences. */
  readonly remedy: string;
  /** Official documentation that says why. */
  readonly link: string;
  /** Only with the rule pack of that name; always, if there is none. */
  readonly pack?: string;
  /** Not unless asked for: noisy, or a matter of taste. */
  readonly optional?: true;
}

interface ManifestDeclaration extends Declaration {
  /** Manifests: they are the check's tests and its documentation. A string is short for `{ yaml }`. */
  readonly examples: { readonly passes: readonly (string | Example)[]; readonly fails: readonly (string | Example)[] };
}

export interface ObjectCheck extends ManifestDeclaration {
  readonly scope: 'object';
  /** `Kind.group` (`Deployment.apps`, `Service`); `*` for all, unknown kinds included. */
  readonly kinds: readonly string[] | '*';
  readonly check: (object: ManifestObject, report: Report, context: CheckContext) => void;
}

export interface PodCheck extends ManifestDeclaration {
  readonly scope: 'pod';
  readonly check: (pod: Pod, report: Report, context: CheckContext) => void;
}

export interface ContainerCheck extends ManifestDeclaration {
  readonly scope: 'container';
  readonly check: (container: PodContainer, report: Report, context: CheckContext) => void;
}

export interface CorpusCheck extends ManifestDeclaration {
  readonly scope: 'corpus';
  /** `Kind.group` of what it looks at: of objects of other kinds no more than the identity is kept. `*`: all identities. */
  readonly kinds: readonly string[] | '*';
  readonly check: (corpus: Corpus, report: CorpusReport, context: CheckContext) => void;
}

export type ManifestCheck = ObjectCheck | PodCheck | ContainerCheck | CorpusCheck;

/** A chart's files by path. */
export type ExampleChart = Readonly<Record<string, string>>;

export interface ChartCheck extends Declaration {
  readonly scope: 'chart';
  /** Reported by what renders the chart (chart/), not by `check`. */
  readonly isRendering?: true;
  readonly examples: { readonly passes: readonly ExampleChart[]; readonly fails: readonly ExampleChart[] };
  readonly check: (chart: ChartView, report: ChartReport, context: CheckContext) => void;
}

export type Check = ManifestCheck | ChartCheck;
