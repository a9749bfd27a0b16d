import type { RuleRow } from './row';

const A = '0123456789ab/20261127T021500Z-00ff';
const B = '0123456789ab/20261128T021500Z-00ff';
const on = (more: string) =>
  `{restore: {enabled: true, ${more}}, backup: {destination: {bucket: backups, existingSecret: a}}}`;
const other = (from: string) =>
  `restore.overwrite: is another backup than restore.from, ${from}. Name the backup in both, so that nothing is replaced by whatever is the latest.`;

export const restore: readonly RuleRow[] = [
  [on('from: latest')],
  [on(`from: ${A}`)],
  [on(`from: team/ml/${A}, request: once more`)],
  [on(`from: ${A}, overwrite: ${A}`)],
  [on(`from: ${A}, overwrite: ${B}`), other(A)],
  [on(`overwrite: ${A}`), other('latest')],
  // What an upgrade that reuses values still has, when it is done.
  [`{restore: {overwrite: ${A}, from: ${A}}}`],
  ['{restore: {request: again}}'],
];
