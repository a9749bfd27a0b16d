/**
 * A values file over `QUIET`, which nothing is said about, and all that is said about it, word for word: nothing where it is
 * just right. What is warned about begins with “warning: ”.
 */
export type RuleRow = readonly [values: string, ...said: string[]];
