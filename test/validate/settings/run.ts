/** The validator with two rules and what there is to say about suppressions: the tests' subject, whatever checks there are. */
import { groups } from '../../../lib/validate/checks';
import type { Finding } from '../../../lib/validate/finding';
import { readConfig } from '../../../lib/validate/settings/config';
import { selectRules } from '../../../lib/validate/settings/rule-choice';
import { validate, type ValidateOptions } from '../../../lib/validate/validate';

export const choice = { packs: [], rules: {}, only: ['latest-tag', 'missing-name', 'suppression'] };

export function run(yaml: string, options: Partial<ValidateOptions> = {}): readonly Finding[] {
  const source = { name: 'web.yaml', text: () => yaml };
  return validate([source], { ...selectRules(choice, groups), ...options }).findings;
}

/** What is `shown` with the suppressions of a configuration. */
export function runWith(yaml: string, config: string): readonly string[] {
  return shown(run(yaml, { suppressions: readConfig(config, 'c.yaml').suppressions }));
}

/** `latest-tag 8`, `latest-tag 9 (reason)`: rule, line, and the reason for which it is suppressed. */
export function shown(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, location, suppressed }) => {
    const reason = suppressed === undefined ? '' : ` (${suppressed.reason})`;
    return `${rule} ${String(location.line)}${reason}`;
  });
}

export function pod(annotations: string, ...containers: readonly string[]): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
${annotations}spec:
  containers:
${containers.join('')}`;
}
