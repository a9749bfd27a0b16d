/** What an installation has and a Compose file cannot: in words, for people. */
export class NotInCompose extends Error {
  override readonly name = 'NotInCompose';
}
