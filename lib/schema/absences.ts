/** What the chosen version of Kubernetes does not have, in words. */
import { fieldIsIn, fieldRange, kindIsIn, kindRange, knownMinors } from './availability';

export class Absences {
  constructor(private readonly minor: number) {}

  /** Whether the version is newer than what is known. */
  get isBeyond(): boolean {
    return this.minor > knownMinors().newest;
  }

  /** Why the definition's field is missing; undefined if it is there, or nothing is known about it. */
  ofField(definition: string, field: string): string | undefined {
    if (fieldIsIn(definition, field, this.minor)) return undefined;
    return this.text('field unknown', fieldRange(definition, field));
  }

  /** Whether the version has a field that the schemas of the newest one lack. */
  hasLost(definition: string, field: string): boolean {
    return fieldRange(definition, field).until !== undefined && fieldIsIn(definition, field, this.minor);
  }

  /** Why the version does not have the kind (`batch/v1beta1/CronJob`). */
  ofKind(apiVersionAndKind: string): string | undefined {
    if (kindIsIn(apiVersionAndKind, this.minor)) return undefined;
    return this.text('kind unknown', kindRange(apiVersionAndKind));
  }

  /** The same for a kind that is still to come; what is gone is for the checks of deprecations, which know more. */
  ofComingKind(apiVersionAndKind: string): string | undefined {
    const { since } = kindRange(apiVersionAndKind);
    return since !== undefined && this.minor < since ? this.ofKind(apiVersionAndKind) : undefined;
  }

  /** Whether some versions have the kind and others do not; there may be no schema for it. */
  knowsKind(apiVersionAndKind: string): boolean {
    const { since, until } = kindRange(apiVersionAndKind);
    return since !== undefined || until !== undefined;
  }

  private text(what: string, { since, until }: { readonly since?: number; readonly until?: number }): string {
    const isEarly = since !== undefined && this.minor < since;
    const span = isEarly ? `it came with 1.${since}` : `1.${until ?? ''} was the last to have it`;
    return `${what} in Kubernetes 1.${this.minor}; ${span}`;
  }
}
