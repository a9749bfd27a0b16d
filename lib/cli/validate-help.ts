import { optionLines } from './option-lines';
import { optionGroups } from './validate-options';

const usage = (program: string) => `Usage: ${program} validate [OPTION…] PATH…

Checks Kubernetes manifests and Helm charts: their schema, what they refer to,
security, reliability, images, deprecations. A PATH is a file, a folder, a chart
(folder or .tgz), or - for standard input.
`;

const examples = (program: string) => `
Examples:
  ${program} validate deploy/
  helm template web ./chart | ${program} validate -
  ${program} validate ./chart -f values-prod.yaml --kubernetes-version 1.34
  ${program} validate deploy/ --output sarif --output-file results.sarif
  ${program} validate --explain latest-tag

Exit code: 0 nothing at or above --fail-on, 1 findings, 2 unreadable input or
bad usage. A finding is suppressed by \`# validate-ignore RULE: reason\` on its
line or above it. More: docs/validate.md.
`;

/** Fits 80 columns. */
export function validateHelp(program: string): string {
  return `${usage(program)}${optionLines(optionGroups)}${examples(program)}`;
}
