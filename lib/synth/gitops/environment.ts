/** What GitOps tools are told of an environment. */
import type { Context } from '../../expr/context';
import type { JsonObject } from '../../values/merge';

export interface GitOpsEnvironment {
  /** Of its folder below dist/: `dev`. */
  readonly name: string;
  readonly release: Context['release'];
  /** That its objects are in, or are. */
  readonly namespaces: readonly string[];
  /** Of its Namespace. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** What its file of values says, without the defaults. */
  readonly overrides: JsonObject;
}

/** Where things are in the repository, relative to its root: `dist`, or `platform/mlflow/dist`. */
export interface GitOpsFolders {
  readonly dist: string;
  readonly values: string;
}

/** The chart that is published, and kept unpacked below dist/. */
export interface GitOpsChart {
  readonly name: string;
  readonly version: string;
}
