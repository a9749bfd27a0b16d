/** What the chosen version of Kubernetes does not have, in words. */
import { fieldIsIn, fieldRange, kindIsIn, kindRange } from './availability';

export class Absences {
  constructor(private readonly minor: number) {}

  /** Why the definition's field is missing; undefined if it is there, or nothing is known about it. */
  ofField(definition: string, field: string): string | undefined {
    if (fieldIsIn(definition, field, this.minor)) return undefined;
    return this.text('field unknown', fieldRange(definition, field));
  }

  /** Whether the version has a field that the schemas of the newest one lack. */
  hasLost(definition: string, field: string): boolean {
    return fieldRange(definition, field).until !== undefined && fieldIsIn(definition, field, this.minor);
  }

  /** `batch/v1beta1/CronJob`. */
  ofKind(apiVersionAndKind: string): string | undefined {
    if (kindIsIn(apiVersionAndKind, this.minor)) return undefined;
    return this.text('kind unknown', kindRange(apiVersionAndKind));
  }

  /** Whether some versions have the kind and others do not; there may be no schema for it. */
  knowsKind(apiVersionAndKind: string): boolean {
    const { since, until } = kindRange(apiVersionAndKind);
    return since !== undefined || until !== undefined;
  }

  private text(what: string, { since, until }: { readonly since?: number; readonly until?: number }): string {
    const span =
      since !== undefined && this.minor < since
        ? `it came with 1.${since}`
        : `${until === undefined ? 'it is gone' : `1.${until} was the last to have it`}`;
    return `${what} in Kubernetes 1.${this.minor}; ${span}`;
  }
}
