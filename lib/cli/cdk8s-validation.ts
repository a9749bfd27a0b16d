/**
 * A plugin for `validations` in cdk8s.yaml: `cdk8s synth` checks what it has written, and fails if there are errors.
 * cdk8s-cli's lib/plugins/validation.d.ts says what a plugin is.
 */
import { relative } from 'node:path';
import type { Validation, ValidationContext } from 'cdk8s-cli/plugins';
import { readText } from '../files/read-file';
import { checkOf } from '../validate/catalogue';
import { groups } from '../validate/checks';
import { isAtLeast, objectText, severities, type Finding, type Severity } from '../validate/finding';
import { limited } from '../validate/finding-limit';
import { visible, withoutCommand } from '../text/visible';
import { groupBy } from '../validate/report/group-by';
import { counts, omittedText } from '../validate/report/report';
import { requireOneOf, selectRules } from '../validate/settings/rule-choice';
import { emptyConfig, readConfig } from '../validate/settings/config';
import { defaultOptions, validate } from '../validate/validate';

/** `properties` in cdk8s.yaml. */
export interface ManifestValidationProperties {
  /** A configuration file as of `validate`; nothing is read by default. */
  readonly config?: string;
  /** @default the configuration's, else error */
  readonly failOn?: Severity;
}

export class ManifestValidation implements Validation {
  constructor(private readonly properties: ManifestValidationProperties = {}) {}

  validate(context: ValidationContext): Promise<void> {
    const { config: file, failOn } = this.properties;
    const config = file === undefined ? emptyConfig : readConfig(readText(file), file);
    const limit = failOn ?? config.failOn ?? 'error';
    requireOneOf(limit, severities, 'severity');
    const names = new Map(context.manifests.map((path) => [relative(process.cwd(), path), path]));
    const sources = [...names].map(([name, path]) => ({ name, text: () => readText(path) }));
    const all = validate(sources, {
      ...selectRules({ ...config, only: [] }, groups),
      minor: config.minor ?? defaultOptions.minor,
      namespace: config.namespace ?? defaultOptions.namespace,
      registries: config.registries,
      external: config.external,
      schemaFolders: config.schemas,
      suppressions: config.suppressions,
    });
    const { findings, omitted = [], unreadable } = limited(all, defaultOptions.findingsPerRule);
    for (const { file: name, line, column, reason } of unreadable) {
      context.logger.log(withoutCommand(visible(`${name}:${String(line)}:${String(column)}: ${reason}`)));
    }
    const counted = findings.filter(counts);
    for (const [rule, of] of groupBy(counted, (finding) => finding.rule)) {
      context.report.addViolation({
        ruleName: `${rule} (${of[0]?.severity ?? 'error'})`,
        recommendation: checkOf(rule)?.summary ?? rule,
        fix: checkOf(rule)?.remedy ?? '',
        violatingResources: of.map((finding) => toResource(finding, names)),
      });
    }
    const more = omitted.filter(({ isSuppressed }) => !isSuppressed);
    for (const each of more) context.logger.log(`${each.rule}: ${omittedText(each)}`);
    const fails = unreadable.length > 0 || [...counted, ...more].some(({ severity }) => isAtLeast(severity, limit));
    context.report.submit(fails ? 'failure' : 'success');
    return Promise.resolve();
  }
}

function toResource({ object, location, path, message }: Finding, names: ReadonlyMap<string, string>) {
  const about = object === undefined ? '' : ` ${objectText(object)}`;
  return {
    // The object's own name: that is how cdk8s finds the construct that made it.
    resourceName: visible(object?.name ?? location.file),
    locations: [
      withoutCommand(
        visible(
          `${String(location.line)}:${String(location.column)}${about}: ${path === '' ? '' : `${path}: `}${message}`,
        ),
      ),
    ],
    manifestPath: names.get(location.file) ?? location.file,
  };
}
