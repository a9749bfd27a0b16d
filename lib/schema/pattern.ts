/**
 * The test of a pattern as Go's RE2 writes it. One that JavaScript cannot read accepts everything: better no finding
 * than a false one.
 */
export function patternTest(pattern: string): (text: string) => boolean {
  const { source, flags } = translated(pattern);
  for (const unicode of ['u', '']) {
    try {
      const regex = new RegExp(source, flags + unicode);
      return (text) => regex.test(text);
    } catch {
      // Without the flag, JavaScript is as lenient about escapes as Go.
    }
  }
  return () => true;
}

/** Go's flags at the start, its names of groups and its anchors of the whole text. */
function translated(pattern: string): { readonly source: string; readonly flags: string } {
  const [prefix, letters = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [''];
  const source = pattern
    .slice(prefix.length)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$');
  return { source, flags: [...new Set(letters)].join('') };
}
