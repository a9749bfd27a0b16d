/** What an installation knows: merged values (JSON), and the release. */
export interface Context {
  readonly values: unknown;
  readonly release: {
    readonly name: string;
    readonly namespace: string;
    /** What a parent chart calls this one, if that is not its own name: an alias. */
    readonly chart?: string;
  };
}
