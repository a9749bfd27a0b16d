/** Input that could not be read: exit code 2, whatever else there is. */
export interface Unreadable {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, and what to do about it. */
  readonly reason: string;
}
