/** A difference with its causes and consequences: what reports print. */
import type { FieldChange, ObjectChange } from './change';
import type { Cause } from './causes';
import type { Consequence } from './consequence';
import type { SecretContents } from './secret-values';
import type { ValueChange } from './value-change';

export interface ExplainedValue {
  readonly change: ValueChange;
  /** Where it is said now: `values/prod.yaml:12:5`, or that the chart's default has changed. */
  readonly origin: string;
  /** What it holds is shown to nobody. */
  readonly isSecret: boolean;
}

export interface ExplainedField {
  readonly change: FieldChange;
  readonly cause: Cause;
}

export interface ExplainedObject {
  readonly change: ObjectChange;
  /** Of an object that comes or goes. */
  readonly cause: Cause;
  readonly fields: readonly ExplainedField[];
  readonly consequences: readonly Consequence[];
}

/** Another environment that the same change reaches. */
export interface Elsewhere {
  readonly environment: string;
  readonly objects: number;
  readonly fields: number;
  /** How many of them hurt. */
  readonly errors: number;
  readonly warnings: number;
  /** Why nobody can say. */
  readonly problem?: string;
}

export interface Explanation {
  /** `prod`; none for charts and folders of others. */
  readonly environment?: string;
  readonly from: string;
  readonly to: string;
  readonly values: readonly ExplainedValue[];
  readonly objects: readonly ExplainedObject[];
  /** Objects that are the same on both sides. */
  readonly same: number;
  /** What a reader has to know about what was compared: that causes are not known, and why. */
  readonly remarks: readonly string[];
  /** What the chart warns of with the later values, and did not with the earlier ones. */
  readonly warnings: readonly string[];
  readonly elsewhere: readonly Elsewhere[];
  /** Of both sides: what no report shows. */
  readonly secrets: SecretContents;
}
