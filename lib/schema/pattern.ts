/** Tests of patterns. */
import { createRequire } from 'node:module';
import type * as re2 from 're2js';

/** One of the generated schemas, which `npm run import` has translated to JavaScript. */
export function patternTest(pattern: string): (text: string) => boolean {
  const regex = new RegExp(pattern, 'u');
  return (text) => regex.test(text);
}

/**
 * One that Go's RE2 reads, as CustomResourceDefinitions have it: by a port of RE2, which takes linear time whatever the
 * pattern. The API server refuses a definition with a pattern that it can't read; here it accepts every text.
 */
export function goPatternTest(pattern: string): (text: string) => boolean {
  try {
    const regex = goPattern(pattern);
    return (text) => regex.matcher(text).find();
  } catch {
    return () => true;
  }
}

/** A pattern as Go reads it; throws if it does not. */
export function goPattern(pattern: string): re2.RE2JS {
  return library().RE2JS.compile(pattern);
}

let loaded: typeof re2 | undefined;

/** Loaded when the first such pattern is met: it takes longer than all the rest of the engine. */
function library(): typeof re2 {
  return (loaded ??= createRequire(__filename)('re2js') as typeof re2);
}
