/** What somebody declares to get a chart: metadata, values, rules, constructs and notes. */
import type { Construct } from 'constructs';
import type { Context } from '../expr/evaluate';
import type { Tree, Value } from '../expr/expr';
import type { Rule } from '../values/rule';
import type { Fields, RecordField, ValuesOf } from '../values/schema';
import type { ComposeDeclaration } from './compose/declaration';

/** Chart.yaml, as far as the author decides it. */
export interface ChartMetadata {
  /** Also the prefix of the chart's named templates, and the package's name. */
  readonly name: string;
  /** SemVer 2. */
  readonly version: string;
  readonly appVersion: string;
  readonly description: string;
  /** A range of Kubernetes versions, such as `>=1.27.0-0`. */
  readonly kubeVersion: string;
  readonly home?: string;
  readonly icon?: string;
  readonly keywords?: readonly string[];
  readonly sources?: readonly string[];
  readonly maintainers?: readonly { readonly name: string; readonly url?: string; readonly email?: string }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The installation: literals for plain manifests, `.Release` in a chart. */
export interface Release {
  /** A DNS label of at most 53 characters. */
  readonly name: Value<string>;
  readonly namespace: Value<string>;
  /** What the chart is called here: its own name, or the alias of a parent chart that has it as a dependency. */
  readonly chart: Value<string>;
}

/** What a release must be like. */
export interface ReleaseRule {
  readonly violated: Value<boolean>;
  /** What is wrong, and what to do. */
  readonly message: Value<string>;
}

/**
 * A chart: what synth() writes and prove() proves.
 *
 * @example const chart: ChartDefinition<typeof schema.fields> = { metadata, schema, rules, build, notes, readme };
 */
export interface ChartDefinition<F extends Fields = Fields> {
  readonly metadata: ChartMetadata;
  /** All values of the chart. */
  readonly schema: RecordField<F>;
  /** What a JSON Schema cannot say well: values that contradict each other. */
  rules(values: ValuesOf<RecordField<F>>): readonly Rule[];
  /** What would be wrong with an installation whatever its values are: a release after which nothing can be named. */
  releaseRules?(release: Release): readonly ReleaseRule[];
  /**
   * The release that the plain manifests of an environment are rendered for.
   * @default one called like the chart, in a namespace called like the environment
   */
  installation?(environment: string): Context['release'];
  /** What the Namespace of an environment is labelled with, such as the Pod Security standard that all its pods meet. @default none */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** Adds constructs to the scope. Runs once with expressions for the chart, and with literals to prove it right. */
  build(scope: Construct, values: ValuesOf<RecordField<F>>, release: Release): void;
  /** NOTES.txt, line by line. */
  notes(values: ValuesOf<RecordField<F>>, release: Release): readonly Tree[];
  /** What it takes to have a Compose file of an installation, too; without, there is none. */
  compose?(installation: Context): ComposeDeclaration;
  /** README.md above the values reference. */
  readonly readme: string;
}
