/**
 * A values file over `SMALLEST`, which nothing is wrong with, and all that is said about it, word for word: nothing where
 * it is just right.
 */
export type RuleRow = readonly [values: string, ...said: string[]];
