/** What `validate` says of itself. */
import type { CommandPage } from './page';
import { optionGroups } from './validate-options';

export const validatePage: CommandPage = {
  name: 'validate',
  usage: ['[OPTION…] PATH…'],
  about: [
    'Checks Kubernetes manifests and Helm charts: their schema, what they refer to, security, reliability, images, deprecations. A PATH is a file, a folder, a chart (folder or .tgz), or - for standard input.',
    'A finding is suppressed by `# validate-ignore RULE: reason` on its line or above it.',
  ],
  options: optionGroups,
  operands: 'file',
  examples: (program) => [
    `${program} validate deploy/`,
    `helm template web ./chart | ${program} validate -`,
    `${program} validate ./chart -f values-prod.yaml --kubernetes-version 1.34`,
    `${program} validate deploy/ --output sarif --output-file results.sarif`,
    `${program} validate --explain latest-tag`,
  ],
  exit: {
    0: 'nothing at or above --fail-on',
    1: 'findings',
    2: 'unreadable input or bad usage',
  },
  document: 'docs/validate.md',
};
